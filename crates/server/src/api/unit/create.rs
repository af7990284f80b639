//! `POST /{clientExtId}/units`.

use std::collections::BTreeMap;

use serde::Deserialize;
use sigill_app::Permit;
use sigill_domain::right::UnitCreate;
use sigill_domain::unit;
use utoipa::ToSchema;

use super::{Unit, state};
use crate::api::validity::Validity;
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::schema::or_null;
use crate::http::strict;
use crate::http::written::{Show, Written};

type Given = Option<BTreeMap<String, Option<String>>>;

fn new_state() -> utoipa::openapi::schema::Object {
    let mut state = or_null(state());
    state.default = Some("active".into());
    state
}

/// A unit to be created.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewUnit, example = json!({
    "extId": "unit-123", "parentUnitExtId": "unit-1", "name": "Sales", "profileless": false
}))]
pub(crate) struct New {
    /// The external id; generated where none is given. 1 to 50 ASCII letters, digits and `-@./_:()\{}[]=!~+`.
    #[schema(example = "unit-123", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    /// The unit above it. A unit without one is a root, which also needs `AccessControl.UnitCreateTopUnit`.
    #[schema(example = "unit-1")]
    parent_unit_ext_id: Option<String>,
    /// Unique among the units with the same parent.
    #[schema(example = "Sales", min_length = 1, max_length = 100, required)]
    name: Option<String>,
    #[schema(min_length = 1, max_length = 255)]
    location: Option<String>,
    #[schema(min_length = 1, max_length = 1000)]
    description: Option<String>,
    #[schema(schema_with = new_state)]
    state: Option<String>,
    /// What it is called, per language: `EN`, `DE`, `FR`, `IT`.
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    display_name: Given,
    /// The same in short, per language.
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    abbreviation: Given,
    /// Whether it never has profiles.
    #[schema(required)]
    profileless: Option<bool>,
    /// The unit policy that holds for it; else the client's default one does, if there is one.
    #[schema(example = "policy-123")]
    policy_ext_id: Option<String>,
    #[schema(max_length = 1000)]
    modification_comment: Option<String>,
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(value_type = Option<Validity>)]
    validity: Option<Validity>,
}

impl From<New> for unit::New {
    fn from(new: New) -> Self {
        let present = |(language, text): (String, Option<String>)| Some((language, text?));
        let texts = |given: Given| given.unwrap_or_default().into_iter().filter_map(present).collect();
        let validity = new.validity.unwrap_or_default();
        Self {
            ext_id: new.ext_id,
            parent_ext_id: new.parent_unit_ext_id,
            name: new.name,
            description: new.description,
            location: new.location,
            state: new.state,
            display_name: texts(new.display_name),
            abbreviation: texts(new.abbreviation),
            profileless: new.profileless,
            policy_ext_id: new.policy_ext_id,
            comment: new.modification_comment,
            validity_from: validity.from,
            validity_to: validity.to,
        }
    }
}

/// Create a unit
///
/// Below another unit, or as a root, which also needs AccessControl.UnitCreateTopUnit.
#[utoipa::path(post, path = "/{clientExtId}/units", tag = "Unit", operation_id = "createUnit")]
pub(crate) async fn handler(call: Call<Permit<UnitCreate>, Strict<New>>) -> Result<Written<Created<Unit>>, Refused> {
    let Call { permit, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let show = Show::new(|unit: &unit::Unit| Created {
        location: location(&[client, "units", unit.ext_id.as_str()]),
        entity: Unit::of(client, unit.clone()),
    });
    let outcome = sigill_app::unit::create(&permit, &new.into(), &show.asked(&terms, &extra)).await?;
    Ok(show.written(&terms, outcome))
}
