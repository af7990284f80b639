//! The mobile signature. Descriptions are those of *Create a mobile signature* (8.2605.0).

use serde::{Deserialize, Serialize};
use sigill_domain::certificate::SignerCert;
use sigill_domain::credential::mobile_signature::{self, IDENTIFICATOR_LEN_MAX, MSSP_IDENTIFIER_LEN_MAX};
use sigill_domain::credential::{ChangeReason, Credential, CredentialType, MobileSignature as Detail, State, Typed};
use sigill_domain::msisdn::Msisdn;
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use super::{Validity, one_of, or_null, text};
use crate::answer::Entity;

pub(super) fn state_name() -> Object {
    let names = State::ALL.iter().map(|state| state.as_str());
    one_of("Its state.", names).examples([State::Active.as_str()]).build()
}

fn new_state_name() -> Object {
    let names = State::ALL.iter().map(|state| state.as_str());
    or_null(one_of("Its state.", names).default(Some(State::Active.as_str().into())).build())
}

fn new_signer_cert() -> Object {
    or_null(signer_cert())
}

pub(super) fn settable_state_name() -> Object {
    let names = State::ALL.iter().filter(|state| state.can_be_set()).map(|state| state.as_str());
    one_of("The state to be entered; the current one changes nothing.", names).build()
}

pub(super) fn change_reason() -> Object {
    let names = ChangeReason::ALL.iter().map(|reason| reason.as_str());
    one_of("Reason for the last state change of the credential.", names)
        .examples([ChangeReason::Initialized.as_str()])
        .build()
}

pub(super) fn credential_type() -> Object {
    one_of("Type of credential.", CredentialType::all().map(CredentialType::as_str))
        .examples([Detail::TYPE.as_str()])
        .build()
}

pub(super) fn identificator() -> Object {
    let about = "What the provider (MSSP) knows the credential by.";
    text(about, IDENTIFICATOR_LEN_MAX, "ID-123")
}

pub(super) fn mssp_identifier() -> Object {
    text("Which provider (MSSP) serves it, by its URI.", MSSP_IDENTIFIER_LEN_MAX, "http://mssp.example.com")
}

pub(super) fn signer_cert() -> Object {
    text(
        "The signer's X.509 certificate, in PEM.",
        SignerCert::LEN_MAX,
        "-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n",
    )
}

pub(super) fn msisdn() -> Object {
    text("The phone's calling number (MSISDN, ETSI TS 102 204).", Msisdn::LEN_MAX, "+41791234567")
}

/// A mobile signature to be created.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewMobileSignature, example = json!({
    "identificator": "ID-123", "msspIdentifier": "http://mssp.example.com", "msisdn": "+41791234567"
}))]
pub(crate) struct New {
    /// The credential's external id; made up where none is given.
    #[schema(example = "credential-123", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    /// The external id of the policy that governs it; the client's default MobileSignaturePolicy where none is given.
    #[schema(example = "policy-123", min_length = 1, max_length = 50)]
    policy_ext_id: Option<String>,
    #[schema(schema_with = new_state_name)]
    state_name: Option<String>,
    #[schema(schema_with = identificator, required)]
    identificator: Option<String>,
    #[schema(schema_with = mssp_identifier, required)]
    mssp_identifier: Option<String>,
    #[schema(schema_with = new_signer_cert)]
    signer_cert: Option<String>,
    #[schema(schema_with = msisdn, required)]
    msisdn: Option<String>,
}

impl From<New> for mobile_signature::New {
    fn from(new: New) -> Self {
        Self {
            ext_id: new.ext_id,
            policy_ext_id: new.policy_ext_id,
            state_name: new.state_name,
            identificator: new.identificator,
            mssp_identifier: new.mssp_identifier,
            signer_cert: new.signer_cert,
            msisdn: new.msisdn,
        }
    }
}

/// A mobile signature.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MobileSignature)]
pub(crate) struct MobileSignature {
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When it was last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    /// The credential's external id.
    #[schema(example = "credential-123")]
    ext_id: String,
    /// The external id of its user.
    #[schema(example = "user-123")]
    user_ext_id: String,
    /// The external id of the policy that governs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "policy-123", nullable = false)]
    policy_ext_id: Option<String>,
    #[schema(schema_with = state_name)]
    state_name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = change_reason)]
    state_change_reason: Option<&'static str>,
    /// Reason detail for the last state change of the credential. While it is locked for a while, `lockedUntil=` and when
    /// the lock ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "lockedUntil=2026-05-18T12:35:56Z", nullable = false)]
    state_change_detail: Option<String>,
    /// When a login last succeeded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_successful_login_date: Option<String>,
    /// Successful logins since it was made or reset.
    #[schema(value_type = i32, example = 0)]
    successful_login_count: i64,
    /// When a login last failed, other than for technical reasons.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_failed_login_date: Option<String>,
    /// Failed logins since the last successful one, or since it was made or reset.
    #[schema(value_type = i32, example = 0)]
    failed_login_count: i64,
    /// What the last caller who changed it had to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    modification_comment: Option<String>,
    #[schema(schema_with = credential_type)]
    r#type: &'static str,
    /// When it may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    validity: Option<Validity>,
    #[schema(schema_with = identificator)]
    identificator: String,
    #[schema(schema_with = mssp_identifier)]
    mssp_identifier: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = signer_cert)]
    signer_cert: Option<String>,
    #[schema(schema_with = msisdn)]
    msisdn: String,
}

impl From<Credential<Detail>> for MobileSignature {
    fn from(credential: Credential<Detail>) -> Self {
        let state_change_detail = credential.shown_detail();
        let Credential { logins, detail, .. } = credential;
        Self {
            created: credential.created.to_string(),
            last_modified: credential.modified.to_string(),
            version: credential.version,
            ext_id: credential.ext_id.to_string(),
            user_ext_id: credential.user_ext_id.to_string(),
            policy_ext_id: credential.policy.map(|policy| policy.ext_id.to_string()),
            state_name: credential.state.as_str(),
            state_change_reason: credential.reason.map(ChangeReason::as_str),
            state_change_detail,
            last_successful_login_date: logins.success_last.map(|time| time.to_string()),
            successful_login_count: logins.success_count,
            last_failed_login_date: logins.failure_last.map(|time| time.to_string()),
            failed_login_count: logins.failure_count,
            modification_comment: credential.comment,
            r#type: Detail::TYPE.as_str(),
            validity: Validity::shown(Some(credential.validity.from), credential.validity.to),
            identificator: detail.identificator,
            mssp_identifier: detail.mssp_identifier,
            signer_cert: detail.signer_cert,
            msisdn: detail.msisdn.as_str().to_owned(),
        }
    }
}

impl Entity for MobileSignature {
    fn version(&self) -> i64 {
        self.version
    }
}
