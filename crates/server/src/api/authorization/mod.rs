//! Authorizations: the roles that a profile has.

use serde::Serialize;
use sigill_domain::caller::ClientRoom;
use sigill_domain::profile::{self, RoleRoom};
use sigill_domain::role::Role;
use sigill_domain::rooms::Room;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType, Type};

use crate::api::validity::Validity;
use crate::http::answer::Entity;

operations! {
    list;
    create;
    get;
    modify;
    delete;
}

/// Sigill's own.
pub(crate) mod applications;
/// Sigill's own.
pub(crate) mod enterprise_roles;
/// Sigill's own.
pub(crate) mod units;

/// The schema of the external id of a role.
fn role() -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .description(Some(
            "One of this server's own roles, as tokens spell it, or a role of an application that the client has.",
        ))
        .examples([Role::Helpdesk.as_str()])
        .min_length(Some(1))
        .build()
}

/// A role of a profile.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Authorization)]
pub(crate) struct Authorization {
    /// When it was given.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When its version moved last.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    #[schema(value_type = i32, example = 1)]
    version: i64,
    #[schema(example = "authorization-123")]
    ext_id: String,
    #[schema(schema_with = role)]
    role_ext_id: String,
    /// When it holds; without it, always.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    validity: Option<Validity>,
    /// Whether it holds in every client.
    client_global: bool,
    /// Where it holds, as far as the caller may know.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    client_ext_ids: Option<Vec<String>>,
    /// Whether it holds in every unit.
    unit_global: bool,
    /// The units in which it holds, with what is below them; none where it holds in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    unit_ext_ids: Option<Vec<String>>,
    /// Whether it holds for every application.
    app_global: bool,
    /// The applications for which it holds; none where it holds for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    app_ext_ids: Option<Vec<String>>,
    /// Whether it holds for every enterprise role.
    enterprise_role_global: bool,
    /// The enterprise roles for which it holds, as far as the caller may know; none where it holds for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    enterprise_role_ext_ids: Option<Vec<String>>,
}

impl From<profile::Authorization> for Authorization {
    fn from(authorization: profile::Authorization) -> Self {
        let clients = match &authorization.grant.clients {
            ClientRoom::Global => None,
            ClientRoom::Only(clients) => Some(clients.iter().map(ToString::to_string).collect()),
        };
        let units = (authorization.grant.units != Room::Global)
            .then(|| authorization.units.iter().map(|unit| unit.ext_id.to_string()).collect());
        let named = |room: RoleRoom| {
            let is_held = *room.of(&authorization.grant) != Room::Global;
            is_held.then(|| room.named(&authorization).iter().map(|spot| spot.ext_id.to_string()).collect())
        };
        let (applications, enterprise_roles) = (named(RoleRoom::Applications), named(RoleRoom::EnterpriseRoles));
        Self {
            created: authorization.created.to_string(),
            last_modified: authorization.modified.to_string(),
            version: authorization.version,
            ext_id: authorization.ext_id.to_string(),
            role_ext_id: authorization.grant.role.as_str().to_owned(),
            validity: Validity::shown(authorization.validity.from, authorization.validity.to),
            client_global: clients.is_none(),
            client_ext_ids: clients,
            unit_global: units.is_none(),
            unit_ext_ids: units,
            app_global: applications.is_none(),
            app_ext_ids: applications,
            enterprise_role_global: enterprise_roles.is_none(),
            enterprise_role_ext_ids: enterprise_roles,
        }
    }
}

impl Entity for Authorization {
    fn version(&self) -> i64 {
        self.version
    }
}
