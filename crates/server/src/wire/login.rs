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
#[derive(Default, Serialize, ToSchema)]
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

/// What a login that Sigill checked came to. 200 doesn't mean that it succeeded.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LoginStatus)]
pub(crate) struct LoginStatus {
    /// 5: successful. 2: failed. 3: failed, and the next failure locks. 4: failed, and locked for good. 9: failed, and
    /// locked for a while.
    #[schema(example = 5)]
    status_code: u8,
    #[schema(example = "Login Ok")]
    description: &'static str,
}

impl From<Counted> for LoginStatus {
    fn from(counted: Counted) -> Self {
        let LoginResult { status_code, description, .. } = counted.into();
        match status_code {
            0 => Self { status_code: 5, description: "Login Ok" },
            _ => Self { status_code, description },
        }
    }
}

/// What is to be shown to sign in.
#[derive(Serialize, ToSchema)]
#[schema(as = Challenge)]
pub(crate) struct Challenge {
    /// The place of the card that is asked for: the same one until it was answered. `null`: there is none left.
    #[schema(required, example = "017")]
    pub(crate) challenge: Option<String>,
    /// The state of the credential.
    #[schema(example = "active")]
    pub(crate) status: &'static str,
}

/// What became of one of several reports: what it came to, or `errors` where it was refused by itself and nothing was
/// counted.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LoginResultEntry)]
pub(crate) struct ResultEntry {
    #[schema(example = "user-123")]
    user_ext_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "credential-123", nullable = false)]
    credential_ext_id: Option<String>,
    /// As in the answer to one report.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0, nullable = false)]
    status_code: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Login successful.", nullable = false)]
    description: Option<&'static str>,
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
    /// Why the report is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<crate::document::Entry>>, nullable = false)]
    errors: Option<Vec<Reason>>,
}

/// Why a report is refused.
#[derive(Serialize)]
pub(crate) struct Reason {
    code: &'static str,
    message: String,
}

impl Reason {
    pub(crate) fn all(breaches: &[Breach]) -> Vec<Self> {
        let told = |breach: &Breach| Self { code: breach.code.as_str(), message: breach.message.clone() };
        breaches.iter().map(told).collect()
    }
}

impl ResultEntry {
    /// The report of a login of `user`, by the credential `credential` where it names one.
    pub(crate) fn of(user: &str, credential: Option<&str>, outcome: Result<Counted, Vec<Reason>>) -> Self {
        let (counted, errors) = match outcome {
            Ok(counted) => (Some(LoginResult::from(counted)), None),
            Err(errors) => (None, Some(errors)),
        };
        let (status_code, description) = counted.as_ref().map(|it| (it.status_code, it.description)).unzip();
        let counted = counted.unwrap_or_default();
        Self {
            user_ext_id: user.to_owned(),
            credential_ext_id: credential.map(str::to_owned),
            status_code,
            description,
            last_successful_login_date: counted.last_successful_login_date,
            successful_login_count: counted.successful_login_count,
            last_failed_login_date: counted.last_failed_login_date,
            failed_login_count: counted.failed_login_count,
            errors,
        }
    }
}

/// What became of the reports, in their order.
#[derive(Serialize, ToSchema)]
#[schema(as = LoginResults)]
pub(crate) struct LoginResults {
    pub(crate) items: Vec<ResultEntry>,
}
