//! Mobile signatures at work: ask a person, prove what comes back, count it.
//!
//! A use case writes down that a signature is asked for; the [`Desk`] of a node then drives it: asks the provider,
//! polls, judges and settles. What is written down is enough for any other node to go on.

mod desk;
mod drive;
mod message;
mod phone;
mod probe;
mod provider;
mod tally;
mod verdict;
mod wait;

use std::sync::OnceLock;

use sigill_domain::breach::Breach;
use sigill_domain::event::{Event, Happening};
use sigill_domain::list::{HistoryQuery, Listed, Parameters};
use sigill_domain::right::{Elementary, SignatureRequest, SignatureView};
use sigill_domain::sign_in::{Attempt, Barrier, Whose};
use sigill_domain::signing::{self, Offer, Signable, Signature, Unequipped, Way, Wish, compare_code, with_code};
use sigill_domain::version::Expected;
use sigill_mss::text;
use sigill_store::Permit;

pub use self::desk::{Desk, DeskOptions};
pub(crate) use self::phone::of as phone_of;
pub use self::phone::{Device, Phone, ask as phone};
pub use self::probe::{Health, probe};
pub(crate) use self::provider::Declines;
pub use self::provider::{Family, Provider, Providers, Settings};
pub use self::tally::{Cause, Messages, Tally};
pub use self::wait::{End, Until, wait};
use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::refusal::Refusal;
use crate::sign_in::refused;
use crate::user::found;
pub use sigill_mss::verify::{Authority, Trust};

/// Asks a person for a signature. What it answers is written down; the provider is asked afterwards.
pub async fn request(
    permit: &Permit<SignatureRequest>,
    desk: &Desk,
    user: &str,
    wish: &Wish,
    asked: &Asked<'_, Signature>,
) -> Result<Outcome<Signature>, Refusal> {
    let place = desk.place()?;
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let sought = permit.signable(user).await?;
            let happening = permit.happening();
            let signable =
                found(sought, permit.client().as_str(), user)?.map_err(|who| unequipped(&who, &happening))?;
            let Prepared { offer, extra, way } = prepared(desk, &signable, wish, asked.extra, &happening);
            match signable.request(wish, offer.as_ref(), extra, way, &happening) {
                Ok((signature, change)) => Ok(Decision::Change(signature, change)),
                Err(why) => Err(barred(why.into(), &signable, offer.as_ref(), &happening)),
            }
        })
    })
    .await
    .map_err(|refusal| if asked.dry_run { refusal.forgotten() } else { refusal })?;
    if let Outcome::Done(signature) = &outcome {
        desk.drive_new(signature.id, place);
    }
    Ok(outcome)
}

/// What [`request`] would come to, and what history would say. Nobody is asked and nothing is written, so that the right
/// to see signatures suffices, and the one to see credentials, of whose state it tells.
pub async fn try_request(
    permit: &Permit<SignatureView>,
    desk: &Desk,
    user: &str,
    wish: &Wish,
    extra: &[Breach],
) -> Result<(Signature, Vec<Event>), Refusal> {
    permit.also(Elementary::CredentialView)?;
    let signable = found(permit.signable(user).await?, permit.client().as_str(), user)?.map_err(|_| none(user))?;
    let happening = permit.happening();
    let Prepared { offer, extra, way } = prepared(desk, &signable, wish, extra, &happening);
    let (signature, event) = signable.would_request(wish, offer.as_ref(), extra, way, &happening)?;
    Ok((signature, vec![event]))
}

/// Nobody can be asked without a mobile signature.
fn unequipped(who: &Unequipped, happening: &Happening) -> Refusal {
    let whose = Whose { client: &who.client, user: &who.user, credential: None };
    refused(none(who.user.ext_id.as_str()), happening, &whose, Attempt::Signature, &[Barrier::NoCredential])
}

/// A refusal, with the rules of the person's that are broken, if any.
fn barred<R>(why: Refusal, signable: &Signable<R>, offer: Option<&Offer>, happening: &Happening) -> Refusal {
    // Another one is open, or too many were asked for: that says nothing about the person.
    if !matches!(why, Refusal::Broken(_)) {
        return why;
    }
    let credential = Some(&signable.credential.ext_id);
    let whose = Whose { client: &signable.client, user: &signable.user, credential };
    let barriers = signable.barriers(offer, happening.at);
    refused(why, happening, &whose, Attempt::Signature, &barriers)
}

/// What the decision on a signature needs of this node.
struct Prepared {
    offer: Option<Offer>,
    extra: Vec<Breach>,
    way: Way,
}

fn prepared<R>(desk: &Desk, signable: &Signable<R>, wish: &Wish, extra: &[Breach], happening: &Happening) -> Prepared {
    let provider = desk.providers().get(&signable.credential.detail.mssp_identifier);
    let mut extra = extra.to_vec();
    if let Some(provider) = &provider {
        extra.extend(provider.refuses(&signable.client.ext_id, &signable.number()));
        extra.extend(unshowable(provider, wish, &compare_code(happening.id)));
    }
    let offer = provider.as_ref().map(|provider| provider.offer());
    // Made of the id that the request has from the start, so that it stays the same in every attempt.
    let way = Way { ap_trans_id: message::trans_id(happening.id), driver: desk.node() };
    Prepared { offer, extra, way }
}

/// What a phone can't show of the texts, or the provider won't take.
fn unshowable(provider: &Provider, wish: &Wish, code: &str) -> Vec<Breach> {
    let (limits, prefix) = (provider.settings.family.limits(), provider.settings.prefix.as_deref());
    let shown = wish.text.as_deref().filter(|text| !text.trim().is_empty()).map(|text| with_code(text, code));
    let text = shown.and_then(|text| text::check(&text, limits, prefix).err()).map(|error| format!("text: {error}"));
    let receipt = wish.receipt_text.as_deref().filter(|text| !text.trim().is_empty());
    let receipt = receipt.and_then(|text| text::check(text, limits, None).err());
    let receipt = receipt.map(|error| format!("receiptText: {error}"));
    text.into_iter().chain(receipt).map(Breach::invalid).collect()
}

/// A signature of a user, as it is now.
pub async fn get(permit: &Permit<SignatureView>, user: &str, id: &str) -> Result<Signature, Refusal> {
    found(permit.signature(user, id).await?, permit.client().as_str(), user)?.ok_or_else(|| no_signature(user, id))
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
    let listed = found(sought, permit.client().as_str(), user)?.ok_or_else(|| none(user))?;
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
            let held = found(sought, permit.client().as_str(), user)?.ok_or_else(|| no_signature(user, id))?;
            let change = held.withdraw(expected, &permit.happening())?;
            if change.is_some() {
                // The first one stays: it is the same in every attempt.
                let _ = mssp.set(held.signature.mssp.clone());
            }
            Ok(Decision::of((), change.map(|(_, change)| change)))
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

/// The name of a provider's code.
#[must_use]
pub fn status_name(code: u16) -> &'static str {
    sigill_mss::status::Code(code).name()
}

fn none(user: &str) -> Refusal {
    Refusal::NoRecord(format!("User with extId {user} has no MobileSignature credential"))
}

fn no_signature(user: &str, id: &str) -> Refusal {
    let id: String = id.chars().take(50).flat_map(char::escape_debug).collect();
    Refusal::NoRecord(format!("User with extId {user} has no signature {id}"))
}
