//! Checking what somebody shows: by the hash that is kept, or by what was sealed. Each try counts, and locks as the policy
//! says.

use serde_json::{Map, Value};
use sigill_domain::breach::Breach;
use sigill_domain::change::Write;
use sigill_domain::credential::stored;
use sigill_domain::credential::{
    CHANGE_OVERDUE, Check, Counting, Credential, CredentialType, Held, Holds, Kind, Own, Right, State, Tried, Trying,
};
use sigill_domain::login::{Counted, Lock, LoginTarget};
use sigill_domain::policy::Parameters;
use sigill_domain::right::{CredentialChangeState, CredentialView};
use sigill_domain::sign_in::{Attempt, Barrier, Whose as WhoseAttempt};
use sigill_domain::standing::Ruled;
use sigill_domain::time::Timestamp;
use sigill_store::{Permit, Placed, Within};
use tokio::sync::Mutex;

use super::fido2;
use super::keeper::Keeper;
use super::seen::{newer, of_user};
use super::whose::Whose;
use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::refusal::Refusal;
use crate::sought::found;
use crate::token::{Fit, Network};

/// What somebody shows.
#[derive(Clone, Copy, Debug)]
pub struct Shows<'a> {
    /// The type of the credential.
    pub kind: &'static dyn Kind,
    /// Whose it is said to be.
    pub user: &'a str,
    /// Which one of several, by external id.
    pub credential: Option<&'a str>,
    /// The members of the body.
    pub given: &'a Map<String, Value>,
    /// Where the request comes from.
    pub from: Option<Network>,
    /// Rules that were found broken while reading it.
    pub extra: &'a [Breach],
}

/// Checks it, and counts the outcome. What is computed for a credential that isn't there is what is for one that is.
///
/// # Errors
/// There is no such credential; or it, or the user, may not be used now: [`Refusal::Locked`] where only a lock is why.
pub async fn verify<R: Counting>(permit: &Permit<R>, keeper: Keeper<'_>, shows: Shows<'_>) -> Result<Counted, Refusal> {
    let of = CredentialType::of(shows.kind.form());
    let client = permit.client().as_str();
    permit.caller().granted_for::<CredentialView>(of)?.in_client(client)?;
    permit.caller().granted_for::<CredentialChangeState>(of)?.in_client(client)?;
    let Some(check) = shows.kind.check() else { return Err(Refusal::Failed("it can't be checked here".to_owned())) };
    must_be_sound(shows.kind, shows.given, shows.extra)?;
    // The slow hash is computed once for a stored form, however often it is decided.
    let known: Mutex<Option<(Option<String>, Fit)>> = Mutex::default();
    let (check, known, shows) = (&check, &known, &shows);
    let (turns, of_user) = (keeper.secrets.turns(), (client, shows.user));
    let _turn = match turns.take_free(of_user) {
        Some(turn) => Some(turn),
        None => {
            if let Check::Hash { member, .. } = check {
                // The slow hash has a queue of its own: who waits for a turn comes to it with the outcome.
                let stored = stored(select(permit, shows).await.as_ref().ok());
                fits(keeper, shows, member.name, stored, known).await?;
                permit.renew().await?;
            }
            turns.take(of_user, permit.deadline()).await?
        }
    };
    let outcome = attempt(permit, &Asked::default(), || {
        Box::pin(async move {
            let (counted, change) = once(permit, keeper, shows, check, known).await?;
            Ok(Decision::Change(counted, change))
        })
    })
    .await?;
    match outcome {
        Outcome::Done(counted) => Ok(counted),
        Outcome::Would(..) | Outcome::Kept(_) => {
            Err(Refusal::Failed("a check can be neither tried nor repeated".to_owned()))
        }
    }
}

