//! `PATCH /{clientExtId}/profiles/{profileExtId}`.

use serde::Deserialize;
use sigill_app::{Permit, profile};
use sigill_domain::patch::Patch as Member;
use sigill_domain::profile::{HeldProfile, PatchProfile};
use sigill_domain::right::ProfileModify;
use sigill_domain::version::Expected;
use utoipa::ToSchema;

use super::{Profile, state};
use crate::api::validity::PatchValidity;
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::schema::{read_only, unchangeable};
use crate::http::strict::{self, Ignored};
use crate::http::written::{Show, Written};

/// What is to be changed: what is absent stays. What was read may be sent back with it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatchProfile, example = json!({ "profileState": "disabled" }))]
pub(crate) struct Patch {
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, example = "Profile-anna", max_length = 100, nullable = false)]
    name: Member<String>,
    /// Whoever activates a profile must be able to give its roles. An archived one loses its roles, and stays archived.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = state)]
    profile_state: Member<String>,
    /// `true` makes it the default one, and the one before isn't it any more.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<bool>, nullable = false)]
    is_default_profile: Member<bool>,
    /// The roles of the profile hold within it.
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<PatchValidity>)]
    validity: Member<PatchValidity>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    remarks: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    modification_comment: Member<String>,
    /// The version that is to be changed: any where none is given.
    #[schema(value_type = Option<i32>, example = 1)]
    pub(crate) version: Option<i64>,

    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    ext_id: Member<String>,
    #[serde(rename = "clientExtId", default)]
    #[schema(schema_with = read_only)]
    _client_ext_id: Ignored,
    #[serde(rename = "userExtId", default)]
    #[schema(schema_with = read_only)]
    _user_ext_id: Ignored,
    #[serde(rename = "unitExtId", default)]
    #[schema(schema_with = read_only)]
    _unit_ext_id: Ignored,
    #[serde(rename = "created", default)]
    #[schema(schema_with = read_only)]
    _created: Ignored,
    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
}

impl Patch {
    pub(crate) fn expecting(self, expected: Expected) -> PatchProfile {
        let (validity_from, validity_to) = PatchValidity::ends(self.validity);
        PatchProfile {
            name: self.name,
            profile_state: self.profile_state,
            is_default: self.is_default_profile,
            validity_from,
            validity_to,
            remarks: self.remarks,
            comment: self.modification_comment,
            ext_id: self.ext_id,
            expected,
        }
    }
}

/// Modify a profile
///
/// Changes what the body names, as a JSON Merge Patch. Only an active profile gives its roles; whoever activates one must
/// hold all their rights, and there.
#[utoipa::path(patch, path = "/{clientExtId}/profiles/{profileExtId}", tag = "Profile", operation_id = "modifyProfile")]
pub(crate) async fn handler(
    call: Call<Permit<ProfileModify>, Strict<Patch>>,
) -> Result<Written<Found<Profile>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let show = Show::new(|held: &HeldProfile| Found(held.clone().into()));
    let asked = show.asked(&terms, &extra);
    let outcome = profile::modify(&permit, path.profile(), &patch.expecting(expected), &asked).await?;
    Ok(show.written(&terms, outcome))
}
