//! Policies.

use std::time::{Duration, Instant};

use sigill_domain::breach::Breach;
use sigill_domain::list::{Listed, Parameters, PolicyQuery};
use sigill_domain::patch::Patch;
use sigill_domain::pattern::Pattern;
use sigill_domain::policy::{HeldPolicy, Misfits, New, PatchPolicy, Policy, PolicyType, Stored};
use sigill_domain::right::{Elementary, PolicyConfigurationView, PolicyCreate, PolicyDelete, PolicyModify, PolicyView};
use sigill_domain::version::Expected;
use sigill_store::{Permit, Within, WritesPolicies};
use uuid::Uuid;

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::client::asked;
use crate::refusal::Refusal;
use crate::sought::{found, found_client};
use crate::{defaults, patterns};

/// Creates a policy, with every parameter checked.
pub async fn create(
    permit: &Permit<PolicyCreate>,
    new: &New,
    asked: &Asked<'_, Policy>,
) -> Result<Outcome<Policy>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let kind = new.policy_type.as_deref().and_then(PolicyType::from_wire);
            let sought = permit.policies(new.ext_id.as_deref(), new.name.as_deref(), kind).await?;
            let mut policies = found_client(sought, permit.client().as_str())?;
            policies.obstacles = policies.find_obstacles(new.needs()).await?;
            let patterns = new.parameters.as_ref().map(patterns::of).unwrap_or_default();
            patterns::ready(permit.client().as_str(), patterns).await?;
            let mut extra = asked.extra.to_vec();
            if let Some(parameters) = new.parameters.as_ref().filter(|_| kind == Some(PolicyType::PROFILE)) {
                extra.extend(defaults::written(permit, (&policies, &policies.client), parameters).await?);
            }
            let (policy, change) = policies.create(new, extra, &permit.happening())?;
            Ok(Decision::Change(policy, policies.placed(change)))
        })
    })
    .await
}

/// A policy.
pub async fn get(permit: &Permit<PolicyView>, policy: &str) -> Result<Policy, Refusal> {
    Ok(found(permit.policy(policy).await?, permit.client().as_str(), policy)?.into_inner())
}

/// Changes a policy by a merge patch; its parameters are replaced as a whole.
pub async fn modify(
    permit: &Permit<PolicyModify>,
    policy: &str,
    patch: &PatchPolicy,
    asked: &Asked<'_, Policy>,
) -> Result<Outcome<Policy>, Refusal> {
    permit.also(Elementary::PolicyView)?;
    attempt(permit, asked, || {
        Box::pin(async move {
            let name = match &patch.name {
                Patch::Set(name) => Some(name.as_str()),
                _ => None,
            };
            let mut held = found(permit.held_policy(policy, name).await?, permit.client().as_str(), policy)?;
            held.obstacles = held.find_obstacles(patch.needs(&held.policy)).await?;
            if let Patch::Set(parameters) = &patch.parameters {
                patterns::ready(permit.client().as_str(), patterns::of(parameters)).await?;
            }
            let mut extra = asked.extra.to_vec();
            extra.extend(gives(permit, &held, patch).await?);
            let (policy, change) = held.modify(patch, extra, &permit.happening())?;
            Ok(Decision::of(policy, change.map(|change| held.placed(change))))
        })
    })
    .await
}

/// What is wrong with what a profile policy gives from now on, where that changes. Of one that becomes the default as it is,
/// something may be gone: that is left out, as it is of one that is the default already.
async fn gives(
    permit: &Permit<PolicyModify>,
    held: &Within<PolicyModify, HeldPolicy>,
    patch: &PatchPolicy,
) -> Result<Vec<Breach>, Refusal> {
    let after = patch.parameters.clone().apply(Some(held.policy.parameters.clone())).unwrap_or_default();
    let (is_changed, begins) = (after != held.policy.parameters, patch.default_policy == Patch::Set(true));
    if held.policy.kind != PolicyType::PROFILE || !(is_changed || begins && !held.policy.is_default) {
        return Ok(Vec::new());
    }
    let wrong = defaults::written(permit, (held, &held.client), &after).await?;
    Ok(if is_changed { wrong } else { Vec::new() })
}

