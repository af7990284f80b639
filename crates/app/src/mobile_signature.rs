//! The mobile signature of a user.

use sigill_domain::breach::Breach;
use sigill_domain::credential::mobile_signature::{self, New};
use sigill_domain::credential::{Credential, MobileSignature};
use sigill_domain::msisdn::Msisdn;
use sigill_domain::right::{CredentialCreate, CredentialView};
use sigill_store::Permit;

use crate::attempt::{Decision, attempt};
use crate::refusal::Refusal;
use crate::user::found;

/// Issues a mobile signature to a user, who has at most one, whatever its state.
///
/// `extra` are rules that were found broken while reading the request.
pub async fn create(
    permit: &Permit<CredentialCreate>,
    user: &str,
    new: &New,
    extra: &[Breach],
) -> Result<Credential<MobileSignature>, Refusal> {
    attempt(permit, || {
        Box::pin(async move {
            let (ext_id, policy) = (new.ext_id.as_deref(), new.policy_ext_id.as_deref());
            let sought = permit.owner_of_mobile_signature(user, ext_id, policy).await?;
            let mut owner = found(sought, permit.client().as_str(), user)?;
            if owner.client_rules.msisdn_unique
                && let Ok(msisdn) = Msisdn::parse("msisdn", new.msisdn.as_deref())
            {
                let lookup = mobile_signature::lookup(&msisdn, owner.client_rules.msisdn_country);
                owner.lookup_taken = permit.lookup_taken(&owner.client, lookup).await?;
            }
            let (credential, change) = owner.issue(new, extra.to_vec(), permit.roles(), &permit.happening())?;
            Ok(Decision::Change(credential, change))
        })
    })
    .await
}

/// The mobile signature of a user.
pub async fn get(permit: &Permit<CredentialView>, user: &str) -> Result<Credential<MobileSignature>, Refusal> {
    let sought = permit.mobile_signature(user).await?;
    found(sought, permit.client().as_str(), user)?
        .ok_or_else(|| Refusal::NoRecord(format!("User with extId {user} has no MobileSignature credential")))
}
