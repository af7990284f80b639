//! The one decision: from facts to causes, in their order.

use super::barrier::{self, Barrier};
use super::cause::{Cause, MESSAGE_FAILED, REFUSED_ATTEMPTS, Repair, Verdict, Weight};
use super::facts::{Facts, OtherFacts};
use super::signature;
use crate::credential::{Credential, CredentialType, MobileSignature, Own, State, Typed};
use crate::event::Event;
use crate::ext_id::ExtId;
use crate::time::Timestamp;

/// Types, by number, by which nobody signs in alone: a PUK unlocks another credential, and security questions are asked
/// where one is lost.
const BESIDE: [i64; 2] = [13, 18];

/// May somebody sign in, and if not, why not?
#[derive(Clone, Debug, PartialEq)]
pub struct SignIn {
    /// By the heaviest of the causes.
    pub verdict: Verdict,
    /// What prevents it first, then what makes it doubtful, then what is good to know.
    pub causes: Vec<Cause>,
    /// Each credential by itself; the user's own causes aren't counted in.
    pub credentials: Vec<OneOf>,
    /// Attempts of today that were refused; some may not be counted.
    pub refused_today: u64,
}

/// One credential with which somebody signs in.
#[derive(Clone, Debug, PartialEq)]
pub struct OneOf {
    /// As paths name it.
    pub ext_id: ExtId,
    /// The type of the credential.
    pub kind: CredentialType,
    /// As it is now: a temporary lock that is over has ended.
    pub state: State,
    /// By its own causes alone.
    pub verdict: Verdict,
    /// When it was changed last.
    pub modified: Timestamp,
    /// By whom: `client/user`, or `system`; `None`: before that was kept.
    pub modified_by: Option<String>,
}

/// Explains it, from facts alone.
#[must_use]
pub fn explain(facts: &Facts, at: Timestamp) -> SignIn {
    let mut causes: Vec<Cause> = facts.user_barriers(at).map(|barrier| of_user(facts, barrier)).collect();
    let mut credentials = Vec::new();
    let mut add = |one: OneOf, own: Vec<Cause>, causes: &mut Vec<Cause>| {
        causes.extend(own.into_iter().map(|cause| Cause { credential: Some(one.ext_id.clone()), ..cause }));
        credentials.push(one);
    };
    if let Some(signature) = &facts.signature {
        let credential = signature.credential.clone().at(at);
        let own = signature::causes(facts, signature, &credential, at);
        add(one_of(&credential, MobileSignature::TYPE, &own), own, &mut causes);
    }
    for OtherFacts { credential, change_by } in &facts.others {
        let credential = credential.clone().at(at);
        let barriers = barrier::of_credential(credential.state, credential.validity, at);
        let is_idle = facts.user.is_technical && credential.state.is_usable() && credential.state != State::Active;
        let idle = is_idle.then_some(Barrier::CredentialNotActive);
        let overdue = change_by.is_some_and(|by| by <= at).then_some(Barrier::ChangeOverdue);
        let barriers = barriers.chain(idle).chain(overdue);
        let own: Vec<Cause> = barriers.map(|barrier| of_other(barrier, &credential, *change_by)).collect();
        add(one_of(&credential, credential.detail.kind, &own), own, &mut causes);
    }
    let signs_in = |one: &&OneOf| !BESIDE.contains(&one.kind.number());
    if !credentials.iter().any(|one| signs_in(&one)) {
        causes.push(without_credential(facts));
    }
    let refused_today = refused_today(facts);
    if refused_today > 0 {
        causes.push(refused_attempts(facts, refused_today));
    }
    causes.extend(message_failed(facts));
    // Of several credentials one suffices: then what keeps another from serving is only good to know.
    let best = credentials.iter().filter(signs_in).map(|one| one.verdict).min_by_key(|verdict| *verdict as u8);
    for cause in causes.iter_mut().filter(|cause| cause.credential.is_some()) {
        let of = credentials.iter().find(|one| cause.credential.as_ref() == Some(&one.ext_id));
        if of.is_some_and(|one| !signs_in(&one) || Some(one.verdict) != best) {
            cause.weight = Weight::Note;
        }
    }
    causes.sort_by_key(|cause| cause.weight);
    SignIn { verdict: verdict(&causes), causes, credentials, refused_today }
}

fn one_of<K>(credential: &Credential<K>, kind: CredentialType, own: &[Cause]) -> OneOf {
    OneOf {
        ext_id: credential.ext_id.clone(),
        kind,
        state: credential.state,
        verdict: verdict(own),
        modified: credential.modified,
        modified_by: credential.modified_by.clone(),
    }
}

