//! `PATCH /{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}`.

use serde::Deserialize;
use sigill_app::{Permit, dispatch_target};
use sigill_domain::dispatch_target::{DispatchTarget as Target, PatchTarget};
use sigill_domain::patch::Patch as Member;
use sigill_domain::right::DispatchTargetModify;
use sigill_domain::version::Expected;
use utoipa::ToSchema;

use super::{DispatchTarget, state};
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::schema::{read_only, unchangeable};
use crate::http::strict::{self, Ignored};
use crate::http::written::{Show, Written};

/// What is to be changed: what is absent stays. What was read may be sent back with it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatchDispatchTarget, example = json!({ "state": "disabled" }))]
pub(crate) struct Patch {
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 255, nullable = false)]
    device_id: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 4000, nullable = false)]
    target: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 255)]
    dispatcher: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    user_agent: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 4000)]
    encryption_key: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 4000, nullable = false)]
    signing_key: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000, nullable = false)]
    app_id: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 255, nullable = false)]
    name: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 255, nullable = false)]
    identification: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = state)]
    state: Member<String>,
    /// The version that is to be changed: any where none is given.
    #[schema(value_type = Option<i32>, example = 1)]
    pub(crate) version: Option<i64>,

    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    ext_id: Member<String>,
    #[serde(rename = "type", default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    kind: Member<String>,
    #[serde(rename = "appAttestation", default)]
    #[schema(schema_with = read_only)]
    _app_attestation: Ignored,
    #[serde(rename = "created", default)]
    #[schema(schema_with = read_only)]
    _created: Ignored,
    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
}

impl Patch {
    fn expecting(self, expected: Expected) -> PatchTarget {
        let texts = vec![
            ("deviceId", self.device_id),
            ("target", self.target),
            ("dispatcher", self.dispatcher),
            ("userAgent", self.user_agent),
            ("encryptionKey", self.encryption_key),
            ("signingKey", self.signing_key),
            ("appId", self.app_id),
            ("name", self.name),
            ("identification", self.identification),
        ];
        PatchTarget { state: self.state, texts, ext_id: self.ext_id, kind: self.kind, expected }
    }
}

/// Modify a dispatch target
///
/// Changes what the body names, as a JSON Merge Patch. The app attestation is changed by calls of its own. Also needs
/// AccessControl.DispatchTargetView.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}",
    tag = "Dispatch target",
    operation_id = "modifyDispatchTarget"
)]
pub(crate) async fn handler(
    call: Call<Permit<DispatchTargetModify>, Strict<Patch>>,
) -> Result<Written<Found<DispatchTarget>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let show = Show::new(|target: &Target| Found(DispatchTarget::from(target.clone())));
    let asked = show.asked(&terms, &extra);
    let outcome = dispatch_target::modify(&permit, (path.user(), path.dispatch_target()), &patch, &asked).await?;
    Ok(show.written(&terms, outcome))
}