/// Whether all is there that a check takes, in its form.
pub(super) fn must_be_sound(kind: &dyn Kind, given: &Map<String, Value>, extra: &[Breach]) -> Result<(), Refusal> {
    let mut broken = extra.to_vec();
    for member in kind.check().map_or(&[][..], |check| check.takes()) {
        let value = given.get(member.name).filter(|value| !value.is_null());
        if value.is_some() || member.is_mandatory {
            broken.extend(member.read(value).err());
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(Refusal::Broken(broken)) }
}

/// The credential that is meant, and when the one was made that came after it.
type Chosen<R> = (Within<R, Held>, Option<Timestamp>);

type Known = Mutex<Option<(Option<String>, Fit)>>;

async fn once<R: Counting>(
    permit: &Permit<R>,
    keeper: Keeper<'_>,
    shows: &Shows<'_>,
    check: &Check,
    known: &Known,
) -> Result<(Counted, Placed<R>), Refusal> {
    let Shows { kind, user, .. } = *shows;
    let sought = select(permit, shows).await;
    let stored = stored(sought.as_ref().ok());
    let fits = match check {
        Check::Hash { member, .. } => fits(keeper, shows, member.name, stored.clone(), known).await?,
        Check::Opened { .. } | Check::Signed { .. } => Fit::default(),
    };
    let (held, newer) = sought?;
    let none = || Whose { user, credential: None }.none(CredentialType::of(kind.form()));
    let target = LoginTarget::of(&held, permit.now()).ok_or_else(none)?;
    let (of, attempt) = (Some(&held.credential.ext_id), Attempt::Login { success: false });
    let whose = WhoseAttempt { client: &held.client, user: &target.user, credential: of };
    if let Err(broken) = target.check_usable(permit.now()) {
        let barriers = target.barriers(permit.now());
        let state = held.credential.clone().at(permit.now()).state.as_str();
        let why = if barriers.iter().all(|barrier| barrier.is_lock()) {
            Refusal::Locked(format!("{} that is {state} can't be used", kind.form().noun))
        } else {
            Refusal::Broken(broken)
        };
        return Err(why.remembered(&permit.happening(), &whose, attempt, &barriers));
    }
    let none = Parameters::new();
    let parameters = held.governing.as_ref().map_or(&none, |policy| &policy.parameters);
    // It works: a lock that is over makes no difference.
    if kind.change_by(&held.credential, parameters).is_some_and(|by| by <= permit.now()) {
        let why = Refusal::Restricted(CHANGE_OVERDUE.to_owned());
        return Err(why.remembered(&permit.happening(), &whose, attempt, &[Barrier::ChangeOverdue]));
    }
    let (mut why, mut ceremony) = (None, None);
    let tried = match check {
        Check::Hash { times, .. } => {
            let most = times.and_then(|times| times(parameters));
            let is_left = most.is_none_or(|most| held.credential.logins.success_count < most);
            let anew = || fits.anew.as_deref().zip(stored.as_deref());
            let secret = || anew().map(|(anew, stored)| stored::with_current(anew, stored));
            let right = || Right { own: held.credential.detail.clone(), secret: secret() };
            if fits.is_right && is_left { Tried::Right(right()) } else { Tried::Wrong(None) }
        }
        Check::Opened { is_right, keeps_wrong, .. } => {
            let sealed = Sealed { stored, parameters, newer, now: permit.now() };
            opened(keeper, shows, &held, sealed, (*is_right, *keeps_wrong))?
        }
        Check::Signed { .. } => {
            let answered = Box::pin(fido2::shown(keeper, shows.given, &held, permit.now())).await?;
            (why, ceremony) = (answered.why, Some(answered.ceremony));
            answered.tried
        }
    };
    let success = matches!(tried, Tried::Right(_));
    let (after, lock, mut change) = held.count(kind, shows.given, tried, Ruled::UNTOUCHED, &permit.happening());
    if let Some((id, until)) = ceremony.map(|ceremony| ceremony.note()) {
        change.writes.push(Write::UseOnce { id, until });
    }
    if let Some(event) = change.events.first_mut() {
        event.comment = why.or(event.comment.take());
    }
    let count = if success { after.logins.success_count } else { after.logins.failure_count };
    let next_locks = !success && held.rules().locking.after_failure(count + 1) != Lock::None;
    Ok((Counted { success, at: permit.now(), count, lock, next_locks }, held.placed(change)))
}

/// The credential that is meant: the one that is named, the one whose member says so, or the only one; and when the one
/// was made that came after it.
async fn select<R: Counting>(permit: &Permit<R>, shows: &Shows<'_>) -> Result<Chosen<R>, Refusal> {
    let Shows { kind, user, credential, .. } = *shows;
    let (form, of, client) = (kind.form(), CredentialType::of(kind.form()), permit.client().as_str());
    if let Holds::One(_) = form.holds {
        return checked(permit, of, Whose { user, credential }).await.map(|held| (held, None));
    }
    let view = match credential {
        Some(_) => None,
        None => Some(permit.caller().granted_for::<CredentialView>(of)?.in_client(client)?),
    };
    // Of most, a user has one: then this is all that is read.
    let first = found(permit.checked_first(view.as_ref(), of, user).await?, client, user)?.transpose();
    let (first, others) = match first {
        Some(first) if first.is_only => (Some(first.held()), false),
        Some(_) => (None, true),
        None => (None, false),
    };
    let Some(view) = view else {
        let whose = Whose { user, credential };
        return match first.filter(|first| Some(first.credential.ext_id.as_str()) == credential) {
            Some(first) => Ok((first, None)),
            None if others => checked(permit, of, whose).await.map(|held| (held, None)),
            None => Err(whose.none(of)),
        };
    };
    let none = Whose { user, credential: Some("") };
    if !others {
        let only = first.as_ref().map(|first| &first.credential);
        let is_meant = chosen(shows, only.map_or(&[], std::slice::from_ref))?.is_some();
        return first.filter(|_| is_meant).map(|first| (first, None)).ok_or_else(|| none.none(of));
    }
    let all = of_user(&view, of, user).await?;
    let chosen = chosen(shows, &all)?;
    let since = chosen.and_then(|chosen| newer(&all, chosen, permit.now()));
    let one = chosen.and_then(|chosen| all.get(chosen)).ok_or_else(|| none.none(of))?;
    let whose = Whose { user, credential: Some(one.ext_id.as_str()) };
    checked(permit, of, whose).await.map(|held| (held, since))
}

/// Which of all that the user has is meant where none is named; they may be none.
fn chosen(shows: &Shows<'_>, all: &[Credential<Own>]) -> Result<Option<usize>, Refusal> {
    let Shows { kind, given, .. } = *shows;
    match kind.form().selects {
        _ if matches!(kind.check(), Some(Check::Signed { .. })) => fido2::chosen(all, given),
        Some(member) => {
            let wanted = given.get(member).and_then(Value::as_str).unwrap_or_default();
            let chosen = all.iter().rposition(|credential| credential.detail.text(member) == Some(wanted));
            // A challenge that wasn't asked is a wrong try, too, and counts.
            Ok(chosen.or_else(|| kind.challenge().and(all.len().checked_sub(1))))
        }
        None if all.len() > 1 => {
            let message = "credentialExtId is mandatory: the user has several of them, got none";
            Err(vec![Breach::invalid(message)].into())
        }
        None => Ok(all.len().checked_sub(1)),
    }
}

async fn checked<R: Counting>(
    permit: &Permit<R>,
    of: CredentialType,
    whose: Whose<'_>,
) -> Result<Within<R, Held>, Refusal> {
    let sought = permit.checked(of, whose.pair()).await?;
    found(sought, permit.client().as_str(), whose.user)?.transpose().ok_or_else(|| whose.none(of))
}

/// What is stored of the secret of the credential that is meant; nothing where there is none.
fn stored<R>(sought: Option<&Chosen<R>>) -> Option<String> {
    sought.and_then(|(held, _)| held.stored.0.clone())
}

/// Whether what is shown belongs to what is stored.
async fn fits(
    keeper: Keeper<'_>,
    shows: &Shows<'_>,
    member: &str,
    stored: Option<String>,
    known: &Known,
) -> Result<Fit, Refusal> {
    let mut known = known.lock().await;
    if let Some((before, fits)) = &*known
        && *before == stored
    {
        return Ok(fits.clone());
    }
    let shown = shows.given.get(member).and_then(Value::as_str).unwrap_or_default();
    let current = stored.as_deref().map(|stored| stored::current(stored).to_owned());
    let fits = keeper.fits(shown, shows.user, shows.from, current).await?;
    *known = Some((stored, fits.clone()));
    Ok(fits)
}

/// What is sealed, and what it is checked by.
struct Sealed<'a> {
    stored: Option<String>,
    parameters: &'a Parameters,
    newer: Option<Timestamp>,
    now: Timestamp,
}

/// What is then, of what was shown.
fn opened(
    keeper: Keeper<'_>,
    shows: &Shows<'_>,
    held: &Held,
    Sealed { stored, parameters, newer, now }: Sealed<'_>,
    (is_right, keeps_wrong): (fn(&mut Trying<'_>) -> bool, bool),
) -> Result<Tried, Refusal> {
    let Some(stored) = stored else { return Ok(Tried::Wrong(None)) };
    let plain = keeper.open(Some(&stored), held.credential.id)?;
    let (mut own, mut opened) = (held.credential.detail.clone(), plain.clone());
    let mut trying = Trying { own: &mut own, opened: &mut opened, given: shows.given, parameters, newer, now };
    if held.credential.state == State::Archived {
        return Ok(Tried::Wrong(None));
    }
    if !is_right(&mut trying) {
        return Ok(Tried::Wrong(keeps_wrong.then_some(own)));
    }
    let is_changed = opened != plain;
    let secret = is_changed.then(|| keeper.secrets.seal(keeper.world, &opened, held.credential.id)).transpose()?;
    Ok(Tried::Right(Right { own, secret }))
}
