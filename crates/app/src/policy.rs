//! Policies.

use sigill_domain::list::{Listed, Parameters, PolicyQuery};
use sigill_domain::patch::Patch;
use sigill_domain::policy::client::MSISDN_UNIQUE;
use sigill_domain::policy::{New, PatchPolicy, Policy, PolicyType};
use sigill_domain::right::{Elementary, PolicyConfigurationView, PolicyCreate, PolicyDelete, PolicyModify, PolicyView};
use sigill_domain::version::Expected;
use sigill_store::{Permit, Sought};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::client::asked;
use crate::refusal::Refusal;

/// Creates a policy, with every parameter checked.
pub async fn create(
    permit: &Permit<PolicyCreate>,
    new: &New,
    asked: &Asked<'_, Policy>,
) -> Result<Outcome<Policy>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let kind = new.policy_type.as_deref().and_then(PolicyType::from_wire);
            let found = permit.policies(new.ext_id.as_deref(), new.name.as_deref(), kind).await?;
            let mut policies = found.ok_or_else(|| Refusal::no_client(permit.client().as_str()))?;
            if new.sets_country() {
                policies.has_numbers = permit.has_numbers().await?;
            }
            if new.makes_msisdn_unique() {
                policies.shared_lookups = permit.shared_lookups().await?;
            }
            let (policy, change) = policies.create(new, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(policy, change))
        })
    })
    .await
}

/// A policy.
pub async fn get(permit: &Permit<PolicyView>, policy: &str) -> Result<Policy, Refusal> {
    match permit.policy(policy).await? {
        None => Err(Refusal::no_client(permit.client().as_str())),
        Some((client, None)) => Err(Refusal::no_policy(policy, &client.name)),
        Some((_, Some(policy))) => Ok(policy),
    }
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
            if held.policy.kind == PolicyType::Client && patch.changes_country(&held.policy) {
                held.has_numbers = permit.has_numbers().await?;
            }
            let was_unique = held.policy.parameters.get(MSISDN_UNIQUE).is_some_and(|value| value == "true");
            if held.policy.kind == PolicyType::Client && patch.makes_msisdn_unique() && !was_unique {
                held.shared_lookups = permit.shared_lookups().await?;
            }
            let (policy, change) = held.modify(patch, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::of(policy, change))
        })
    })
    .await
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
            let held = found(permit.held_policy(policy).await?, permit.client().as_str(), policy)?;
            Ok(Decision::Change((), held.delete(expected, &permit.happening())?))
        })
    })
    .await
}

fn found<T>(sought: Sought<T>, client: &str, policy: &str) -> Result<T, Refusal> {
    match sought {
        Sought::NoClient => Err(Refusal::no_client(client)),
        Sought::NoUser { client_name } => Err(Refusal::no_policy(policy, &client_name)),
        Sought::Found(found) => Ok(found),
    }
}

/// A page of the client's policies: `policyType`, `continuationToken`, `limit`,
/// `returnTotalResultCount`. `ClientView` is needed, too.
pub async fn list(permit: &Permit<PolicyConfigurationView>, given: Parameters<'_>) -> Result<Listed<Policy>, Refusal> {
    permit.also(Elementary::ClientView)?;
    let query = asked(permit, PolicyQuery::read(given)).await?;
    permit.policies(&query).await?.ok_or_else(|| Refusal::no_client(permit.client().as_str()))
}
