//! `GET /{clientExtId}/users/{userExtId}/mobile-signature/signatures/{signatureId}/evidence`.

use serde::Serialize;
use sigill_app::{Permit, signing};
use sigill_domain::right::SignatureView;
use utoipa::ToSchema;

use super::{Check, outcome};
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// A file to keep: `sigill verify FILE` judges it by itself, without this server and at any time.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignatureEvidence)]
pub(crate) struct Evidence {
    /// The form of the file and its version.
    #[schema(example = "sigill-evidence/1")]
    format: String,
    #[schema(example = "0196e3a2-7c10-7000-8000-000000000001")]
    id: String,
    request: Request,
    /// When the answer came: the time for which certificates are judged.
    #[schema(example = "2026-05-18T12:35:10Z")]
    received: String,
    verdict: Verdict,
    rules: Rules,
    authorities: Authorities,
    /// The CMS object in base64, as it came; with `hashed`, the bare signature over the hash of the document there.
    signature: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    hashed: Option<Hashed>,
}

/// What a bare signature over a hash doesn't hold itself.
#[derive(Serialize, ToSchema)]
#[schema(as = SignatureEvidenceHashed)]
pub(crate) struct Hashed {
    /// What was hashed, by SHA-256 of its UTF-8, octet for octet: it holds the text.
    document: String,
    /// As the provider named it.
    #[schema(example = "SHA256WithECEncryption")]
    algorithm: String,
    /// The signer's, in PEM.
    certificate: String,
}

/// What was asked of whom.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignatureEvidenceRequest)]
pub(crate) struct Request {
    #[schema(example = "client-123")]
    client_ext_id: String,
    #[schema(example = "user-123")]
    user_ext_id: String,
    #[schema(example = "credential-123")]
    credential_ext_id: String,
    /// The provider, by its identifier.
    #[schema(example = "http://mssp.example.com")]
    provider: String,
    /// The number that was asked.
    #[schema(example = "+41791234567")]
    number: String,
    /// What the phone showed, with the code.
    text: String,
    #[schema(example = "K7QX")]
    code: String,
    #[schema(example = "en")]
    language: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    profile: Option<String>,
    /// How we named the request to the provider.
    ap_trans_id: String,
    /// How the provider named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    mssp_trans_id: Option<String>,
    /// Who asked, `client/user`.
    #[schema(example = "client-123/admin-123")]
    caller: String,
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
}

/// What came of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignatureEvidenceVerdict)]
pub(crate) struct Verdict {
    #[schema(schema_with = outcome)]
    outcome: String,
    /// The provider's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 500, nullable = false)]
    provider_status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
    /// Whether another serial number signed than the remembered one, which the policy only flagged.
    serial_mismatch: bool,
    /// What it proves about the text; absent where it is no approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "text-signed", nullable = false)]
    proven: Option<String>,
    checks: Vec<Check>,
}

/// The rules by which it was judged, as they are configured now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignatureEvidenceRules)]
pub(crate) struct Rules {
    /// `mobile-id`: the text as it was sent; `ficom`: that, or as the GSM alphabet spells it;
    /// `sk-mid`: the hash of a document that holds it.
    #[schema(example = "mobile-id")]
    family: &'static str,
    /// `authentication` or `signature`.
    #[schema(example = "authentication")]
    key_usage: &'static str,
    legacy_sha1: bool,
    /// What the signer's certificate must name; absent where nothing was approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "MIDCHE28RCLRX077", nullable = false)]
    serial_number: Option<String>,
}

/// Certificates in PEM, as they are configured now; none where the provider isn't any more.
#[derive(Serialize, ToSchema)]
#[schema(as = SignatureEvidenceAuthorities)]
pub(crate) struct Authorities {
    roots: Vec<String>,
    intermediates: Vec<String>,
}

impl From<signing::Evidence> for Evidence {
    fn from(of: signing::Evidence) -> Self {
        let checks = of.verdict.checks.into_iter().filter_map(|check| serde_json::from_value(check).ok()).collect();
        Self {
            format: of.format,
            id: of.id,
            request: Request {
                client_ext_id: of.request.client_ext_id,
                user_ext_id: of.request.user_ext_id,
                credential_ext_id: of.request.credential_ext_id,
                provider: of.request.provider,
                number: of.request.number,
                text: of.request.text,
                code: of.request.code,
                language: of.request.language,
                profile: of.request.profile,
                ap_trans_id: of.request.ap_trans_id,
                mssp_trans_id: of.request.mssp_trans_id,
                caller: of.request.caller,
                created: of.request.created,
            },
            received: of.received,
            verdict: Verdict {
                outcome: of.verdict.outcome,
                provider_status: of.verdict.provider_status,
                reason: of.verdict.reason,
                serial_mismatch: of.verdict.serial_mismatch,
                proven: of.verdict.proven,
                checks,
            },
            rules: Rules {
                family: of.rules.family.as_str(),
                key_usage: of.rules.key_usage.as_str(),
                legacy_sha1: of.rules.legacy_sha1,
                serial_number: of.rules.serial_number,
            },
            authorities: Authorities { roots: of.authorities.roots, intermediates: of.authorities.intermediates },
            signature: of.signature,
            hashed: of.hashed.map(|of| Hashed {
                document: of.document,
                algorithm: of.algorithm,
                certificate: of.certificate,
            }),
        }
    }
}

/// Get the evidence of a signature
///
/// One file with what was asked, the signature, the rules and the authorities by which it was judged: `sigill verify FILE`
/// judges it years later by itself. Only where the provider has sent a signature.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/mobile-signature/signatures/{signatureId}/evidence",
    tag = "Signature",
    operation_id = "getSignatureEvidence"
)]
pub(crate) async fn handler(call: Call<Permit<SignatureView>>) -> Result<Shown<Evidence>, Refused> {
    let Call { permit, path, server, .. } = call;
    let evidence = signing::evidence(&permit, &server.app.desk, path.user(), path.signature()).await?;
    Ok(Shown(evidence.into()))
}
