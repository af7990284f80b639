//! Secrets that Sigill makes up for people, and what policies say of those that people choose.

use super::{Act, Acted, ChangeReason, Draft, Member, Oneself, Secret, State, Takes};
use crate::breach::{Breach, Breaches};
use crate::code::Code;
use crate::policy::Parameters;
use crate::policy::parameter::{self, Parameter, ParameterType};
use crate::rejection::Rejection;

/// Bits of randomness from which on a quick hash with a key suffices: nobody finds so many by trying.
const STRONG_BITS: f64 = 128.0;
/// The characters that secrets are made of where a policy doesn't say.
pub(super) const LETTERS_AND_DIGITS: &str = "0-9a-zA-Z";

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

/// The parameters of policies of all types of passwords that people choose.
pub(super) const PASSWORD_PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "allowLoginIdInPassword",
        holds: ParameterType::Bool,
        default: "true",
        meaning: "Whether the login id may be part of a password, in whatever case.",
    },
    Parameter {
        name: "checkDictionary",
        holds: ParameterType::Bool,
        default: "true",
        meaning: "Whether a password that many people choose is refused.",
    },
    Parameter {
        name: "maxLength",
        holds: ParameterType::Within(1, 512),
        default: "100",
        meaning: "Characters that a password has at most.",
    },
    Parameter {
        name: "minLength",
        holds: ParameterType::Within(1, 512),
        default: "8",
        meaning: "Characters that a password has at least.",
    },
    Parameter {
        name: "minNonAlnum",
        holds: ParameterType::Within(0, 512),
        default: "0",
        meaning: "Characters that are neither letters nor digits, at least.",
    },
    Parameter {
        name: "minNonLetter",
        holds: ParameterType::Within(0, 512),
        default: "0",
        meaning: "Characters that aren't letters, at least.",
    },
    Parameter {
        name: "resetCodeEnabled",
        holds: ParameterType::Bool,
        default: "false",
        meaning: "Whether passwords are made up and shown once, and none may be sent.",
    },
    Parameter {
        name: "sigill.resetCodeCharacterSet",
        holds: ParameterType::Characters,
        default: LETTERS_AND_DIGITS,
        meaning: "What passwords that are made up consist of.",
    },
    Parameter {
        name: "sigill.resetCodeLength",
        holds: ParameterType::Within(8, 100),
        default: "12",
        meaning: "Characters of a password that is made up.",
    },
];

/// The calls of types of passwords.
pub(super) const RESET: Act = Act {
    name: "reset",
    summary: "Reset it",
    about: "A new one is made up and shown this once. The state becomes `initial`; so often as the policy allows.",
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
    about: "Another one takes its place, and the state becomes `active`. Who changes an own one by the SelfAdmin role also \
            sends the old one; for others it isn't looked at.",
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
        "reset" => reset(draft, make_up)?,
        "unlock" => unlock(draft),
        _ => change(draft, broken),
    }
    Ok(())
}

/// A new secret takes the place of the old one, if that may be done once more.
pub(super) fn reset(draft: &mut Draft<'_>, make_up: impl FnOnce(&mut Draft<'_>)) -> Result<(), Rejection> {
    let (max, count) =
        (parameter::number(draft.parameters, MAX_RESETS, -1), draft.own.integer(RESETS).unwrap_or_default());
    if max >= 0 && count >= max {
        return Err(Rejection::Forbidden(format!(
            "it was reset {count} times, which is as often as the policy allows"
        )));
    }
    draft.own.set(RESETS, count + 1);
    make_up(draft);
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
    broken.extend(violations(&password, "newPassword", draft.parameters, draft.login_id));
    draft.secret = Some(Secret::Chosen(password));
    draft.state = State::Active;
    draft.reason = Some(ChangeReason::ChangedByUser);
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

/// Whether the lengths and counts of a policy of passwords fit together.
pub(super) fn consistent(parameters: &Parameters) -> Vec<Breach> {
    let of = |name, default| parameter::number(parameters, name, default);
    let (min, max) = (of("minLength", 8), of("maxLength", 100));
    let mut broken = Vec::new();
    let mut check = |is_sound: bool, message: String| {
        if !is_sound {
            broken.push(Breach::invalid(message));
        }
    };
    check(min <= max, format!("parameters.minLength: expected at most maxLength, which is {max}, got {min}"));
    for name in ["minNonAlnum", "minNonLetter"] {
        let count = of(name, 0);
        check(count <= max, format!("parameters.{name}: expected at most maxLength, which is {max}, got {count}"));
    }
    broken
}

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
            make_up(draft);
        }
        return;
    }
    match (given, hash) {
        (Some(_), Some(_)) => {
            broken.push(Breach::invalid(format!("{HASH}: expected either it or {member}, got both")));
        }
        (Some(password), None) => {
            broken.extend(violations(&password, member, draft.parameters, draft.login_id));
            draft.secret = Some(Secret::Chosen(password));
        }
        // What it can't be was told before.
        (None, Some(hash)) => draft.secret = Some(Secret::Brought(hash.trim().to_owned())),
        (None, None) if draft.is_new() => {
            broken.push(Breach::invalid(format!("{member} is mandatory: expected a password, got none")));
        }
        (None, None) => {}
    }
}

