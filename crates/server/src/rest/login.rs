//! Reports of logins: somebody else has checked a credential.

use std::sync::atomic::Ordering;

use sigill_app::login::{self, Report};
use sigill_app::{Permit, Refusal};
use sigill_domain::breach::Breach;
use sigill_domain::login::{Counted, Lock};
use sigill_domain::right::CredentialModify;
use tracing::error;

use crate::answer::Shown;
use crate::call::{Call, Strict};
use crate::refused::Refused;
use crate::router::Server;
use crate::terms::NoKey;
use crate::wire::login::{LoginInfo, LoginInfos, LoginResult, LoginResults, Reason, ResultEntry, missing_outcome};
use crate::written::Written;

/// Reports that are taken at once.
const ENTRIES_MAX: usize = 100;

/// Update login info
///
/// Counts the outcome of a login of the user and, where one is named, of the credential, which may lock; device
/// passwords and public keys don't. Only an active credential can be used. A failure of who has more rights than the
/// caller is refused. Also needs AccessControl.UserModify, AccessControl.UserView and AccessControl.CredentialView.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/login-info",
    tag = "Login",
    operation_id = "updateLoginInfo"
)]
pub(crate) async fn report(
    call: Call<Permit<CredentialModify>, Strict<LoginInfo>, NoKey>,
) -> Result<Written<Shown<LoginResult>>, Refused> {
    let Strict { value: info, mut extra } = call.body;
    extra.extend(missing_outcome("success", info.success));
    let report = Report {
        user: call.path.user(),
        success: info.success.unwrap_or_default(),
        credential: info.credential_ext_id.as_deref(),
        extra: &extra,
    };
    if call.terms.dry_run {
        let (counted, events) = login::try_report(&call.permit, &report).await?;
        return Ok(Written::tried(Shown(counted.into()), &events));
    }
    let counted = login::report(&call.permit, &report).await?;
    note_lock(&call.server, &counted);
    Ok(Written::done(Shown(counted.into())))
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
pub(crate) async fn report_each(
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

fn note_lock(server: &Server, counted: &Counted) {
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
