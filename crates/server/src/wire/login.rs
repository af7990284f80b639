//! Reports of logins.

use serde::{Deserialize, Serialize};
use sigill_domain::breach::Breach;
use sigill_domain::login::{Counted, Lock};
use utoipa::ToSchema;

/// The outcome of a login that was checked elsewhere.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LoginInfo, example = json!({ "success": false, "credentialExtId": "credential-123" }))]
pub(crate) struct LoginInfo {
    /// Whether the login was successful.
    #[schema(required, nullable = false)]
    pub(crate) success: Option<bool>,
    /// The credential that was used. It must belong to the user and be active.
    #[schema(example = "credential-123", max_length = 50)]
    pub(crate) credential_ext_id: Option<String>,
}

/// One of several outcomes.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LoginInfoEntry)]
pub(crate) struct Entry {
    /// The user; the one of the path where none is given.
    #[schema(example = "user-123")]
    pub(crate) user_ext_id: Option<String>,
    /// Whether the login was successful.
    #[schema(required, nullable = false)]
    pub(crate) success: Option<bool>,
    /// The credential that was used. It must belong to the user and be active.
    #[schema(example = "credential-123")]
    pub(crate) credential_ext_id: Option<String>,
}

/// Outcomes, in the order in which they are counted.
#[derive(Deserialize, ToSchema)]
#[schema(as = LoginInfos, example = json!({
    "items": [{ "success": true }, { "success": false, "credentialExtId": "credential-123" }]
}))]
pub(crate) struct LoginInfos {
    #[schema(required, nullable = false, min_items = 1, max_items = 100)]
    pub(crate) items: Option<Vec<Entry>>,
}

/// What a report that doesn't say the outcome is told.
pub(crate) fn missing_outcome(field: &str, success: Option<bool>) -> Option<Breach> {
    success.is_none().then(|| Breach::invalid(format!("{field} is mandatory: expected true or false, got none")))
}

/// What a login came to: its counter and its date, of the credential where one was named, else of the user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LoginResult)]
pub(crate) struct LoginResult {
    /// 0: successful. 2: failed. 3: failed, and the next failure locks. 4: failed, and locked for good. 9: failed, and
    /// locked for a while.
    #[schema(example = 0)]
    status_code: u8,
    #[schema(example = "Login successful.")]
    description: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-05-18T12:34:56Z", nullable = false)]
    last_successful_login_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, example = 1, nullable = false)]
    successful_login_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_failed_login_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, nullable = false)]
    failed_login_count: Option<i64>,
}

impl From<Counted> for LoginResult {
    fn from(counted: Counted) -> Self {
        let (status_code, description) = match (counted.success, counted.lock, counted.next_locks) {
            (true, ..) => (0, "Login successful."),
            (false, Lock::Permanent, _) => (4, "Login failed. The credential is locked."),
            (false, Lock::Temporary, _) => (9, "Login failed. The credential is temporarily locked."),
            (false, Lock::None, true) => (3, "Login failed. The next failure locks."),
            (false, Lock::None, false) => (2, "Login failed."),
        };
        let (at, count) = (counted.at.to_string(), counted.count);
        let (success, failure) = if counted.success { (Some((at, count)), None) } else { (None, Some((at, count))) };
        let (last_successful_login_date, successful_login_count) = success.unzip();
        let (last_failed_login_date, failed_login_count) = failure.unzip();
        Self {
            status_code,
            description,
            last_successful_login_date,
            successful_login_count,
            last_failed_login_date,
            failed_login_count,
        }
    }
}

/// What became of one of several reports.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LoginResultEntry)]
pub(crate) struct ResultEntry {
    #[schema(example = "user-123")]
    pub(crate) user_ext_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "credential-123", nullable = false)]
    pub(crate) credential_ext_id: Option<String>,
    #[serde(flatten)]
    pub(crate) outcome: Outcome,
}

/// Counted, or refused by itself.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = LoginOutcome)]
pub(crate) enum Outcome {
    Counted(LoginResult),
    Refused(Refusals),
}

/// Why a report is refused: nothing was counted.
#[derive(Serialize, ToSchema)]
#[schema(as = LoginRefusals)]
pub(crate) struct Refusals {
    #[schema(value_type = Vec<crate::document::Entry>)]
    errors: Vec<Refusal>,
}

#[derive(Serialize)]
struct Refusal {
    code: &'static str,
    message: String,
}

impl Outcome {
    pub(crate) fn refused(breaches: &[Breach]) -> Self {
        let told = |breach: &Breach| Refusal { code: breach.code.as_str(), message: breach.message.clone() };
        Self::Refused(Refusals { errors: breaches.iter().map(told).collect() })
    }
}

/// What became of the reports, in their order.
#[derive(Serialize, ToSchema)]
#[schema(as = LoginResults)]
pub(crate) struct LoginResults {
    pub(crate) items: Vec<ResultEntry>,
}
