//! A merge patch of a mobile signature.

use serde::Deserialize;
use sigill_domain::credential::Unchanged;
use sigill_domain::credential::mobile_signature::PatchMobileSignature;
use sigill_domain::patch::Patch as Member;
use sigill_domain::version::Expected;
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use super::mobile_signature::{identificator, msisdn, mssp_identifier, settable_state_name, signer_cert};
use super::{nullable, read_only, unchangeable};
use crate::strict::{self, Ignored};

fn nullable_signer_cert() -> Object {
    nullable(signer_cert())
}

/// When the credential may be used, as it was read.
#[derive(Deserialize, ToSchema)]
#[schema(as = ReadValidity)]
pub(crate) struct ReadValidity {
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, example = "2026-05-18T12:34:56Z")]
    from: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, example = "2036-05-15T12:34:56Z")]
    to: Member<String>,
}

/// What is to be changed: what is absent stays, and `null` or `""` removes what is optional. What was read may be sent
/// back with it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatchMobileSignature, example = json!({ "stateName": "disabled", "modificationComment": "Phone lost" }))]
pub(crate) struct Patch {
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = settable_state_name)]
    state_name: Member<String>,
    /// What the caller has to say about the change.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    modification_comment: Member<String>,
    /// The version that is to be changed: any where none is given.
    #[schema(value_type = Option<i32>, example = 1)]
    pub(crate) version: Option<i64>,
    /// The external id of the policy that is to govern it; `null` is the client's default MobileSignaturePolicy.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, example = "policy-123", max_length = 50)]
    policy_ext_id: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = identificator)]
    identificator: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = mssp_identifier)]
    mssp_identifier: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = nullable_signer_cert)]
    signer_cert: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = msisdn)]
    msisdn: Member<String>,

    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    ext_id: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    user_ext_id: Member<String>,
    #[serde(rename = "type", default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    kind: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    created: Member<String>,

    /// Can't be changed: expected as it was read, if at all. It comes of the policy.
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<ReadValidity>)]
    validity: Member<ReadValidity>,

    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
    #[serde(rename = "stateChangeReason", default)]
    #[schema(schema_with = read_only)]
    _state_change_reason: Ignored,
    #[serde(rename = "stateChangeDetail", default)]
    #[schema(schema_with = read_only)]
    _state_change_detail: Ignored,
    #[serde(rename = "lastSuccessfulLoginDate", default)]
    #[schema(schema_with = read_only)]
    _last_successful_login_date: Ignored,
    #[serde(rename = "successfulLoginCount", default)]
    #[schema(schema_with = read_only)]
    _successful_login_count: Ignored,
    #[serde(rename = "lastFailedLoginDate", default)]
    #[schema(schema_with = read_only)]
    _last_failed_login_date: Ignored,
    #[serde(rename = "failedLoginCount", default)]
    #[schema(schema_with = read_only)]
    _failed_login_count: Ignored,
}

impl Patch {
    pub(crate) fn expecting(self, expected: Expected) -> PatchMobileSignature {
        let (validity_from, validity_to) = match self.validity {
            Member::Keep => (Member::Keep, Member::Keep),
            Member::Clear => (Member::Clear, Member::Clear),
            Member::Set(validity) => (validity.from, validity.to),
        };
        PatchMobileSignature {
            state_name: self.state_name,
            modification_comment: self.modification_comment,
            policy_ext_id: self.policy_ext_id,
            identificator: self.identificator,
            mssp_identifier: self.mssp_identifier,
            signer_cert: self.signer_cert,
            msisdn: self.msisdn,
            unchanged: Unchanged {
                ext_id: self.ext_id,
                user_ext_id: self.user_ext_id,
                kind: self.kind,
                created: self.created,
                validity_from,
                validity_to,
            },
            expected,
        }
    }
}
