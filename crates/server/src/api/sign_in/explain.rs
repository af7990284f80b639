//! `GET /{clientExtId}/users/{userExtId}/sign-in`.

use serde::Serialize;
use serde_json::{Value, json};
use sigill_app::sign_in::{self, Explained};
use sigill_domain::sign_in::{self as domain, Barrier, CODES, OneOf, Repair, Verdict, Weight};
use sigill_domain::user::User;
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use crate::api::credential::{credential_type, state_name};
use crate::api::signature::outcome;
use crate::http::answer::Shown;
use crate::http::authorise::LooksAtSignIn;
use crate::http::call::Call;
use crate::http::path::{location, own_location};
use crate::http::query::{Asked, Query};
use crate::http::refused::Refused;
use crate::http::schema::one_of;

fn verdict() -> Object {
    let about = "`can`; `cannot`; `unknown` where it depends on a phone or a provider that may not serve.";
    one_of(about, Verdict::ALL.iter().map(|verdict| verdict.as_str())).build()
}

fn weight() -> Object {
    let about = "`prevents`: nobody signs in with it. `doubtful`: it may not work. `note`: good to know.";
    one_of(about, Weight::ALL.iter().map(|weight| weight.as_str())).build()
}

fn code() -> Object {
    let codes = Barrier::ALL.iter().map(|barrier| barrier.code()).chain(CODES.iter().copied());
    one_of("What it is, for programs.", codes).build()
}

/// Whether a user can sign in, and why not.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignIn)]
pub(crate) struct SignIn {
    #[schema(example = "user-123")]
    user_ext_id: String,
    #[schema(schema_with = verdict)]
    sign_in: &'static str,
    /// When the user was changed last; its credentials tell of themselves.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Who changed it: `client/user`, or `system`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "client-123/helpdesk-1", nullable = false)]
    modified_by: Option<String>,
    /// What prevents it first, then what makes it doubtful, then what is good to know.
    causes: Vec<Cause>,
    /// Each credential by itself; what is about the user isn't counted in. One that can suffices.
    credentials: Vec<Credential>,
    /// Attempts of today (UTC) that were refused for what the user or the credential is.
    refused_attempts_today: u64,
    /// The last signatures, the newest first.
    last_outcomes: Vec<LastOutcome>,
}

/// One cause.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignInCause)]
pub(crate) struct Cause {
    #[schema(schema_with = code)]
    code: &'static str,
    #[schema(schema_with = weight)]
    weight: &'static str,
    /// The credential that it is about; absent: it is about the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "credential-123", nullable = false)]
    credential_ext_id: Option<String>,
    /// For people: it can be read out.
    #[schema(example = "The user is disabled.")]
    sentence: String,
    /// Since when, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-05-18T12:34:56Z", nullable = false)]
    since: Option<String>,
    /// When it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-05-18T13:34:56Z", nullable = false)]
    until: Option<String>,
    /// Who brought it about, where that is known: `client/user`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "client-123/helpdesk-1", nullable = false)]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    repair: Option<RepairCall>,
}

/// The call that makes a cause go away.
#[derive(Serialize, ToSchema)]
#[schema(as = SignInRepair)]
pub(crate) struct RepairCall {
    #[schema(example = "PATCH")]
    method: &'static str,
    #[schema(example = "/nevisidm/api/core/v1/client-123/users/user-123")]
    path: String,
    /// What it sends; a value in angle brackets is for the caller to fill in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, nullable = false)]
    body: Option<Value>,
    /// The right that it needs.
    #[schema(example = "AccessControl.UserModify")]
    right: &'static str,
}

/// A credential with which the user signs in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignInCredential)]
pub(crate) struct Credential {
    #[schema(example = "credential-123")]
    ext_id: String,
    #[schema(schema_with = credential_type)]
    r#type: &'static str,
    #[schema(schema_with = state_name)]
    state_name: &'static str,
    #[schema(schema_with = verdict)]
    sign_in: &'static str,
    /// When it was changed last.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Who changed it: `client/user`, or `system`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "client-123/helpdesk-1", nullable = false)]
    modified_by: Option<String>,
}

/// How a signature ended.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignInOutcome)]
pub(crate) struct LastOutcome {
    /// The signature's id.
    #[schema(example = "0196e3a2-7c10-7000-8000-000000000001")]
    id: String,
    /// When it was asked for.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// Who asked for it: `client/user`.
    #[schema(example = "client-123/shop")]
    by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = outcome)]
    outcome: Option<&'static str>,
    /// Why it ended so, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "the phone was not reached", nullable = false)]
    reason: Option<String>,
}

