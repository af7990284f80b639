//! `PATCH /{clientExtId}/profiles/{profileExtId}/eauthorizations/{authorizationExtId}`.

use serde::Deserialize;
use sigill_app::{Permit, enterprise_authorization};
use sigill_domain::erole::{EnterpriseAuthorization as Given, PatchEnterpriseAuthorization};
use sigill_domain::patch::Patch as Member;
use sigill_domain::right::ProfileModify;
use sigill_domain::version::Expected;
use utoipa::ToSchema;

use super::EnterpriseAuthorization;
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
#[schema(as = PatchEnterpriseAuthorization, example = json!({ "validity": { "to": "2036-05-15T12:34:56Z" } }))]
pub(crate) struct Patch {
    /// From when until when the profile has it: `null` removes both.
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
    enterprise_role_ext_id: Member<String>,
    #[serde(rename = "created", default)]
    #[schema(schema_with = read_only)]
    _created: Ignored,
    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
}

impl Patch {
    fn expecting(self, expected: Expected) -> PatchEnterpriseAuthorization {
        let (from, to) = match self.validity {
            Member::Keep => (Member::Keep, Member::Keep),
            Member::Clear => (Member::Clear, Member::Clear),
            Member::Set(validity) => (validity.from, validity.to),
        };
        PatchEnterpriseAuthorization { from, to, ext_id: self.ext_id, erole: self.enterprise_role_ext_id, expected }
    }
}

/// Modify an enterprise role of a profile
///
/// Changes from when until when the profile has it, as a JSON Merge Patch.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/profiles/{profileExtId}/eauthorizations/{authorizationExtId}",
    tag = "Enterprise role",
    operation_id = "modifyEnterpriseAuthorization"
)]
pub(crate) async fn handler(
    call: Call<Permit<ProfileModify>, Strict<Patch>>,
) -> Result<Written<Found<EnterpriseAuthorization>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let show = Show::new(|given: &Given| Found(EnterpriseAuthorization::from(given.clone())));
    let asked = show.asked(&terms, &extra);
    let outcome =
        enterprise_authorization::modify(&permit, path.profile(), path.authorization(), &patch, &asked).await?;
    Ok(show.written(&terms, outcome))
}
