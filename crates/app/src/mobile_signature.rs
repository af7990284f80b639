//! The mobile signature of a user.

use sigill_domain::credential::mobile_signature::{self, New, PatchMobileSignature};
use sigill_domain::credential::{Credential, MobileSignature};
use sigill_domain::msisdn::Msisdn;
use sigill_domain::patch::Patch;
use sigill_domain::right::{CredentialCreate, CredentialDelete, CredentialModify, CredentialView};
use sigill_domain::version::Expected;
use sigill_store::Permit;

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::refusal::Refusal;
use crate::sought::found;
use crate::{patterns, property_value};

/// Issues a mobile signature to a user, who has at most one, whatever its state.
pub async fn create(
    permit: &Permit<CredentialCreate>,
    user: &str,
    new: &New,
    asked: &Asked<'_, Credential<MobileSignature>>,
) -> Result<Outcome<Credential<MobileSignature>>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let (ext_id, policy) = (new.ext_id.as_deref(), new.policy_ext_id.as_deref());
            let sought = permit.owner_of_mobile_signature(user, ext_id, policy).await?;
            let mut owner = found(sought, permit.client().as_str(), user)?;
            if owner.client_rules.msisdn_unique
                && let Ok(msisdn) = Msisdn::parse("msisdn", new.msisdn.as_deref())
            {
                let lookup = mobile_signature::lookup(&msisdn, owner.client_rules.msisdn_country);
                owner.lookup_taken = permit.lookup_taken(owner.client.id, owner.user.id, &lookup).await?;
            }
            let governing = owner.policy.as_ref().map(|policy| patterns::of(&policy.parameters)).unwrap_or_default();
            patterns::ready(permit.client().as_str(), governing).await?;
            let standing = permit.standing_to(owner.user.id, owner.has_roles).await?;
            let extra = asked.extra.to_vec();
            let (credential, change) = owner.issue(new, extra, permit.roles(), &standing, &permit.happening())?;
            Ok(Decision::Change(credential, change))
        })
    })
    .await
}

/// The mobile signature of a user, as it is now.
pub async fn get(permit: &Permit<CredentialView>, user: &str) -> Result<Credential<MobileSignature>, Refusal> {
    let sought = permit.mobile_signature(user).await?;
    let credential =
        found(sought, permit.client().as_str(), user)?.ok_or_else(|| Refusal::no_mobile_signature(user))?;
    Ok(credential.at(permit.now()))
}

/// Changes the mobile signature of a user by a merge patch.
pub async fn modify(
    permit: &Permit<CredentialModify>,
    user: &str,
    patch: &PatchMobileSignature,
    asked: &Asked<'_, Credential<MobileSignature>>,
) -> Result<Outcome<Credential<MobileSignature>>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let policy = match &patch.policy_ext_id {
                Patch::Set(ext_id) => Some(ext_id.as_str()),
                _ => None,
            };
            let sought = permit.held_mobile_signature(user, policy).await?;
            let mut held =
                found(sought, permit.client().as_str(), user)?.ok_or_else(|| Refusal::no_mobile_signature(user))?;
            if held.client_rules.msisdn_unique
                && let Patch::Set(msisdn) = &patch.msisdn
                && let Ok(msisdn) = Msisdn::parse("msisdn", Some(msisdn))
            {
                let lookup = mobile_signature::lookup(&msisdn, held.client_rules.msisdn_country);
                held.lookup_taken = permit.lookup_taken(held.client.id, held.user.id, &lookup).await?;
            }
            // Which of them will govern it, the decision says.
            let policies = [&held.named, &held.governing, &held.default];
            let governing =
                policies.into_iter().flatten().flat_map(|policy| patterns::of(&policy.parameters)).collect();
            patterns::ready(permit.client().as_str(), governing).await?;
            let standing = permit.standing_to(held.user.id, held.has_roles).await?;
            let extra = asked.extra.to_vec();
            let (credential, change) = held.modify(patch, extra, permit.roles(), &standing, &permit.happening())?;
            Ok(Decision::of(credential, change))
        })
    })
    .await?;
    Ok(property_value::tried(permit, user, outcome))
}

/// Deletes the mobile signature of a user.
pub async fn delete(
    permit: &Permit<CredentialDelete>,
    user: &str,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let sought = permit.held_mobile_signature(user).await?;
            let held =
                found(sought, permit.client().as_str(), user)?.ok_or_else(|| Refusal::no_mobile_signature(user))?;
            let standing = permit.standing_to(held.user.id, held.has_roles).await?;
            Ok(Decision::Change((), held.delete(expected, &standing, &permit.happening())?))
        })
    })
    .await?;
    Ok(property_value::tried(permit, user, outcome))
}