/// Makes a password up, to be shown once as `passwordFragment`.
pub(super) fn make_up(draft: &mut Draft<'_>) {
    let len = parameter::number(draft.parameters, "sigill.resetCodeLength", 12);
    let (text, secret) = made(draft, "reset code", ("sigill.resetCodeCharacterSet", len));
    draft.reveal.insert("passwordFragment".to_owned(), text.into());
    draft.secret = Some(secret);
}

/// Every rule of the policy that a password breaks; it is never echoed.
pub(super) fn violations(password: &str, field: &str, parameters: &Parameters, login_id: Option<&str>) -> Vec<Breach> {
    let of = |name, default| usize::try_from(parameter::number(parameters, name, default)).unwrap_or_default();
    let len = password.chars().count();
    let count = |is: fn(char) -> bool| password.chars().filter(|c| is(*c)).count();
    let mut broken = Vec::new();
    let mut check = |is_broken: bool, message: String| {
        if is_broken {
            broken.push(Breach::new(Code::PwdPolicyViolated, format!("{field}: {message}")));
        }
    };
    let (min, max) = (of("minLength", 8), of("maxLength", 100));
    check(len < min, format!("expected at least {min} characters"));
    check(len > max, format!("expected at most {max} characters"));
    let signs = of("minNonAlnum", 0);
    check(count(|c| !c.is_alphanumeric()) < signs, format!("expected at least {signs} that are no letters or digits"));
    let others = of("minNonLetter", 0);
    check(count(|c| !c.is_alphabetic()) < others, format!("expected at least {others} that are no letters"));
    let lower = password.to_lowercase();
    let is_login = login_id.is_some_and(|id| !id.is_empty() && lower.contains(&id.to_lowercase()));
    check(
        is_login && !parameter::flag(parameters, "allowLoginIdInPassword", true),
        "it has the login id in it".to_owned(),
    );
    let is_common = COMMON.lines().any(|common| common == lower);
    check(is_common && parameter::flag(parameters, "checkDictionary", true), "many people choose this one".to_owned());
    broken
}

/// Passwords of 8 characters and more that are tried first by whoever guesses.
const COMMON: &str = include_str!("common.txt");

#[cfg(test)]
mod tests {
    use super::*;

    fn told(password: &str, parameters: &[(&str, &str)]) -> Vec<String> {
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        violations(password, "password", &parameters, Some("anna")).into_iter().map(|breach| breach.message).collect()
    }

    #[test]
    fn each_rule_that_a_password_breaks_is_told_at_once() {
        let strict = [
            ("minLength", "10"),
            ("maxLength", "12"),
            ("minNonAlnum", "1"),
            ("minNonLetter", "2"),
            ("allowLoginIdInPassword", "false"),
        ];
        assert_eq!(told("Anna", &strict).len(), 4, "{:?}", told("Anna", &strict));
        assert_eq!(told("Correct-1-horse", &strict), ["password: expected at most 12 characters"]);
        assert!(told("Corre-1-ct", &strict).is_empty());
        assert!(told("xannax-and-more", &[]).is_empty(), "the login id may be in it where nothing is said");
        assert_eq!(told("Password1", &[]), ["password: many people choose this one"]);
        assert!(told("Password1", &[("checkDictionary", "false")]).is_empty());
    }

    #[test]
    fn lengths_and_counts_of_a_policy_must_fit_together() {
        let check = |given: &[(&str, &str)]| {
            consistent(&given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()).len()
        };
        assert_eq!(check(&[]), 0);
        assert_eq!(check(&[("minLength", "20"), ("maxLength", "10")]), 1);
        assert_eq!(check(&[("maxLength", "7")]), 1, "less than the default of the other");
        assert_eq!(check(&[("minNonAlnum", "101"), ("minNonLetter", "5")]), 1);
    }
}
