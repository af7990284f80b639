//! `PATCH /{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}/app-attestation`.

use serde::Deserialize;
use sigill_app::dispatch_target;
use sigill_domain::dispatch_target::{AppAttestation as Attestation, PatchAttestation};
use sigill_domain::patch::Patch as Member;
use sigill_domain::right::DispatchTargetModify;
use sigill_domain::version::Expected;
use utoipa::ToSchema;

use super::AppAttestation;
use crate::http::answer::Found;
use crate::http::authorise::OrProven;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::schema::read_only;
use crate::http::strict::{self, Ignored};
use crate::http::written::{Show, Written};

/// What is to be changed: what is absent stays. What was read may be sent back with it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatchAppAttestation, example = json!({ "counter": 1 }))]
pub(crate) struct Patch {
    /// How often the app has signed.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<i64>, nullable = false, minimum = 0, maximum = 4294967295_i64)]
    counter: Member<i64>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 255)]
    name: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 16000, nullable = false)]
    receipt: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 4000, nullable = false)]
    public_key: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 255, nullable = false)]
    device_id: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 100)]
    environment: Member<String>,
    /// The version that is to be changed: any where none is given.
    #[schema(value_type = Option<i32>, example = 1)]
    pub(crate) version: Option<i64>,

    #[serde(rename = "created", default)]
    #[schema(schema_with = read_only)]
    _created: Ignored,
    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
}

impl Patch {
    fn expecting(self, expected: Expected) -> PatchAttestation {
        let texts = vec![
            ("name", self.name),
            ("receipt", self.receipt),
            ("publicKey", self.public_key),
            ("deviceId", self.device_id),
            ("environment", self.environment),
        ];
        PatchAttestation { counter: self.counter, texts, expected }
    }
}

/// Modify the app attestation of a dispatch target
///
/// Changes what the body names, as a JSON Merge Patch. Also needs AccessControl.DispatchTargetView.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}/app-attestation",
    tag = "Dispatch target",
    operation_id = "modifyAppAttestation"
)]
pub(crate) async fn handler(
    call: Call<OrProven<DispatchTargetModify>, Strict<Patch>>,
) -> Result<Written<Found<AppAttestation>>, Refused> {
    let Call { permit: OrProven { permit, .. }, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let show = Show::new(|attestation: &Attestation| Found(AppAttestation::from(attestation.clone())));
    let asked = show.asked(&terms, &extra);
    let named = (path.user(), path.dispatch_target());
    let outcome = dispatch_target::modify_attestation(&permit, named, &patch, &asked).await?;
    Ok(show.written(&terms, outcome))
}
