//! Policies.

use sigill_domain::list::{Listed, Parameters, PolicyQuery};
use sigill_domain::policy::{New, Policy, PolicyType};
use sigill_domain::right::{Elementary, PolicyConfigurationView, PolicyCreate, PolicyView};
use sigill_store::Permit;

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

/// A page of the client's policies: `policyType`, `continuationToken`, `limit`,
/// `returnTotalResultCount`. `ClientView` is needed, too.
pub async fn list(permit: &Permit<PolicyConfigurationView>, given: Parameters<'_>) -> Result<Listed<Policy>, Refusal> {
    permit.also(Elementary::ClientView)?;
    let query = asked(permit, PolicyQuery::read(given)).await?;
    permit.policies(&query).await?.ok_or_else(|| Refusal::no_client(permit.client().as_str()))
}
