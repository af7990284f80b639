//! What is done with a credential under the right to see it: showing what is sealed, and asking for a challenge.

use sigill_domain::credential::{BesideAsking, Credential, CredentialType, Held, Kind, MANY, Own};
use sigill_domain::list::Page;
use sigill_domain::right::{CredentialModify, CredentialView};
use sigill_domain::time::Timestamp;
use sigill_store::{Permit, Within};

use super::keeper::Keeper;
use super::whose::{Made, Whose};
use crate::attempt::{Decision, simply};
use crate::refusal::Refusal;
use crate::sought::found;

/// A credential as a view of one shows it: with what is opened of it, which is an event then.
pub async fn show(
    permit: &Permit<CredentialView>,
    keeper: Keeper<'_>,
    kind: &'static dyn Kind,
    whose: Whose<'_>,
) -> Result<Made, Refusal> {
    let of = CredentialType::of(kind.form());
    let Some(opens) = kind.opens() else {
        let sought = permit.credential(of, whose.pair()).await?;
        let credential = found(sought, permit.client().as_str(), whose.named(of))?.into_inner();
        let credential = credential.ok_or_else(|| whose.none(of))?;
        return Ok(Made { credential: credential.at(permit.now()), reveal: serde_json::Map::new() });
    };
    simply(permit, || {
        Box::pin(async move {
            let sought = permit.held(of, whose.pair()).await?;
            let held = found(sought, permit.client().as_str(), whose.named(of))?.transpose();
            let held = held.ok_or_else(|| whose.none(of))?;
            let opened = keeper.open(held.stored.0.as_deref(), held.credential.id)?;
            let credential = held.credential.clone().at(permit.now());
            let reveal = (opens.shown)(&credential.detail, &opened);
            Ok(Decision::Change(Made { credential, reveal }, held.placed(held.showing(&permit.happening()))))
        })
    })
    .await
}

/// A credential with what pages show masked, such as the number of a phone: that it was shown is an event, as for what is
/// sealed.
pub async fn reveal(
    permit: &Permit<CredentialView>,
    keeper: Keeper<'_>,
    kind: &'static dyn Kind,
    whose: Whose<'_>,
) -> Result<Made, Refusal> {
    if kind.opens().is_some() {
        return show(permit, keeper, kind, whose).await;
    }
    let of = CredentialType::of(kind.form());
    simply(permit, || {
        Box::pin(async move {
            let sought = permit.held(of, whose.pair()).await?;
            let held = found(sought, permit.client().as_str(), whose.named(of))?.transpose();
            let held = held.ok_or_else(|| whose.none(of))?;
            let credential = held.credential.clone().at(permit.now());
            let made = Made { credential, reveal: serde_json::Map::new() };
            Ok(Decision::Change(made, held.placed(held.showing(&permit.happening()))))
        })
    })
    .await
}

/// Asks a credential for a challenge: the one that is named, or the newest. `None`: it has none left.
pub async fn challenge(
    permit: &Permit<CredentialView>,
    keeper: Keeper<'_>,
    kind: &'static dyn Kind,
    whose: Whose<'_>,
) -> Result<(Option<String>, Credential<Own>), Refusal> {
    let of = CredentialType::of(kind.form());
    let Some(choose) = kind.challenge() else { return Err(Refusal::Failed("it takes no challenge".to_owned())) };
    if kind.form().sends {
        // Whoever sends something to somebody does more than look.
        permit.caller().granted_for::<CredentialModify>(of)?.in_client(permit.client().as_str())?;
    }
    let random = &keeper.random();
    let challenged = simply(permit, || {
        Box::pin(async move {
            let (held, newer) = meant(permit, of, whose).await?;
            let addressee = keeper.addressee(kind, &held, kind.number(&held.credential.detail)).await?;
            let mailing = addressee.as_ref().map(|addressee| keeper.outbox.mailing(addressee));
            let mut beside = BesideAsking { newer, random, mailing, stored: None };
            let mut asked = held.asked((kind, choose), beside, &permit.happening())?;
            let stored = match &asked.secret {
                Some(secret) => Some(keeper.keep_one(secret, asked.credential.id).await?),
                None => None,
            };
            if stored.is_some() {
                // The same again, with what is stored of it.
                beside.stored = stored.as_deref();
                asked = held.asked((kind, choose), beside, &permit.happening())?;
            }
            let mut change = asked.change.map(|change| held.placed(change));
            if let (Some(queued), Some(change)) = (asked.queued, &mut change) {
                let sealed = keeper.outbox.seal(&queued)?;
                change.enclose(queued.message, sealed);
            }
            Ok(Decision::of((asked.challenge, asked.credential), change))
        })
    })
    .await?;
    keeper.outbox.tell();
    Ok(challenged)
}

/// The credential that is asked: the one that is named, or the newest; and when one was made that came after it.
async fn meant(
    permit: &Permit<CredentialView>,
    of: CredentialType,
    whose: Whose<'_>,
) -> Result<(Within<CredentialView, Held>, Option<Timestamp>), Refusal> {
    let client = permit.client().as_str();
    let named = |one: &Credential<Own>| whose.credential.is_none_or(|named| one.ext_id.as_str() == named);
    // Of most, a user has one: then this is all that is read.
    let first = found(permit.asked_first(of, whose.user).await?, client, whose.user)?.transpose();
    let first = first.ok_or_else(|| whose.none(of))?;
    if first.is_only {
        let held = Some(first.held()).filter(|held| named(&held.credential));
        return held.map(|held| (held, None)).ok_or_else(|| whose.none(of));
    }
    let all = of_user(permit, of, whose.user).await?;
    let chosen = all.iter().rposition(named).ok_or_else(|| whose.none(of))?;
    let ext_id = all.get(chosen).map(|one| one.ext_id.to_string());
    let sought = permit.held(of, (whose.user, ext_id.as_deref())).await?;
    let held = found(sought, client, whose.named(of))?.transpose().ok_or_else(|| whose.none(of))?;
    Ok((held, newer(&all, chosen, permit.now())))
}

/// All credentials of a type that a user has, the oldest first.
pub(super) async fn of_user(
    permit: &Permit<CredentialView>,
    of: CredentialType,
    user: &str,
) -> Result<Vec<Credential<Own>>, Refusal> {
    let page = Page { after: None, limit: MANY, with_total: false };
    Ok(found(permit.credentials_of(of, user, &page).await?, permit.client().as_str(), user)?.into_inner().items)
}

/// When the newest one behind this one was made, of those that can be used.
pub(super) fn newer(all: &[Credential<Own>], chosen: usize, now: Timestamp) -> Option<Timestamp> {
    let newer = all.iter().skip(chosen + 1);
    newer.filter(|one| one.state.is_usable() && one.validity.holds(now)).map(|one| one.created).next_back()
}
