//! Logins that somebody else has checked.

use std::sync::atomic::Ordering;

use serde::Serialize;
use sigill_domain::breach::Breach;
use sigill_domain::login::{Counted, Lock};
use tracing::error;
use utoipa::ToSchema;

use crate::http::refused::Refused;
use crate::http::server::Server;

operations! {
    report;
    report_each;
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

/// What a report that doesn't say the outcome is told.
pub(crate) fn missing_outcome(field: &str, success: Option<bool>) -> Option<Breach> {
    success.is_none().then(|| Breach::invalid(format!("{field} is mandatory: expected true or false, got none")))
}

pub(super) fn note_lock(server: &Server, counted: &Counted) {
    if !counted.success && counted.lock != Lock::None {
        server.metrics.locks.fetch_add(1, Ordering::Relaxed);
    }
}

pub(super) fn refused(server: &Server, refused: Refused) -> Vec<Reason> {
    let told = refused.told();
    if let Some(event) = told.attempt() {
        server.attempts.note(event);
    }
    if let Some(cause) = told.cause() {
        error!(cause, "one of several logins couldn't be counted");
    }
    Reason::all(told.errors())
}
