//! Hits, in the form of the vendor's index: flat, and with its own spelling of names.

mod user;

use std::collections::BTreeMap;

use serde::Serialize;
use sigill_domain::application::ApplicationRef;
use sigill_domain::client::Client;
use sigill_domain::query::{Candidate, Entity};
use utoipa::openapi::schema::{Object, OneOfBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

pub(super) use self::user::UserHit;
use super::Shows;
use crate::http::schema::one_of;

/// What every hit has.
#[derive(Serialize, ToSchema)]
#[schema(as = HitBase)]
pub(crate) struct Base {
    /// Internal key; of what belongs to a client, behind the external ID of that.
    #[schema(example = "client-123-01890a5d-ac96-774b-bcce-b302099a8057")]
    id: String,
    #[schema(example = "ext-123")]
    extid: String,
    /// How well it fits: the more, the better.
    #[serde(rename = "_score")]
    #[schema(example = 2.0)]
    score: f64,
    /// Internal key.
    #[serde(rename = "_internalId")]
    #[schema(example = "01890a5d-ac96-774b-bcce-b302099a8057")]
    internal_id: String,
}

impl Base {
    fn of(score: u32, found: &Candidate) -> Self {
        let ((client, ext_id), internal_id) = (found.place(), found.internal_id());
        let id = client.map_or_else(|| internal_id.clone(), |client| format!("{client}-{internal_id}"));
        Self { id, extid: ext_id.to_string(), score: f64::from(score), internal_id }
    }
}

macro_rules! kind {
    ($name:ident, $entity:ident) => {
        fn $name() -> Object {
            one_of("What it is.", std::iter::once(Entity::$entity.as_str())).build()
        }
    };
}

kind!(client_kind, Client);
kind!(application_kind, Application);
kind!(unit_kind, Unit);
kind!(role_kind, Role);

/// The client of a hit.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ClientOfHit)]
struct ClientOfHit {
    /// Internal key.
    id: String,
    #[schema(example = "client-123")]
    extid: String,
    #[schema(example = "Client 123")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    display_name: BTreeMap<String, String>,
    #[schema(schema_with = client_kind)]
    dto_type: &'static str,
    /// Internal key.
    #[serde(rename = "_internalId")]
    internal_id: String,
}

impl ClientOfHit {
    fn of(client: &Client) -> Self {
        Self {
            id: client.id.to_string(),
            extid: client.ext_id.to_string(),
            name: client.name.clone(),
            description: client.remarks.clone(),
            display_name: client.display_name.clone(),
            dto_type: Entity::Client.as_str(),
            internal_id: client.id.to_string(),
        }
    }
}

/// A client that was found.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClientHit {
    #[serde(flatten)]
    base: Base,
    #[schema(schema_with = client_kind)]
    dto_type: &'static str,
    #[schema(example = "Client 123")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    display_name: BTreeMap<String, String>,
}

impl ClientHit {
    pub(super) fn of(score: u32, found: Candidate) -> Option<Self> {
        let Candidate::Client(client) = &found else { return None };
        Some(Self {
            base: Base::of(score, &found),
            dto_type: Entity::Client.as_str(),
            name: client.name.clone(),
            description: client.remarks.clone(),
            display_name: client.display_name.clone(),
        })
    }
}

/// An application that was found.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApplicationHit {
    #[serde(flatten)]
    base: Base,
    #[schema(schema_with = application_kind)]
    dto_type: &'static str,
    #[schema(example = "Shop")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    url: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    display_name: BTreeMap<String, String>,
}

impl ApplicationHit {
    pub(super) fn of(score: u32, found: Candidate) -> Option<Self> {
        let Candidate::Application(application) = &found else { return None };
        Some(Self {
            base: Base::of(score, &found),
            dto_type: Entity::Application.as_str(),
            name: application.name.clone(),
            description: application.description.clone(),
            url: application.url.clone(),
            display_name: application.display_name.clone(),
        })
    }
}

