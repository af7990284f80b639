//! Secrets that Sigill makes up for people, and those that people choose.

use super::handing::{Reveals, hand_out, is_exposed};
pub(super) use super::rules::LETTERS_AND_DIGITS;
use super::rules::{PEOPLE, violations};
use super::{Act, Acted, ChangeReason, Draft, Member, Oneself, Secret, State, Takes, renewal};
use crate::breach::{Breach, Breaches};
use crate::message::MessagePurpose;
use crate::policy::parameter::{self, Parameter, ParameterType};
use crate::rejection::Rejection;

/// Bits of randomness from which on a quick hash with a key suffices: nobody finds so many by trying.
const STRONG_BITS: f64 = 128.0;

/// A secret of so many characters out of a set, as the parameters of the policy say, and how it is kept.
pub(super) fn made(draft: &Draft<'_>, purpose: &str, (set, len): (&str, i64)) -> (String, Secret) {
    let set = parameter::characters(parameter::word(draft.parameters, set, LETTERS_AND_DIGITS));
    let len = usize::try_from(len).unwrap_or_default();
    let text = draft.random.text(purpose, &set, len);
    // At most 250 characters and 255 places: exact as a double.
    #[expect(clippy::cast_precision_loss, reason = "both are small")]
    let bits = (set.len() as f64).log2() * len as f64;
    let secret = if bits >= STRONG_BITS { Secret::Made(text.clone()) } else { Secret::Chosen(text.clone()) };
    (text, secret)
}

/// The calls of types of passwords.
pub(super) const RESET: Act = Act {
    name: "reset",
    summary: "Reset it",
    about: "A new one is made up, and sent to the user or shown this once. The state becomes `initial`; so often as the policy allows.",
    takes: &[],
    answers: Acted::Revealed,
    oneself: Oneself::Proven,
    proves: None,
};
/// Both counters begin anew.
pub(super) const UNLOCK: Act = Act {
    name: "unlock",
    summary: "Unlock it",
    about: "The state becomes `active`, and both counters begin anew.",
    takes: &[],
    answers: Acted::Revealed,
    oneself: Oneself::No,
    proves: None,
};
/// Another one takes its place.
pub(super) const CHANGE: Act = Act {
    name: "change",
    summary: "Change it",
    about: "Another one takes its place, and the state becomes `active`; or `admin-changed` where the policy wants what others \
            set to be changed. Who changes an own one by the SelfAdmin role also sends the old one; for others it isn't \
            looked at.",
    takes: &[
        Member::new("oldPassword", Takes::Secret(512), "The one that holds now.", "correct horse battery staple"),
        Member::new("newPassword", Takes::Secret(512), "The one that takes its place.", "staple battery horse correct")
            .mandatory(),
    ],
    answers: Acted::Revealed,
    oneself: Oneself::Proven,
    proves: Some("oldPassword"),
};

/// Does one of these calls.
pub(super) fn act(act: &Act, draft: &mut Draft<'_>, broken: &mut Breaches) -> Result<(), Rejection> {
    match act.name {
        "reset" => reset(draft, broken, make_up)?,
        "unlock" => unlock(draft),
        _ => change(draft, broken),
    }
    Ok(())
}

