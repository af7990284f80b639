//! `PATCH /{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}`.

use serde::Deserialize;
use sigill_app::{Permit, authorization};
use sigill_domain::patch::Patch as Member;
use sigill_domain::profile::{Authorization as Given, PatchAuthorization};
use sigill_domain::right::AuthorizationModify;
use sigill_domain::version::Expected;
use utoipa::ToSchema;

use super::Authorization;
use crate::api::validity::PatchValidity;
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::schema::{read_only, unchangeable};
use crate::http::strict::{self, Ignored};
use crate::http::written::{Show, Written};

/// Where and when the role is to hold: what is absent stays. What was read may be sent back with it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatchAuthorization, example = json!({ "unitExtIds": ["unit-123"] }))]
pub(crate) struct Patch {
    /// `true`: the role holds in every client, also in those to come. `false`: only in those that are named.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<bool>, nullable = false)]
    client_global: Member<bool>,
    /// The external ids of all clients in which the role is to hold, at most 100.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<Vec<String>>)]
    client_ext_ids: Member<Vec<String>>,
    /// `true`: the role holds in every unit, also in those to come. `false`: only in those that are named.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<bool>, nullable = false)]
    unit_global: Member<bool>,
    /// The external ids of all units in which the role is to hold, with what is below them: at most 100, of this client.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<Vec<String>>)]
    unit_ext_ids: Member<Vec<String>>,
    /// `true`: the role holds for every application, also for those to come. `false`: only for those that are named.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<bool>, nullable = false)]
    app_global: Member<bool>,
    /// The external ids of all applications for which the role is to hold: at most 100, and not `nevisIdm`.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<Vec<String>>)]
    app_ext_ids: Member<Vec<String>>,
    /// `true`: the role holds for every enterprise role, also for those to come. `false`: only for those that are named.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<bool>, nullable = false)]
    enterprise_role_global: Member<bool>,
    /// The external ids of all enterprise roles for which the role is to hold: at most 100, of this client.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<Vec<String>>)]
    enterprise_role_ext_ids: Member<Vec<String>>,
    /// When the role holds: `null` removes both ends.
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
    role_ext_id: Member<String>,
    #[serde(rename = "created", default)]
    #[schema(schema_with = read_only)]
    _created: Ignored,
    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
}

impl Patch {
    fn expecting(self, expected: Expected) -> PatchAuthorization {
        let (validity_from, validity_to) = PatchValidity::ends(self.validity);
        PatchAuthorization {
            is_client_global: self.client_global,
            clients: self.client_ext_ids,
            is_unit_global: self.unit_global,
            units: self.unit_ext_ids,
            is_app_global: self.app_global,
            applications: self.app_ext_ids,
            is_erole_global: self.enterprise_role_global,
            enterprise_roles: self.enterprise_role_ext_ids,
            ext_id: self.ext_id,
            role: self.role_ext_id,
            validity_from,
            validity_to,
            expected,
        }
    }
}

/// Modify a role of a profile
///
/// Changes where and when the role holds, as a JSON Merge Patch. Nobody gives a right that they don't hold themselves, nor where
/// they don't, and nobody takes more than they could give. Where the role no longer holds, its rights are gone at the
/// next request of the user. Also needs AccessControl.AuthorizationView.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}",
    tag = "Profile",
    operation_id = "modifyAuthorization"
)]
pub(crate) async fn handler(
    call: Call<Permit<AuthorizationModify>, Strict<Patch>>,
) -> Result<Written<Found<Authorization>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let show = Show::new(|given: &Given| Found(Authorization::from(given.clone())));
    let asked = show.asked(&terms, &extra);
    let outcome = authorization::modify(&permit, (path.profile(), path.authorization()), &patch, &asked).await?;
    Ok(show.written(&terms, outcome))
}