fn verdict(causes: &[Cause]) -> Verdict {
    match causes.iter().map(|cause| cause.weight).min() {
        Some(Weight::Prevents) => Verdict::Cannot,
        Some(Weight::Doubtful) => Verdict::Unknown,
        Some(Weight::Note) | None => Verdict::Can,
    }
}

fn of_user(facts: &Facts, barrier: Barrier) -> Cause {
    let validity = facts.user.validity;
    let made = |member: &str| facts.made(member);
    let told = |sentence: String, member: &str| {
        Cause::new(barrier.code(), Weight::Prevents, sentence).by(made(member).map(|event| event.by.name.clone()))
    };
    let since = |member: &str| made(member).map(|event| event.at);
    match barrier {
        Barrier::UserArchived => {
            let words = "The user is archived. That is final: if the person is to come back, a new user is needed.";
            told(words.to_owned(), "/userState").since(since("/userState"))
        }
        Barrier::UserExpired => {
            let to = validity.to;
            let end = to.map(|to| to.to_string()).unwrap_or_default();
            told(format!("The user's validity ended at {end}."), "/validity/to").since(to).repair(Repair::EndlessUser)
        }
        Barrier::UserNotYetValid => {
            let from = validity.from;
            let begin = from.map(|from| from.to_string()).unwrap_or_default();
            told(format!("The user's validity begins at {begin}."), "/validity/from")
                .since(since("/validity/from"))
                .until(from)
                .repair(Repair::BeginningUser)
        }
        _ => told("The user is disabled.".to_owned(), "/userState")
            .since(since("/userState"))
            .repair(Repair::ActivateUser),
    }
}

fn of_other(barrier: Barrier, credential: &Credential<Own>, change_by: Option<Timestamp>) -> Cause {
    let what = credential.detail.kind.form().bare_noun();
    let Credential { ext_id, state, validity, .. } = credential;
    let cause = |sentence: String| Cause::new(barrier.code(), Weight::Prevents, sentence);
    match barrier {
        Barrier::CredentialExpired => {
            let end = validity.to.map(|to| to.to_string()).unwrap_or_default();
            cause(format!("The validity of the {what} {ext_id} ended at {end}.")).since(validity.to)
        }
        Barrier::CredentialNotYetValid => {
            let begin = validity.from;
            cause(format!("The validity of the {what} {ext_id} begins at {begin}.")).until(begin)
        }
        Barrier::ChangeOverdue => {
            let by = change_by.map(|by| by.to_string()).unwrap_or_default();
            cause(format!("The {what} {ext_id} had to be changed by {by}.")).since(change_by)
        }
        _ => cause(format!("The {what} {ext_id} is {}: only an active one serves.", state.as_str()))
            .until(credential.lock_until),
    }
}

fn without_credential(facts: &Facts) -> Cause {
    let code = Barrier::NoCredential.code();
    if facts.user.is_technical {
        return Cause::new(
            code,
            Weight::Prevents,
            "The technical user has neither a device password nor a public key.",
        );
    }
    Cause::new(code, Weight::Prevents, "The user has no mobile signature, nor anything else to sign in with.")
        .repair(Repair::CreateMobileSignature)
}

/// Those that are told, and those of which the told ones tell.
fn refused_today(facts: &Facts) -> u64 {
    let untold = |after: &serde_json::Value| after.get("untold").and_then(serde_json::Value::as_u64);
    facts.refused.iter().map(|event| 1 + event.after.as_ref().and_then(untold).unwrap_or(0)).sum()
}

/// The last message that was given up.
fn message_failed(facts: &Facts) -> Option<Cause> {
    let told = |event: &Event, name: &str| Some(event.after.as_ref()?.get(name)?.as_str()?.to_owned());
    let event = facts.unsent.iter().find(|event| told(event, "state").as_deref() == Some("failed"))?;
    let (purpose, channel) = (told(event, "purpose")?, told(event, "channel")?);
    let reason = told(event, "reason").unwrap_or_default();
    let how = if channel == "sms" { "SMS" } else { "mail" };
    let sentence = format!("A message to the user ({purpose}) couldn't be sent by {how} today: {reason}.");
    Some(Cause::new(MESSAGE_FAILED, Weight::Note, sentence).since(event.at))
}

fn refused_attempts(facts: &Facts, count: u64) -> Cause {
    let were = if count == 1 { "1 attempt was".to_owned() } else { format!("{count} attempts were") };
    let sentence = format!("{were} refused today; the history says by which rules.");
    let oldest = facts.refused.last().map(|event| event.at);
    let by = facts.refused.first().map(|event| event.by.name.clone());
    Cause::new(REFUSED_ATTEMPTS, Weight::Note, sentence).since(oldest).by(by)
}