/// A new secret takes the place of the old one, if that may be done once more.
pub(super) fn reset(
    draft: &mut Draft<'_>,
    broken: &mut Breaches,
    make_up: impl FnOnce(&mut Draft<'_>, &mut Breaches),
) -> Result<(), Rejection> {
    let (max, count) =
        (parameter::number(draft.parameters, MAX_RESETS, -1), draft.own.integer(RESETS).unwrap_or_default());
    if max >= 0 && count >= max {
        return Err(Rejection::Forbidden(format!(
            "it was reset {count} times, which is as often as the policy allows"
        )));
    }
    draft.own.set(RESETS, count + 1);
    make_up(draft, broken);
    renewal::renewed(draft);
    draft.state = State::Initial;
    draft.reason = Some(ChangeReason::Reset);
    draft.logins.failure_count = 0;
    Ok(())
}

fn unlock(draft: &mut Draft<'_>) {
    draft.state = State::Active;
    draft.reason = Some(ChangeReason::Unlock);
    (draft.logins.failure_count, draft.logins.success_count) = (0, 0);
}

fn change(draft: &mut Draft<'_>, broken: &mut Breaches) {
    if parameter::flag(draft.parameters, "resetCodeEnabled", false) {
        broken.push(Breach::invalid("newPassword: the policy makes passwords up: reset it instead"));
        return;
    }
    // Told as missing before.
    let Some(password) = draft.given_text("newPassword").map(str::to_owned) else { return };
    broken.extend(violations(&password, "newPassword", draft, PEOPLE));
    renewal::choose(draft, password);
    draft.state = State::Active;
    draft.reason = Some(if draft.is_by_owner { ChangeReason::ChangedByUser } else { ChangeReason::ChangedByAdmin });
    renewal::changed_by_others(draft);
}

/// How often it was reset: a member that nobody sees.
const RESETS: &str = "resetCount";
/// The parameter that says how often it may be.
const MAX_RESETS: &str = "sigill.maxResetCount";

/// Resets that are allowed.
pub(super) const RESET_PARAMETERS: &[Parameter] = &[Parameter {
    name: MAX_RESETS,
    holds: ParameterType::Within(-1, 1_000_000),
    default: "-1",
    meaning: "How often it may be reset; `-1`: as often as one likes.",
}];

/// The member by which a password comes that was hashed elsewhere.
const HASH: &str = "passwordHash";

/// The same, for types of passwords that people choose.
pub(super) const BROUGHT: Member = Member::new(
    HASH,
    Takes::Hash,
    "The hash of the password, of another product, instead of the password: `{SSHA256}…` and other schemes of LDAP, PHC \
     strings of argon2, scrypt and PBKDF2, bcrypt, and those of Django, Spring and others. What the policy says of \
     passwords can't be checked by it. When it was right once, Sigill's own hash takes its place.",
    "$2b$12$Vpghieo6sx2wtRsSK1wGkOvdADjJOkp4vFYk2StP1diwyqCJI7kDe",
)
.fixed();

/// The password of a draft: the one that was sent, by itself or by its hash, or one that is made up and shown once.
pub(super) fn password(draft: &mut Draft<'_>, member: &str, broken: &mut Breaches) {
    let given = draft.given_text(member).map(str::to_owned);
    let hash = draft.given_text(HASH).map(str::to_owned);
    if parameter::flag(draft.parameters, "resetCodeEnabled", false) {
        for name in [given.is_some().then_some(member), hash.is_some().then_some(HASH)].into_iter().flatten() {
            broken.push(Breach::invalid(format!("{name}: the policy makes passwords up: expected none")));
        }
        if given.is_none() && hash.is_none() && draft.is_new() {
            make_up(draft, broken);
        }
        return;
    }
    match (given, hash) {
        (Some(_), Some(_)) => {
            broken.push(Breach::invalid(format!("{HASH}: expected either it or {member}, got both")));
        }
        (Some(password), None) => {
            broken.extend(violations(&password, member, draft, PEOPLE));
            renewal::choose(draft, password);
            renewal::changed_by_others(draft);
        }
        // What it can't be was told before. Who has it chose it, and nobody else knows it.
        (None, Some(hash)) => draft.secret = Some(Secret::Brought(hash.trim().to_owned())),
        (None, None) if draft.is_new() => {
            broken.push(Breach::invalid(format!("{member} is mandatory: expected a password, got none")));
        }
        (None, None) => {}
    }
}

/// Makes a password up, to be sent, or shown once as `passwordFragment`.
pub(super) fn make_up(draft: &mut Draft<'_>, broken: &mut Breaches) {
    let len = parameter::number(draft.parameters, "sigill.resetCodeLength", 12);
    let (text, secret) = made(draft, "reset code", ("sigill.resetCodeCharacterSet", len));
    let shows = Reveals { member: "passwordFragment", when_sent: is_exposed(draft), when_not: true };
    hand_out(draft, MessagePurpose::ResetCode, &text, shows, broken);
    draft.secret = Some(secret);
}
