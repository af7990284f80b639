//! `PATCH /{clientExtId}/units/{unitExtId}`.

use std::collections::BTreeMap;

use serde::Deserialize;
use sigill_app::Permit;
use sigill_domain::language::PatchTexts;
use sigill_domain::patch::Patch as Member;
use sigill_domain::right::UnitModify;
use sigill_domain::unit::{self, PatchUnit};
use sigill_domain::version::Expected;
use utoipa::ToSchema;

use super::{Unit, state};
use crate::api::validity::PatchValidity;
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::schema::{read_only, unchangeable};
use crate::http::strict::{self, Ignored};
use crate::http::written::{Show, Written};

type Given = Member<BTreeMap<String, Option<String>>>;

/// What is to be changed: what is absent stays, and `null` or `""` removes what is optional. What was read may be sent
/// back with it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatchUnit, example = json!({ "name": "Sales and service", "displayName": { "FR": null } }))]
pub(crate) struct Patch {
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, example = "Sales", max_length = 100, nullable = false)]
    name: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 255)]
    location: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    description: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = state)]
    state: Member<String>,
    /// What it is called, per language: those that are absent stay, and `null` removes one.
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<BTreeMap<String, Option<String>>>)]
    display_name: Given,
    /// The same in short, per language: those that are absent stay, and `null` removes one.
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<BTreeMap<String, Option<String>>>)]
    abbreviation: Given,
    /// The unit policy that holds for it; `null`: the client's default one, if there is one.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, example = "policy-123")]
    policy_ext_id: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    modification_comment: Member<String>,
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<PatchValidity>)]
    validity: Member<PatchValidity>,
    /// The version that is to be changed: any where none is given.
    #[schema(value_type = Option<i32>, example = 1)]
    pub(crate) version: Option<i64>,

    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    ext_id: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    parent_unit_ext_id: Member<String>,
    /// Can't be changed: expected as it was read, if at all.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<bool>, nullable = false)]
    profileless: Member<bool>,
    #[serde(rename = "clientExtId", default)]
    #[schema(schema_with = read_only)]
    _client_ext_id: Ignored,
    #[serde(rename = "hierarchicalName", default)]
    #[schema(schema_with = read_only)]
    _hierarchical_name: Ignored,
    #[serde(rename = "created", default)]
    #[schema(schema_with = read_only)]
    _created: Ignored,
    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
}

impl Patch {
    pub(crate) fn expecting(self, expected: Expected) -> PatchUnit {
        let named = |(language, text): (String, Option<String>)| (language, text.map_or(Member::Clear, Member::Set));
        let texts = |given: Given| -> PatchTexts {
            match given {
                Member::Keep => Member::Keep,
                Member::Clear => Member::Clear,
                Member::Set(texts) => Member::Set(texts.into_iter().map(named).collect()),
            }
        };
        let (validity_from, validity_to) = PatchValidity::ends(self.validity);
        PatchUnit {
            name: self.name,
            description: self.description,
            location: self.location,
            state: self.state,
            display_name: texts(self.display_name),
            abbreviation: texts(self.abbreviation),
            policy_ext_id: self.policy_ext_id,
            comment: self.modification_comment,
            validity_from,
            validity_to,
            ext_id: self.ext_id,
            parent_ext_id: self.parent_unit_ext_id,
            profileless: self.profileless,
            expected,
        }
    }
}

/// Modify a unit
///
/// Changes what the body names, as a JSON Merge Patch. Also needs AccessControl.UnitView. A unit is moved by the calls
/// below `…/children`.
#[utoipa::path(patch, path = "/{clientExtId}/units/{unitExtId}", tag = "Unit", operation_id = "modifyUnit")]
pub(crate) async fn handler(call: Call<Permit<UnitModify>, Strict<Patch>>) -> Result<Written<Found<Unit>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let client = permit.client().as_str();
    let show = Show::new(|unit: &unit::Unit| Found(Unit::of(client, unit.clone())));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::unit::modify(&permit, path.unit(), &patch, &asked).await?;
    Ok(show.written(&terms, outcome))
}
