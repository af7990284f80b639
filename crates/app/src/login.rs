//! Logins: somebody else has checked a credential and reports the outcome.

use std::time::Instant;

use sigill_domain::breach::Breach;
use sigill_domain::code::Code;
use sigill_domain::event::Event;
use sigill_domain::login::{Counted, LoginTarget, Trial};
use sigill_domain::right::{CredentialModify, Elementary};
use sigill_domain::sign_in::{Attempt, Barrier, Whose};
use sigill_domain::standing::Ruled;
use sigill_store::{CommitError, Permit, Within};

use crate::refusal::Refusal;
use crate::sought::found;

/// The outcome of a login.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// Whose login it was, by external id.
    pub user: &'a str,
    /// Whether it succeeded.
    pub success: bool,
    /// The credential that was used, where one is named.
    pub credential: Option<&'a str>,
    /// Rules that were found broken while reading it.
    pub extra: &'a [Breach],
}

/// Counts a login of a user, and of one of its credentials where one is named, with the lock that
/// may follow.
pub async fn report(permit: &Permit<CredentialModify>, report: &Report<'_>) -> Result<Counted, Refusal> {
    count(permit, report, 0, || may_report(permit)).await
}

/// What [`report`] would come to, and what history would say. Nothing is counted.
pub async fn try_report(
    permit: &Permit<CredentialModify>,
    report: &Report<'_>,
) -> Result<(Counted, Vec<Event>), Refusal> {
    may_report(permit)?;
    let (counted, event) = would(permit, report, 0, &mut Trial::default()).await?;
    Ok((counted, vec![event]))
}

/// A single report needs more than the permit.
fn may_report(permit: &Permit<CredentialModify>) -> Result<(), Refusal> {
    for right in [Elementary::UserModify, Elementary::UserView, Elementary::CredentialView] {
        permit.also(right)?;
    }
    Ok(())
}

/// Counts several logins in their order. Each is counted or refused by itself.
pub async fn report_each(permit: &Permit<CredentialModify>, reports: &[Report<'_>]) -> Vec<Result<Counted, Refusal>> {
    let mut outcomes = Vec::with_capacity(reports.len());
    for (step, report) in (0_u32..).zip(reports) {
        outcomes.push(count(permit, report, step, || Ok(())).await);
    }
    outcomes
}

/// What [`report_each`] would come to, and what history would say: each after those before it.
pub async fn try_each(
    permit: &Permit<CredentialModify>,
    reports: &[Report<'_>],
) -> (Vec<Result<Counted, Refusal>>, Vec<Event>) {
    let (mut outcomes, mut events, mut trial) = (Vec::with_capacity(reports.len()), Vec::new(), Trial::default());
    for (step, report) in (0_u32..).zip(reports) {
        outcomes.push(would(permit, report, step, &mut trial).await.map(|(counted, event)| {
            events.push(event);
            counted
        }));
    }
    (outcomes, events)
}

/// The target of a report that may be counted, and the ruling: who locks somebody takes away what that user has.
pub(crate) async fn target(
    permit: &Permit<CredentialModify>,
    report: &Report<'_>,
    step: u32,
    trial: &Trial,
) -> Result<(Within<CredentialModify, LoginTarget>, Ruled), Refusal> {
    let Report { user, credential, extra, success } = *report;
    let mut target = found(permit.login_target(user, credential).await?, permit.client().as_str(), user)?;
    trial.leave(&mut target);
    let effect = target.effect(success);
    let ruled = match effect.takes {
        true => permit.standing_to(&target, target.has_roles).await?.rule(effect)?,
        false => Ruled::UNTOUCHED,
    };
    let mut broken = extra.to_vec();
    if let (Some(credential), None) = (credential, &target.credential) {
        broken.push(Breach::new(
            Code::MissingReferenceData,
            format!("credentialExtId: the user has no credential with extId {}", credential.escape_debug()),
        ));
    }
    broken.extend(target.check(permit.now()).err().unwrap_or_default());
    if broken.is_empty() {
        return Ok((target, ruled));
    }
    let mut barriers = target.barriers(permit.now());
    if credential.is_some() && target.credential.is_none() {
        barriers.push(Barrier::NoCredential);
    }
    let whose = Whose {
        client: &target.client,
        user: &target.user,
        credential: target.credential.as_ref().map(|credential| &credential.ext_id),
    };
    Err(Refusal::Broken(broken).remembered(
        &permit.happening().step(step),
        &whose,
        Attempt::Login { success },
        &barriers,
    ))
}

async fn would(
    permit: &Permit<CredentialModify>,
    report: &Report<'_>,
    step: u32,
    trial: &mut Trial,
) -> Result<(Counted, Event), Refusal> {
    let (target, _) = target(permit, report, step, trial).await.map_err(Refusal::forgotten)?;
    Ok(trial.count(&target, report.success, &permit.happening().step(step)))
}

/// Counts the `step`-th report of a request, whose caller `may` still do so. The first one is decided by what was read
/// with the request; each further one, and whatever has to be decided again, by what the caller may then.
async fn count(
    permit: &Permit<CredentialModify>,
    report: &Report<'_>,
    step: u32,
    may: impl Fn() -> Result<(), Refusal>,
) -> Result<Counted, Refusal> {
    let mut is_old = step > 0 || permit.is_old();
    loop {
        if is_old {
            permit.renew().await?;
        }
        may()?;
        is_old = true;
        let (target, ruled) = target(permit, report, step, &Trial::default()).await?;
        match target.count_login(report.success, &permit.happening().step(step), ruled).await {
            Ok(counted) => return Ok(counted),
            // Locked or gone meanwhile: the next look says so. A lost answer isn't repeated, since
            // a login that was counted twice would be worse than one that has to be reported again.
            Err(CommitError::Moved) if Instant::now() < permit.deadline() => {}
            Err(error) => return Err(error.into()),
        }
    }
}
