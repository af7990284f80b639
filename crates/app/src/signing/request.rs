//! Asking a person for a signature.

use sigill_domain::breach::Breach;
use sigill_domain::event::{Event, Happening};
use sigill_domain::right::{Elementary, SignatureRequest, SignatureView};
use sigill_domain::sign_in::{Attempt, Barrier, Whose};
use sigill_domain::signing::{Offer, Signable, Signature, Unequipped, Way, Wish, compare_code, with_code};
use sigill_mss::text;
use sigill_store::Permit;

use super::desk::Desk;
use super::message;
use super::provider::Provider;
use super::settings::Family;
use super::sk;
use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::refusal::Refusal;
use crate::sought::found;

/// Asks a person for a signature. What it answers is written down; the provider is asked afterwards.
pub async fn request(
    permit: &Permit<SignatureRequest>,
    desk: &Desk,
    user: &str,
    wish: &Wish,
    asked: &Asked<'_, Signature>,
) -> Result<Outcome<Signature>, Refusal> {
    let place = desk.place()?;
    // Once, so that it stays the same in every attempt.
    let chance = &sk::chance(desk.world());
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let sought = permit.signable(user).await?;
            let happening = permit.happening();
            let signable = found(sought, permit.client().as_str(), user)?.transpose();
            let signable = signable.map_err(|who| unequipped(&who, &happening))?;
            let Prepared { offer, extra, way } = prepared(desk, &signable, wish, asked.extra, (&happening, chance));
            match signable.request(wish, offer.as_ref(), extra, way, &happening) {
                Ok((signature, change)) => Ok(Decision::Change(signature, signable.placed(change))),
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
    let signable = found(permit.signable(user).await?, permit.client().as_str(), user)?
        .transpose()
        .map_err(|_| Refusal::no_mobile_signature(user))?;
    let happening = permit.happening();
    let Prepared { offer, extra, way } =
        prepared(desk, &signable, wish, extra, (&happening, &sk::chance(desk.world())));
    let (signature, event) = signable.would_request(wish, offer.as_ref(), extra, way, &happening)?;
    Ok((signature, vec![event]))
}

/// Nobody can be asked without a mobile signature.
fn unequipped(who: &Unequipped, happening: &Happening) -> Refusal {
    let whose = Whose { client: &who.client, user: &who.user, credential: None };
    let why = Refusal::no_mobile_signature(who.user.ext_id.as_str());
    why.remembered(happening, &whose, Attempt::Signature, &[Barrier::NoCredential])
}

/// A refusal, with the rules of the person's that are broken, if any.
fn barred(why: Refusal, signable: &Signable, offer: Option<&Offer>, happening: &Happening) -> Refusal {
    // Another one is open, or too many were asked for: that says nothing about the person.
    if !matches!(why, Refusal::Broken(_)) {
        return why;
    }
    let credential = Some(&signable.credential.ext_id);
    let whose = Whose { client: &signable.client, user: &signable.user, credential };
    let barriers = signable.barriers(offer, happening.at);
    why.remembered(happening, &whose, Attempt::Signature, &barriers)
}

/// What the decision on a signature needs of this node.
struct Prepared {
    offer: Option<Offer>,
    extra: Vec<Breach>,
    way: Way,
}

fn prepared(
    desk: &Desk,
    signable: &Signable,
    wish: &Wish,
    extra: &[Breach],
    (happening, chance): (&Happening, &sk::Chance),
) -> Prepared {
    let provider = desk.providers().get(&signable.credential.detail.mssp_identifier);
    let mut extra = extra.to_vec();
    let mut bound = None;
    if let Some(provider) = &provider {
        extra.extend(provider.refuses(&signable.client.ext_id, &signable.number()));
        let is_of_hash = provider.settings.family == Family::SkMid;
        if is_of_hash {
            extra.extend(sk::unfit(&provider.settings, signable, wish));
            bound = sk::bound(signable, wish, happening.id, chance);
        }
        let shown = match &bound {
            Some(bound) => Some(bound.text.clone()),
            None => given(wish).filter(|_| !is_of_hash).map(|text| with_code(text, &compare_code(happening.id))),
        };
        extra.extend(unshowable(provider, shown.as_deref(), wish.receipt_text.as_deref()));
    }
    let offer = provider.as_ref().map(|provider| provider.offer());
    // Made of the id that the request has from the start, so that it stays the same in every attempt.
    let way = Way { ap_trans_id: message::trans_id(happening.id), driver: desk.node(), bound };
    Prepared { offer, extra, way }
}

/// The text, where there is one.
fn given(wish: &Wish) -> Option<&str> {
    wish.text.as_deref().filter(|text| !text.trim().is_empty())
}

/// What a phone can't show of the texts, or the provider won't take.
fn unshowable(provider: &Provider, shown: Option<&str>, receipt: Option<&str>) -> Vec<Breach> {
    let (limits, prefix) = (provider.settings.family.limits(), provider.settings.prefix.as_deref());
    let text = shown.and_then(|text| text::check(text, limits, prefix).err()).map(|error| format!("text: {error}"));
    let receipt = receipt.filter(|text| !text.trim().is_empty());
    let receipt = receipt.and_then(|text| text::check(text, limits, prefix).err());
    let receipt = receipt.map(|error| format!("receiptText: {error}"));
    text.into_iter().chain(receipt).map(Breach::invalid).collect()
}
