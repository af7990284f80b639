//! What policies say of the passwords that people choose, and of the secrets that they choose for machines.

use super::{Draft, dictionary};
use crate::breach::Breach;
use crate::code::Code;
use crate::policy::Parameters;
use crate::policy::parameter::{self, Parameter, ParameterType};

/// The characters that secrets are made of where a policy doesn't say.
pub(super) const LETTERS_AND_DIGITS: &str = "0-9a-zA-Z";
/// Characters at least and at most, where a policy doesn't say: of people's passwords.
pub(super) const PEOPLE: (i64, i64) = (8, 100);
/// Of the secrets of machines (*API usage*).
pub(super) const MACHINES: (i64, i64) = (32, 100);

/// How long it is at most.
const MAX_LENGTH: Parameter = Parameter {
    name: "maxLength",
    holds: ParameterType::Within(1, 512),
    default: "100",
    meaning: "Characters that a password has at most.",
};

const CHECK_DICTIONARY: Parameter = Parameter {
    name: "checkDictionary",
    holds: ParameterType::Bool,
    default: "true",
    meaning: "Whether a password that many people choose is refused.",
};

const MIN_NON_ALNUM: Parameter = Parameter {
    name: "minNonAlnum",
    holds: ParameterType::Within(0, 512),
    default: "0",
    meaning: "Characters that are neither letters nor digits, at least.",
};

const MIN_NON_LETTER: Parameter = Parameter {
    name: "minNonLetter",
    holds: ParameterType::Within(0, 512),
    default: "0",
    meaning: "Characters that aren't letters, at least.",
};

const HISTORY: Parameter = Parameter {
    name: "sigill.historyLength",
    holds: ParameterType::Within(0, 24),
    default: "0",
    meaning: "So many of the latest passwords, the current one among them, can't be chosen again.",
};

const fn min_length(default: &'static str) -> Parameter {
    Parameter {
        name: "minLength",
        holds: ParameterType::Within(1, 512),
        default,
        meaning: "Characters that a password has at least.",
    }
}

/// The parameters of policies of the secrets that people choose for machines.
pub(super) const MACHINE_PARAMETERS: &[Parameter] =
    &[CHECK_DICTIONARY, MAX_LENGTH, min_length("32"), MIN_NON_ALNUM, MIN_NON_LETTER, HISTORY];

/// The parameters of policies of all types of passwords that people choose.
pub(super) const PASSWORD_PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "allowLoginIdInPassword",
        holds: ParameterType::Bool,
        default: "true",
        meaning: "Whether the login id may be part of a password, in whatever case.",
    },
    CHECK_DICTIONARY,
    MAX_LENGTH,
    min_length("8"),
    MIN_NON_ALNUM,
    MIN_NON_LETTER,
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
    HISTORY,
];

/// So many of the latest secrets, the new one among them, can't be chosen again from now on.
pub(super) fn remembered(parameters: &Parameters) -> usize {
    usize::try_from(parameter::number(parameters, HISTORY.name, 0)).unwrap_or_default()
}

/// Whether the lengths and counts of a policy of passwords fit together.
pub(super) fn consistent(parameters: &Parameters) -> Vec<Breach> {
    consistent_within(parameters, PEOPLE)
}

/// The same of the secrets of machines.
pub(super) fn consistent_of_machines(parameters: &Parameters) -> Vec<Breach> {
    consistent_within(parameters, MACHINES)
}

fn consistent_within(parameters: &Parameters, (min, max): (i64, i64)) -> Vec<Breach> {
    let of = |name, default| parameter::number(parameters, name, default);
    let (min, max) = (of("minLength", min), of("maxLength", max));
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

/// Every rule of the policy that a password breaks; it is never echoed. Whether it was used before isn't among them.
pub(super) fn violations(password: &str, field: &str, draft: &Draft<'_>, lengths: (i64, i64)) -> Vec<Breach> {
    let is_common = dictionary::is_common(&password.to_lowercase(), draft.dictionary);
    broken(password, field, (draft.parameters, lengths), (draft.login_id, is_common))
}

fn broken(
    password: &str,
    field: &str,
    (parameters, (min, max)): (&Parameters, (i64, i64)),
    (login_id, is_common): (Option<&str>, bool),
) -> Vec<Breach> {
    let of = |name, default| usize::try_from(parameter::number(parameters, name, default)).unwrap_or_default();
    let len = password.chars().count();
    let count = |is: fn(char) -> bool| password.chars().filter(|c| is(*c)).count();
    let mut broken = Vec::new();
    let mut check = |is_broken: bool, message: String| {
        if is_broken {
            broken.push(Breach::new(Code::PwdPolicyViolated, format!("{field}: {message}")));
        }
    };
    let (min, max) = (of("minLength", min), of("maxLength", max));
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
    check(is_common && parameter::flag(parameters, "checkDictionary", true), "many people choose this one".to_owned());
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(password: &str, parameters: &[(&str, &str)]) -> Vec<String> {
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let is_common = dictionary::is_common(&password.to_lowercase(), None);
        broken(password, "password", (&parameters, PEOPLE), (Some("anna"), is_common))
            .into_iter()
            .map(|breach| breach.message)
            .collect()
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
        let of_machines = Parameters::from([("maxLength".to_owned(), "31".to_owned())]);
        assert_eq!((consistent(&of_machines).len(), consistent_of_machines(&of_machines).len()), (0, 1));
    }
}