impl SignIn {
    pub(crate) fn of(client: &str, explained: Explained) -> Self {
        let Explained { facts, sign_in } = explained;
        let User { ext_id: user, modified, modified_by, .. } = facts.user;
        let last = facts.signature.map(|signature| signature.last).unwrap_or_default();
        Self {
            sign_in: sign_in.verdict.as_str(),
            last_modified: modified.to_string(),
            modified_by,
            causes: sign_in.causes.into_iter().map(|cause| Cause::of(client, user.as_str(), cause)).collect(),
            credentials: sign_in.credentials.into_iter().map(Credential::from).collect(),
            refused_attempts_today: sign_in.refused_today,
            last_outcomes: last
                .into_iter()
                .map(|signature| LastOutcome {
                    id: signature.id.to_string(),
                    created: signature.created.to_string(),
                    outcome: signature.outcome().map(|outcome| outcome.as_str()),
                    reason: signature.settled.and_then(|settled| settled.detail.reason),
                    by: signature.caller,
                })
                .collect(),
            user_ext_id: user.to_string(),
        }
    }
}

impl Cause {
    fn of(client: &str, user: &str, cause: domain::Cause) -> Self {
        Self {
            code: cause.code,
            weight: cause.weight.as_str(),
            credential_ext_id: cause.credential.map(|credential| credential.to_string()),
            sentence: cause.sentence,
            since: cause.since.map(|since| since.to_string()),
            until: cause.until.map(|until| until.to_string()),
            by: cause.by,
            repair: cause.repair.map(|repair| RepairCall::of(client, user, repair)),
        }
    }
}

impl RepairCall {
    fn of(client: &str, user: &str, repair: Repair) -> Self {
        let whole = location(&[client, "users", user]);
        let signature = location(&[client, "users", user, "mobile-signature"]);
        let (method, path, body) = match repair {
            Repair::ActivateUser => ("PATCH", whole, Some(json!({ "userState": "active" }))),
            Repair::EndlessUser => ("PATCH", whole, Some(json!({ "validity": { "to": null } }))),
            Repair::BeginningUser => ("PATCH", whole, Some(json!({ "validity": { "from": null } }))),
            Repair::CreateMobileSignature => (
                "POST",
                signature,
                Some(json!({
                    "identificator": "<identificator>", "msspIdentifier": "<msspIdentifier>", "msisdn": "<msisdn>",
                })),
            ),
            Repair::ActivateMobileSignature => ("PATCH", signature, Some(json!({ "stateName": "active" }))),
            Repair::DeleteMobileSignature => ("DELETE", signature, None),
            Repair::ChangeProvider => ("PATCH", signature, Some(json!({ "msspIdentifier": "<msspIdentifier>" }))),
            Repair::ChangeNumber => ("PATCH", signature, Some(json!({ "msisdn": "<msisdn>" }))),
            Repair::ForgetSigner => ("PATCH", signature, Some(json!({ "signerCert": null }))),
            Repair::Withdraw(id) => {
                let id = id.to_string();
                ("DELETE", own_location(&[client, "users", user, "mobile-signature", "signatures", &id]), None)
            }
        };
        Self { method, path, body, right: repair.right().as_str() }
    }
}

impl From<OneOf> for Credential {
    fn from(one: OneOf) -> Self {
        Self {
            ext_id: one.ext_id.to_string(),
            r#type: one.kind.as_str(),
            state_name: one.state.as_str(),
            sign_in: one.verdict.as_str(),
            last_modified: one.modified.to_string(),
            modified_by: one.modified_by,
        }
    }
}

/// Explain whether a user can sign in
///
/// Says `can`, `cannot` or `unknown`, and why, what weighs most first: each cause with a sentence that can be read out,
/// since and until when, who brought it about, and the call that repairs it. With `ask=provider`, the provider is asked
/// about the phone, too: whether it is active, and whether its PIN is blocked; nothing is shown to the person. A number
/// can be asked about 20 times in five minutes. Also needs AccessControl.CredentialView and AccessControl.SignatureView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/sign-in",
    tag = "Signature",
    operation_id = "explainSignIn"
)]
pub(crate) async fn handler(call: Call<LooksAtSignIn, Query<Asked>>) -> Result<Shown<SignIn>, Refused> {
    let Call { permit: LooksAtSignIn(looks), path, body, server, .. } = call;
    let explained = sign_in::explain(&looks, &server.app.desk, path.user(), body.given()).await?;
    Ok(Shown(SignIn::of(path.client(), explained)))
}