/// A unit that was found.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UnitHit {
    #[serde(flatten)]
    base: Base,
    #[schema(schema_with = unit_kind)]
    dto_type: &'static str,
    #[schema(example = "Sales")]
    name: String,
    #[schema(example = "active")]
    state: &'static str,
    /// The external ids from the root to this unit, each behind a slash.
    #[schema(example = "/unit-1/unit-123")]
    hierarchical_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    location: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    display_name: BTreeMap<String, String>,
    /// The client of the unit.
    client: ClientOfHit,
}

impl UnitHit {
    pub(super) fn of(score: u32, found: Candidate) -> Option<Self> {
        let Candidate::Unit(unit, client) = &found else { return None };
        Some(Self {
            base: Base::of(score, &found),
            dto_type: Entity::Unit.as_str(),
            name: unit.name.clone(),
            state: unit.state.as_str(),
            hierarchical_name: unit.hierarchical_name.clone(),
            description: unit.description.clone(),
            location: unit.location.clone(),
            display_name: unit.display_name.clone(),
            client: ClientOfHit::of(client),
        })
    }
}

/// A role that was found.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleHit {
    #[serde(flatten)]
    base: Base,
    #[schema(schema_with = role_kind)]
    dto_type: &'static str,
    #[schema(example = "Buyer")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<String>,
    /// The application of the role.
    application: ApplicationOfHit,
}

/// The application of a role that was found.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApplicationOfHit)]
struct ApplicationOfHit {
    /// Internal key.
    id: String,
    #[schema(example = "shop")]
    extid: String,
    #[schema(example = "Shop")]
    name: String,
    #[schema(schema_with = application_kind)]
    dto_type: &'static str,
}

impl ApplicationOfHit {
    fn of(application: &ApplicationRef) -> Self {
        Self {
            id: application.id.to_string(),
            extid: application.ext_id.to_string(),
            name: application.name.clone(),
            dto_type: Entity::Application.as_str(),
        }
    }
}

impl RoleHit {
    pub(super) fn of(score: u32, found: Candidate) -> Option<Self> {
        let Candidate::Role(role, application) = &found else { return None };
        Some(Self {
            base: Base::of(score, &found),
            dto_type: Entity::Role.as_str(),
            name: role.name.clone(),
            description: role.description.clone(),
            application: ApplicationOfHit::of(application),
        })
    }
}

/// Whatever was found.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum AnyHit {
    User(Box<UserHit>),
    Client(ClientHit),
    Application(ApplicationHit),
    Unit(UnitHit),
    Role(RoleHit),
}

impl AnyHit {
    pub(super) fn of(score: u32, found: Candidate) -> Option<Self> {
        match found.entity() {
            Entity::User => UserHit::of(score, found).map(|hit| Self::User(Box::new(hit))),
            Entity::Client => ClientHit::of(score, found).map(Self::Client),
            Entity::Application => ApplicationHit::of(score, found).map(Self::Application),
            Entity::Unit => UnitHit::of(score, found).map(Self::Unit),
            Entity::Role => RoleHit::of(score, found).map(Self::Role),
        }
    }
}

macro_rules! shows {
    ($($hit:ident),*) => {
        $(impl Shows for $hit {
            const NAME: &'static str = stringify!($hit);

            fn items() -> RefOr<Schema> {
                Ref::from_schema_name(<Self as ToSchema>::name()).into()
            }

            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                schemas.push((<Self as ToSchema>::name().into_owned(), <Self as PartialSchema>::schema()));
                <Self as ToSchema>::schemas(schemas);
            }
        })*

        impl Shows for AnyHit {
            const NAME: &'static str = "AnyHit";

            fn items() -> RefOr<Schema> {
                let one = OneOfBuilder::new().description(Some("`dtoType` says which it is."));
                one$(.item(<$hit as Shows>::items()))*.into()
            }

            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                $(<$hit as Shows>::schemas(schemas);)*
            }
        }
    };
}

shows!(UserHit, ClientHit, ApplicationHit, UnitHit, RoleHit);
