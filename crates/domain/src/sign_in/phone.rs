//! What a provider says of a phone.

use super::cause::{
    Cause, NUMBER_UNKNOWN, PHONE_INACTIVE, PHONE_UNREACHABLE, PIN_BLOCKED, PROVIDER_SILENT, PROVIDER_TROUBLE, Weight,
};
use super::facts::{Phone, SignatureFacts};
use crate::signing::Outcome;

pub(super) fn cause(of: &SignatureFacts) -> Option<Cause> {
    let (code, weight, words) = match of.phone.as_ref()? {
        Phone::Served { is_pin_blocked: true, .. } => {
            let words = "The PIN of the phone is blocked. The person has to set a new one with the provider.";
            (PIN_BLOCKED, Weight::Prevents, words.to_owned())
        }
        Phone::Served { is_active: Some(false), .. } => {
            let words = "No SIM and no App of the number is active. The person has to activate one with the provider.";
            (PHONE_INACTIVE, Weight::Prevents, words.to_owned())
        }
        Phone::Served { .. } => return None,
        Phone::Fault(Outcome::Blocked, why) => {
            let words = format!("The provider says: {}. The person has to turn to the provider.", part(why));
            (PIN_BLOCKED, Weight::Prevents, words)
        }
        Phone::Fault(Outcome::Unable | Outcome::Revoked, why) => {
            (NUMBER_UNKNOWN, Weight::Prevents, format!("The provider doesn't serve the number: {}.", part(why)))
        }
        Phone::Fault(Outcome::Unreachable, _) => {
            let words = "The provider doesn't reach the phone. It may be off, or without network.";
            (PHONE_UNREACHABLE, Weight::Doubtful, words.to_owned())
        }
        Phone::Fault(_, why) => {
            let words = format!("The provider can't say now how the phone is: {}.", part(why));
            (PROVIDER_TROUBLE, Weight::Doubtful, words)
        }
        Phone::NoAnswer(why) => {
            (PROVIDER_SILENT, Weight::Doubtful, format!("The provider didn't answer: {}.", part(why)))
        }
    };
    Some(Cause::new(code, weight, words))
}

/// Words of others as a part of a sentence.
fn part(words: &str) -> &str {
    words.trim().trim_end_matches('.')
}