/// Deletes a policy that governs nothing and is no default.
pub async fn delete(
    permit: &Permit<PolicyDelete>,
    policy: &str,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let mut held = found(permit.held_policy(policy).await?, permit.client().as_str(), policy)?;
            held.obstacles = held.find_obstacles(held.needs_to_go()).await?;
            Ok(Decision::Change((), held.placed(held.delete(expected, &permit.happening())?)))
        })
    })
    .await
}

/// What is looked at in one dry run, at most.
const CHECKED_MAX: u64 = 10_000;
/// What is read at once.
const PAGE: i64 = 1_000;
/// What is left of the time for the answer.
const RESERVE: Duration = Duration::from_millis(500);

/// How much of what is stored would not satisfy the policy of a dry run. It goes through what the policy is about
/// in pages, up to 10,000 rows or the request's deadline, and says whether that was all.
pub async fn misfits<R: WritesPolicies>(
    permit: &Permit<R>,
    outcome: &Outcome<Policy>,
) -> Result<Option<Misfits>, Refusal> {
    let Outcome::Would(policy, _) = outcome else { return Ok(None) };
    let Some(stored) = Stored::of(policy) else { return Ok(None) };
    patterns::ready(permit.client().as_str(), patterns::of(&policy.parameters)).await?;
    let all = found_client(permit.governed_users().await?, permit.client().as_str())?;
    let mut misfits = Misfits { users: matches!(stored, Stored::Users(_)), ..Misfits::default() };
    let mut place = (Uuid::nil(), (i64::MIN, String::new()));
    while misfits.checked < CHECKED_MAX && Instant::now() + RESERVE < permit.deadline() {
        let fit: Vec<bool> = match &stored {
            Stored::MobileSignatures(rules) => {
                let page = all.governed(policy, place.0, PAGE).await?;
                place.0 = page.last().map_or(place.0, |(id, _)| *id);
                page.iter().map(|(_, signature)| rules.satisfied_by(signature)).collect()
            }
            Stored::Users(rules) => {
                let page = all.people(&place.1, PAGE).await?;
                place.1 = page.last().map_or(place.1, |(place, ..)| place.clone());
                page.iter().map(|(_, is_technical, person)| rules.satisfied_by(person, *is_technical)).collect()
            }
        };
        misfits.checked += fit.len() as u64;
        misfits.found += fit.iter().filter(|fits| !**fits).count() as u64;
        if (fit.len() as i64) < PAGE {
            return Ok(Some(Misfits { complete: true, ..misfits }));
        }
    }
    Ok(Some(misfits))
}

/// Which of these values a pattern fits, each as a whole.
///
/// # Errors
/// It is no pattern that can be matched in linear time; or too many are being compiled.
pub async fn try_pattern(permit: &Permit<PolicyView>, pattern: &str, values: &[&str]) -> Result<Vec<bool>, Refusal> {
    patterns::ready(permit.client().as_str(), vec![pattern]).await?;
    let pattern = Pattern::kept(pattern).map_err(|error| vec![Breach::invalid(format!("pattern: {error}"))])?;
    Ok(values.iter().map(|value| pattern.matches(value)).collect())
}

/// A page of the client's policies: `policyType`, `continuationToken`, `limit`,
/// `returnTotalResultCount`. `ClientView` is needed, too.
pub async fn list(permit: &Permit<PolicyConfigurationView>, given: Parameters<'_>) -> Result<Listed<Policy>, Refusal> {
    permit.also(Elementary::ClientView)?;
    let query = asked(permit, PolicyQuery::read(given)).await?;
    Ok(found_client(permit.policies(&query).await?, permit.client().as_str())?.into_inner())
}
