//! The signatures that a user was asked for: one, all, and giving one up.

use std::sync::OnceLock;

use sigill_domain::list::{HistoryQuery, Listed, Parameters};
use sigill_domain::right::{SignatureRequest, SignatureView};
use sigill_domain::signing::{self, Signature};
use sigill_domain::version::Expected;
use sigill_store::Permit;

use super::desk::Desk;
use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::refusal::Refusal;
use crate::sought::found;

/// A signature of a user, as it is now.
pub async fn get(permit: &Permit<SignatureView>, user: &str, id: &str) -> Result<Signature, Refusal> {
    let sought = found(permit.signature(user, id).await?, permit.client().as_str(), user)?;
    sought.into_inner().ok_or_else(|| no_signature(user, id))
}

/// A page of the signatures that were asked for with a user's mobile signature, the newest first, without the signature
/// objects: `continuationToken`, `limit`.
pub async fn list(
    permit: &Permit<SignatureView>,
    user: &str,
    given: Parameters<'_>,
) -> Result<Listed<Signature>, Refusal> {
    let query = HistoryQuery::read(given);
    // A user that isn't there comes before what is wrong with the question.
    let first = HistoryQuery { after: None, limit: 1 };
    let sought = permit.signatures(user, query.as_ref().unwrap_or(&first)).await?;
    let listed = found(sought, permit.client().as_str(), user)?.into_inner();
    let listed = listed.ok_or_else(|| Refusal::no_mobile_signature(user))?;
    query?;
    Ok(listed)
}

/// Gives a signature up: settled as withdrawn. One that is settled already stays as it is.
pub async fn withdraw(
    permit: &Permit<SignatureRequest>,
    desk: &Desk,
    user: &str,
    id: &str,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    let mssp = &OnceLock::new();
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let sought = permit.held_signature(user, id).await?;
            let held =
                found(sought, permit.client().as_str(), user)?.transpose().ok_or_else(|| no_signature(user, id))?;
            let change = held.withdraw(expected, &permit.happening())?;
            if change.is_some() {
                // The first one stays: it is the same in every attempt.
                let _ = mssp.set(held.signature.mssp.clone());
            }
            Ok(Decision::of((), change.map(|(_, change)| held.placed(change))))
        })
    })
    .await?;
    if let (Outcome::Done(()), Ok(id)) = (&outcome, id.parse()) {
        desk.tell(id);
        if let Some(mssp) = mssp.get() {
            desk.count(mssp, signing::Outcome::Withdrawn);
        }
    }
    Ok(outcome)
}

fn no_signature(user: &str, id: &str) -> Refusal {
    let id: String = id.chars().take(50).flat_map(char::escape_debug).collect();
    Refusal::NoRecord(format!("User with extId {user} has no signature {id}"))
}
