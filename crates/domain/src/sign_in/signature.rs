//! What speaks against a mobile signature.

use super::barrier::{self, Barrier};
use super::cause::{ASKED_TOO_OFTEN, Cause, FAILED_ATTEMPTS, PROVIDER_REFUSES, PROVIDER_SILENT, Repair, Weight};
use super::facts::{Facts, Provider, SignatureFacts};
use super::{outcome, phone};
use crate::credential::{ChangeReason, Credential, MobileSignature, State};
use crate::login::Lock;
use crate::signing::{Asking, LATELY_MS};
use crate::time::Timestamp;

/// All of it; `credential` as it is at that time.
pub(super) fn causes(
    facts: &Facts,
    of: &SignatureFacts,
    credential: &Credential<MobileSignature>,
    at: Timestamp,
) -> Vec<Cause> {
    let barriers = barrier::of_credential(credential.state, credential.validity, at);
    let mut causes: Vec<Cause> = barriers.map(|barrier| barred(facts, of, credential, barrier)).collect();
    causes.extend(provider(of));
    causes.extend(phone::cause(of));
    causes.extend(outcome::cause(of, credential, at));
    causes.extend(asked_too_often(of));
    causes.extend(outcome::open(of));
    causes.extend(failures(of, credential));
    causes
}

fn barred(facts: &Facts, of: &SignatureFacts, credential: &Credential<MobileSignature>, barrier: Barrier) -> Cause {
    let Credential { logins, validity, .. } = credential;
    let by_failures = credential.reason == Some(ChangeReason::TooManyLoginFailures);
    let (since, by) = if by_failures { failed(facts, of, credential) } else { made(facts) };
    let after = match logins.failure_count {
        1 if by_failures => " after a failed attempt".to_owned(),
        count if by_failures && count > 1 => format!(" after {count} failed attempts in a row"),
        _ => String::new(),
    };
    let told = |sentence: String| Cause::new(barrier.code(), Weight::Prevents, sentence).since(since).by(by.clone());
    match barrier {
        Barrier::CredentialTmpLocked => {
            let end = credential.lock_until.map(|until| format!(" The lock ends by itself at {until}."));
            told(format!("The mobile signature is locked for a while{after}.{}", end.unwrap_or_default()))
                .until(credential.lock_until)
                .repair(Repair::ActivateMobileSignature)
        }
        Barrier::CredentialFailLocked => {
            told(format!("The mobile signature is locked{after} until somebody activates it."))
                .repair(Repair::ActivateMobileSignature)
        }
        Barrier::CredentialArchived => {
            told("The mobile signature is archived. That is final: delete it and create a new one.".to_owned())
                .repair(Repair::DeleteMobileSignature)
        }
        Barrier::CredentialExpired => {
            let end = validity.to.map(|to| to.to_string()).unwrap_or_default();
            let words = format!("The validity of the mobile signature ended at {end}: delete it and create a new one.");
            let cause = Cause::new(barrier.code(), Weight::Prevents, words);
            cause.since(validity.to).repair(Repair::DeleteMobileSignature)
        }
        Barrier::CredentialNotYetValid => {
            let words = format!("The validity of the mobile signature begins at {}.", validity.from);
            Cause::new(barrier.code(), Weight::Prevents, words).until(validity.from)
        }
        _ => told("The mobile signature is disabled.".to_owned()).repair(Repair::ActivateMobileSignature),
    }
}

/// When and by whom the state was set, as history has it.
fn made(facts: &Facts) -> (Option<Timestamp>, Option<String>) {
    let event = facts.made("/stateName");
    (event.map(|event| event.at), event.map(|event| event.by.name.clone()))
}

/// When the last failure was, and who reported it, or asked for the signature that failed.
fn failed(
    facts: &Facts,
    of: &SignatureFacts,
    credential: &Credential<MobileSignature>,
) -> (Option<Timestamp>, Option<String>) {
    let at = credential.logins.failure_last;
    let reported = facts.past.iter().find(|event| Some(event.at) == at).map(|event| event.by.name.clone());
    let settled = of.last.iter().find(|one| one.settled.as_ref().map(|settled| settled.at) == at);
    (at, reported.or_else(|| settled.map(|one| one.caller.clone())))
}

fn provider(of: &SignatureFacts) -> Option<Cause> {
    let name: String = of.credential.detail.mssp_identifier.escape_debug().collect();
    let prevents = |code, words: String| Some(Cause::new(code, Weight::Prevents, words));
    match &of.provider {
        Provider::Fine => None,
        Provider::NotConfigured => {
            let words = format!("No provider with the identifier '{name}' is configured on this server.");
            prevents(Barrier::ProviderNotConfigured.code(), words).map(|cause| cause.repair(Repair::ChangeProvider))
        }
        Provider::OtherClients => {
            let words = format!("The configuration lets only other clients use the provider '{name}'.");
            prevents(PROVIDER_REFUSES, words).map(|cause| cause.repair(Repair::ChangeProvider))
        }
        Provider::OtherNumbers(prefixes) => {
            let begins = prefixes.join(" or +");
            let words = format!(
                "The provider '{name}' is only asked about numbers that begin with +{begins}: this one doesn't."
            );
            prevents(PROVIDER_REFUSES, words).map(|cause| cause.repair(Repair::ChangeNumber))
        }
        Provider::Unfit(why) => {
            let words = format!("The provider '{name}' isn't asked: {why}.");
            prevents(PROVIDER_REFUSES, words)
        }
        // An answer about this very phone is newer than that, and tells more.
        Provider::Silent if of.phone.is_some() => None,
        Provider::Silent => {
            let words = format!("The provider '{name}' didn't answer this server the last time it was asked.");
            Some(Cause::new(PROVIDER_SILENT, Weight::Doubtful, words))
        }
    }
}

fn asked_too_often(of: &SignatureFacts) -> Option<Cause> {
    let free_at = of.free_at?;
    let (max, minutes) = (Asking::Signature.max(), LATELY_MS / 60_000);
    let words = format!("{max} signatures were asked for of this number in {minutes} minutes: wait until {free_at}.");
    Some(Cause::new(ASKED_TOO_OFTEN, Weight::Prevents, words).until(free_at))
}

/// How near the next lock is.
fn failures(of: &SignatureFacts, credential: &Credential<MobileSignature>) -> Option<Cause> {
    let count = credential.logins.failure_count;
    if count == 0 || matches!(credential.state, State::TmpLocked | State::FailLocked) {
        return None;
    }
    let locking = &of.rules.common.locking;
    let failed =
        if count == 1 { "The last attempt failed.".to_owned() } else { format!("{count} attempts failed in a row.") };
    let max = locking
        .failures_max
        .map(|max| format!(" After {max} failures in a row it is locked until somebody activates it."));
    let max = max.unwrap_or_default();
    let words = match locking.after_failure(count + 1) {
        Lock::None => format!("{failed}{max}"),
        Lock::Temporary => format!("{failed} The next failure locks the mobile signature for a while.{max}"),
        Lock::Permanent => {
            format!("{failed} The next failure locks the mobile signature until somebody activates it.")
        }
    };
    Some(Cause::new(FAILED_ATTEMPTS, Weight::Note, words).since(credential.logins.failure_last))
}
