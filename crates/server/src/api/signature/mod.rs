//! Signatures that a person is asked for: Sigill's own calls.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sigill_app::signing::status_name;
use sigill_domain::signing::{self, Counts, Outcome, Proven, State};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use crate::http::answer::Entity;
use crate::http::path::own_location;
use crate::http::schema::one_of;

operations! {
    request;
    get;
    follow;
    withdraw;
    list;
    evidence;
    profile;
}

/// Where a signature is.
pub(crate) fn location(client: &str, user: &str, id: &str) -> String {
    own_location(&[client, "users", user, "mobile-signature", "signatures", id])
}

fn state() -> Object {
    one_of("How far it is: written down, shown to the person, or over.", State::ALL.iter().map(|state| state.as_str()))
        .build()
}

pub(super) fn outcome() -> Object {
    let names = Outcome::ALL.iter().map(|outcome| outcome.as_str());
    one_of("How it ended. Only `approved` is a signature.", names).build()
}

fn proven() -> Object {
    let words = Proven::ALL.iter().map(|proven| proven.as_str());
    one_of("What it proves about the text: that it was signed, that a hash of it was, or that it was shown.", words)
        .build()
}

fn counted() -> Object {
    one_of("What it did to the counters of the credential.", ["success", "failure", "nothing"].into_iter()).build()
}

/// A signature that a person is asked for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Signature)]
pub(crate) struct Signature {
    #[schema(example = "0196e3a2-7c10-7000-8000-000000000001")]
    id: String,
    #[schema(schema_with = state)]
    state: &'static str,
    /// What the person compares: show it beside your page. Four letters and digits; of Mobile-ID of SK, four digits.
    #[schema(example = "K7QX")]
    code: String,
    #[schema(example = "user-123")]
    user_ext_id: String,
    /// The external id of the credential with which it is asked for.
    #[schema(example = "credential-123")]
    credential_ext_id: String,
    #[schema(example = "http://mssp.example.com")]
    mssp_identifier: String,
    /// As the phone shows it.
    text: String,
    language: String,
    /// The signature profile in effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    profile: Option<String>,
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When the person's time is over.
    #[schema(example = "2026-05-18T12:36:16Z")]
    expires: String,
    /// When it was settled. This and what follows is there only then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-05-18T12:35:10Z", nullable = false)]
    settled: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = outcome)]
    outcome: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = counted)]
    counted: Option<&'static str>,
    /// Why, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    provider_status: Option<ProviderStatus>,
    /// What the provider said beside its code, as it came: it may name the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    provider_words: Option<String>,
    /// Where the person can help herself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    portal_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    signer: Option<Signer>,
    /// Whether another serial number signed than the remembered one, which the policy only flags.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    serial_mismatch: bool,
    /// What an approval proves about the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = proven)]
    proven: Option<&'static str>,
    /// The CMS object in base64, as it came; of Mobile-ID of SK, the bare signature over the hash. Absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    signature: Option<String>,
    /// Each check of the signature, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checks: Vec<Check>,
    /// What became of the receipt; `sending` while that isn't known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    receipt: Option<String>,
    links: Links,
    #[serde(skip)]
    version: i64,
}

/// What the provider said.
#[derive(Serialize, ToSchema)]
#[schema(as = ProviderStatus)]
pub(crate) struct ProviderStatus {
    /// ETSI TS 102 204 and the profiles of it.
    #[schema(example = 500)]
    code: u16,
    #[schema(example = "SIGNATURE")]
    name: &'static str,
}

/// Who signed, as the certificate says it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Signer)]
pub(crate) struct Signer {
    /// Of the subject (2.5.4.5): it names the person, and stays when the certificate is renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "MIDCHE28RCLRX077", nullable = false)]
    serial_number: Option<String>,
    subject: String,
    issuer: String,
    /// In PEM.
    certificate: String,
    not_before: String,
    not_after: String,
}

/// One check of the signature.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = SignatureCheck)]
pub(crate) struct Check {
    #[schema(example = "message-digest")]
    check: String,
    /// passed, failed, not-reached or not-asked.
    #[schema(example = "passed")]
    outcome: String,
    /// Why it failed, as data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, nullable = false)]
    reason: Option<Value>,
    words: String,
}

/// Where to go from here.
#[derive(Serialize, ToSchema)]
#[schema(as = SignatureLinks)]
pub(crate) struct Links {
    #[serde(rename = "self")]
    itself: String,
    events: String,
}

impl Signature {
    pub(crate) fn of(client: &str, signature: &signing::Signature) -> Self {
        let settled = signature.settled.as_ref();
        let detail = settled.map(|settled| &settled.detail);
        let itself = location(client, signature.user_ext_id.as_str(), &signature.id.to_string());
        Self {
            id: signature.id.to_string(),
            state: signature.state.as_str(),
            code: signature.code.clone(),
            user_ext_id: signature.user_ext_id.to_string(),
            credential_ext_id: signature.credential_ext_id.to_string(),
            mssp_identifier: signature.mssp.clone(),
            text: signature.text.clone(),
            language: signature.language.clone(),
            profile: signature.profile.clone(),
            created: signature.created.to_string(),
            expires: signature.limit_at.to_string(),
            settled: settled.map(|settled| settled.at.to_string()),
            outcome: settled.map(|settled| settled.outcome.as_str()),
            counted: settled.map(|settled| match settled.outcome.counts() {
                Counts::Success => "success",
                Counts::Failure => "failure",
                Counts::Nothing => "nothing",
            }),
            reason: detail.and_then(|detail| detail.reason.clone()),
            provider_words: detail.and_then(|detail| detail.words.clone()),
            provider_status: settled
                .and_then(|settled| settled.provider_status)
                .map(|code| ProviderStatus { code, name: status_name(code) }),
            portal_url: detail.and_then(|detail| detail.portal_url.clone()),
            signer: detail.and_then(|detail| detail.signer.clone()).map(|signer| Signer {
                serial_number: signer.serial_number,
                subject: signer.subject,
                issuer: signer.issuer,
                certificate: signer.certificate,
                not_before: signer.not_before,
                not_after: signer.not_after,
            }),
            serial_mismatch: detail.is_some_and(|detail| detail.serial_mismatch),
            proven: detail.and_then(|detail| detail.proven).map(Proven::as_str),
            signature: settled.and_then(|settled| settled.answer.clone()),
            checks: detail
                .map(|detail| {
                    detail.checks.iter().filter_map(|check| serde_json::from_value(check.clone()).ok()).collect()
                })
                .unwrap_or_default(),
            receipt: signature.receipt.clone(),
            links: Links { events: format!("{itself}/events"), itself },
            version: signature.version(),
        }
    }
}

impl Entity for Signature {
    fn version(&self) -> i64 {
        self.version
    }
}
