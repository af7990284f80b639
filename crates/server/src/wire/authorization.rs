//! Authorizations: roles of a profile, with where they hold.

use serde::{Deserialize, Serialize};
use sigill_domain::caller::ClientRoom;
use sigill_domain::profile::{self, NewAuthorization};
use sigill_domain::role::Role;
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use super::one_of;
use crate::answer::Entity;

fn role() -> Object {
    one_of("The role, as tokens of the vendor spell it.", Role::ALL.iter().map(|role| role.as_str())).build()
}

/// A role to be given: in all clients, or in those that are named.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewAuthorization, example = json!({ "roleName": "nevisIdm.Helpdesk", "clientExtIds": ["client-123"] }))]
pub(crate) struct New {
    /// The external id; generated where none is given.
    #[schema(example = "authorization-123", min_length = 1, max_length = 50, nullable = false)]
    ext_id: Option<String>,
    #[schema(schema_with = role)]
    role_name: Option<String>,
    /// The role holds in every client, also in those to come.
    #[schema(default = false, nullable = false)]
    client_global: Option<bool>,
    /// The external ids of the clients in which the role holds, at most 100.
    #[schema(nullable = false)]
    client_ext_ids: Option<Vec<String>>,
}

impl From<New> for NewAuthorization {
    fn from(new: New) -> Self {
        Self {
            ext_id: new.ext_id,
            role: new.role_name,
            is_client_global: new.client_global.unwrap_or_default(),
            clients: new.client_ext_ids.unwrap_or_default(),
        }
    }
}

/// A role of a profile.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Authorization)]
pub(crate) struct Authorization {
    /// When it was given.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    #[schema(value_type = i32, example = 1)]
    version: i64,
    #[schema(example = "authorization-123")]
    ext_id: String,
    #[schema(schema_with = role)]
    role_name: &'static str,
    /// Whether it holds in every client.
    client_global: bool,
    /// Where it holds, as far as the caller may know.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    client_ext_ids: Option<Vec<String>>,
}

impl From<profile::Authorization> for Authorization {
    fn from(authorization: profile::Authorization) -> Self {
        let clients = match &authorization.grant.clients {
            ClientRoom::Global => None,
            ClientRoom::Only(clients) => Some(clients.iter().map(ToString::to_string).collect()),
        };
        Self {
            created: authorization.created.to_string(),
            version: authorization.version,
            ext_id: authorization.ext_id.to_string(),
            role_name: authorization.grant.role.as_str(),
            client_global: clients.is_none(),
            client_ext_ids: clients,
        }
    }
}

impl Entity for Authorization {
    fn version(&self) -> i64 {
        self.version
    }
}
