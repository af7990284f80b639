//! `POST /{clientExtId}/users/{userExtId}/bulk-login-info`.

use serde::{Deserialize, Serialize};
use sigill_app::login::{self, Report};
use sigill_app::{Permit, Refusal};
use sigill_domain::breach::Breach;
use sigill_domain::login::Counted;
use sigill_domain::right::CredentialModify;
use utoipa::ToSchema;

use super::{LoginResult, Reason, missing_outcome, note_lock, refused};
use crate::http::answer::Shown;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::server::Server;
use crate::http::terms::NoKey;
use crate::http::written::Written;

/// Reports that are taken at once.
const ENTRIES_MAX: usize = 100;

/// Outcomes, in the order in which they are counted.
#[derive(Deserialize, ToSchema)]
#[schema(as = LoginInfos, example = json!({
    "items": [{ "success": true }, { "success": false, "credentialExtId": "credential-123" }]
}))]
pub(crate) struct LoginInfos {
    #[schema(required, nullable = false, min_items = 1, max_items = 100)]
    pub(crate) items: Option<Vec<Entry>>,
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

/// What became of the reports, in their order.
#[derive(Serialize, ToSchema)]
#[schema(as = LoginResults)]
pub(crate) struct LoginResults {
    pub(crate) items: Vec<ResultEntry>,
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

/// Update login info in bulk
///
/// Counts several outcomes in their order, of one user or of several of the client. Each is counted or refused by
/// itself.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/bulk-login-info",
    tag = "Login",
    operation_id = "bulkUpdateLoginInfo"
)]
pub(crate) async fn handler(
    call: Call<Permit<CredentialModify>, Strict<LoginInfos>, NoKey>,
) -> Result<Written<Shown<LoginResults>>, Refused> {
    let Strict { value: infos, extra: mut broken } = call.body;
    let entries = infos.items.unwrap_or_default();
    if !(1..=ENTRIES_MAX).contains(&entries.len()) {
        let found = entries.len();
        broken.push(Breach::invalid(format!("items: expected 1 to {ENTRIES_MAX} entries, got {found}")));
    }
    broken.extend(
        (0..).zip(&entries).filter_map(|(n, entry)| missing_outcome(&format!("items[{n}].success"), entry.success)),
    );
    if !broken.is_empty() {
        return Err(Refused::Case(Refusal::Broken(broken)));
    }
    let reports: Vec<_> = entries
        .iter()
        .map(|entry| Report {
            user: entry.user_ext_id.as_deref().unwrap_or(call.path.user()),
            success: entry.success.unwrap_or_default(),
            credential: entry.credential_ext_id.as_deref(),
            extra: &[],
        })
        .collect();
    if call.terms.dry_run {
        let (outcomes, events) = login::try_each(&call.permit, &reports).await;
        return Ok(Written::tried(Shown(results(&call.server, &reports, outcomes)), &events));
    }
    let outcomes = login::report_each(&call.permit, &reports).await;
    outcomes.iter().flatten().for_each(|counted| note_lock(&call.server, counted));
    Ok(Written::done(Shown(results(&call.server, &reports, outcomes))))
}

fn results(server: &Server, reports: &[Report<'_>], outcomes: Vec<Result<Counted, Refusal>>) -> LoginResults {
    let items = reports.iter().zip(outcomes).map(|(report, outcome)| {
        let outcome = outcome.map_err(|refusal| refused(server, refusal.into()));
        ResultEntry::of(report.user, report.credential, outcome)
    });
    LoginResults { items: items.collect() }
}
