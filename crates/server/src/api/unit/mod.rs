//! Units: the tree of organisation inside a client.

use std::collections::BTreeMap;

use serde::Serialize;
use sigill_domain::unit::{self, State};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use crate::api::validity::Validity;
use crate::http::answer::Entity;
use crate::http::schema::one_of;

operations! {
    list;
    create;
    get;
    modify;
    delete;
    children;
    put_below;
    take_out;
    get_properties;
    modify_properties;
}

fn state() -> Object {
    one_of("Whether profiles may be put into it.", State::ALL.iter().map(|state| state.as_str())).build()
}

/// A unit of a client.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Unit)]
pub(crate) struct Unit {
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When it was last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    #[schema(example = "unit-123")]
    ext_id: String,
    /// The unit above it; none of a root.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "unit-1")]
    parent_unit_ext_id: Option<String>,
    #[schema(example = "client-123")]
    client_ext_id: String,
    /// The external ids from the root to this unit, each behind a slash.
    #[schema(example = "/unit-1/unit-123")]
    hierarchical_name: String,
    #[schema(example = "Sales")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Zürich")]
    location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "All who sell")]
    description: Option<String>,
    #[schema(schema_with = state)]
    state: &'static str,
    /// What it is called, per language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false, example = json!({ "EN": "Sales" }))]
    display_name: BTreeMap<String, String>,
    /// The same in short, per language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false, example = json!({ "EN": "SLS" }))]
    abbreviation: BTreeMap<String, String>,
    /// Whether it never has profiles.
    profileless: bool,
    /// The unit policy that holds for it; absent, the client's default one does, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "policy-123")]
    policy_ext_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    modification_comment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    validity: Option<Validity>,
}

impl Unit {
    pub(crate) fn of(client_ext_id: &str, unit: unit::Unit) -> Self {
        Self {
            created: unit.created.to_string(),
            last_modified: unit.modified.to_string(),
            version: unit.version,
            ext_id: unit.ext_id.to_string(),
            parent_unit_ext_id: unit.parent.map(|parent| parent.ext_id.to_string()),
            client_ext_id: client_ext_id.to_owned(),
            hierarchical_name: unit.hierarchical_name,
            name: unit.name,
            location: unit.location,
            description: unit.description,
            state: unit.state.as_str(),
            display_name: unit.display_name,
            abbreviation: unit.abbreviation,
            profileless: unit.is_profileless,
            policy_ext_id: unit.policy.map(|policy| policy.ext_id.to_string()),
            modification_comment: unit.comment,
            validity: Validity::shown(unit.validity.from, unit.validity.to),
        }
    }
}

impl Entity for Unit {
    fn version(&self) -> i64 {
        self.version
    }
}
