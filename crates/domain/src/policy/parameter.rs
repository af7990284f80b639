//! The parameters of policies: what each may hold, in tables.

use std::collections::BTreeMap;
use std::fmt;

use crate::breach::Breach;
use crate::code::Code;
use crate::credential::CredentialType;
use crate::ext_id::ExtId;
use crate::message::{METHODS_MEANING, check_methods};
use crate::msisdn::CallingCode;
use crate::pattern::Pattern;
use crate::text;

/// Parameters as they are written and stored.
pub type Parameters = BTreeMap<String, String>;

/// Longest value of a parameter, in code points (*Policy*, data model).
pub const VALUE_LEN_MAX: usize = 255;
/// Longest name of a parameter that a message has to name.
const NAME_LEN_MAX: usize = 200;

/// One parameter: its name, what it may hold, and what holds where it is absent.
#[derive(Debug)]
pub struct Parameter {
    /// As the vendor spells it; Sigill's own begin with `sigill.`.
    pub name: &'static str,
    /// What values are taken.
    pub holds: ParameterType,
    /// In the words of the documentation; `none` where absence is the default.
    pub default: &'static str,
    /// What it does, in Markdown; in `docs/POLICIES.md`.
    pub meaning: &'static str,
}

/// What the name of a parameter begins with that there is for each role.
pub(super) const OF_A_ROLE: &str = "<app>.<role>";

impl Parameter {
    /// Whether it is meant by a name: of one that there is for each role, the name has the role.
    fn is_called(&self, name: &str) -> bool {
        match self.name.strip_prefix(OF_A_ROLE) {
            Some(end) => name.strip_suffix(end).is_some_and(|role| !role.is_empty()),
            None => self.name == name,
        }
    }
}

/// What a parameter may hold.
#[derive(Debug)]
pub enum ParameterType {
    /// `true` or `false`.
    Bool,
    /// A whole number of 1 or more, or `-1` for off.
    CountOrOff,
    /// Milliseconds: a whole number of 1 or more.
    Millis,
    /// Milliseconds: a whole number of 1 or more, or `-1` for off.
    MillisOrOff,
    /// A whole number from the first to the second.
    Within(i64, i64),
    /// Characters, each written once; `a-z` is a range. At least two.
    Characters,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Text of at most so many code points.
    Text(usize),
    /// A Java pattern that can be matched in linear time.
    Pattern,
    /// Nothing, or role names in brackets: `[a,b]`, `[]`.
    Roles,
    /// Language codes in brackets or not, separated by commas; at least one.
    Languages,
    /// A language code, `de`.
    OneLanguage,
    /// How something is sent: names with commas between them.
    Methods,
    /// A country calling code, `41`.
    CallingCode,
    /// Nothing, or the vendor's numbers of types of credentials in brackets: `[1,16]`, `[]`.
    CredentialTypes,
    /// What one type of policies alone has: what it is, and whether a value is that.
    Own(&'static str, fn(&str) -> bool),
}

impl fmt::Display for ParameterType {
    /// What may be written, with its unit.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("true or false"),
            Self::CountOrOff => f.write_str("a whole number from 1 to 2147483647, or -1 for off"),
            Self::Millis => f.write_str("milliseconds, a whole number of 1 or more"),
            Self::MillisOrOff => f.write_str("milliseconds, a whole number of 1 or more, or -1 for off"),
            Self::Within(min, max) => write!(f, "a whole number from {min} to {max}"),
            Self::Characters => f.write_str("characters, at least two, such as a-z0-9"),
            Self::OneOf(words) => write!(f, "one of {}", text::one_of(words.iter().copied())),
            Self::Text(len_max) => write!(f, "text of at most {len_max} characters"),
            Self::Pattern => f.write_str("a Java pattern that can be matched in linear time"),
            Self::Roles => f.write_str("nothing, or role names in brackets such as [nevisIdm.Root,nevisIdm.Helpdesk]"),
            Self::Languages => f.write_str("language codes such as [de,en], at least one"),
            Self::OneLanguage => f.write_str("a language code such as de"),
            Self::Methods => f.write_str("ways to send something, such as Email,SMS_SMTP"),
            Self::CallingCode => f.write_str("a country calling code such as 41"),
            Self::CredentialTypes => f.write_str("nothing, or numbers of types of credentials such as [1,16]"),
            Self::Own(what, _) => f.write_str(what),
        }
    }
}

/// The parameters that all types of credentials have (*All credential types*, 7.2505 and 8.2511).
pub const ALL_CREDENTIALS: &[Parameter] = &[
    Parameter {
        name: "auditCredentialValue",
        holds: ParameterType::Bool,
        default: "false",
        meaning: "Whether history shows the value (the number of a mobile signature) in full, or masked.",
    },
    Parameter {
        name: "credentialLifetime",
        holds: ParameterType::Millis,
        default: "315360000000",
        meaning: "How long a new credential is valid.",
    },
    Parameter {
        name: "hashAlgorithm",
        holds: ParameterType::OneOf(&["SSHA", "SSHA256", "bcrypt", "PBKDF2", "ARGON2ID"]),
        default: "SSHA256",
        meaning: "Kept for tools that set it. Sigill chooses its own hash, argon2id, whatever it says.",
    },
    Parameter {
        name: "maxCredFailureCount",
        holds: ParameterType::CountOrOff,
        default: "3",
        meaning: "So many failures in a row lock the credential until somebody unlocks it.",
    },
    Parameter {
        name: "tmpLockingDuration",
        holds: ParameterType::Millis,
        default: "60000",
        meaning: "How long a temporary lock lasts.",
    },
    Parameter {
        name: "tmpLockingMode",
        holds: ParameterType::OneOf(&["strict", "threshold"]),
        default: "strict",
        meaning: "After a temporary lock: `strict` locks again at the first failure, `threshold` after as many as before.",
    },
    Parameter {
        name: "tmpLockingThreshold",
        holds: ParameterType::CountOrOff,
        default: "2",
        meaning: "So many failures in a row lock the credential for a while.",
    },
    Parameter {
        name: "validityDateCalculationVersion",
        holds: ParameterType::OneOf(&["v1", "v2"]),
        default: "v2",
        meaning: "Kept for tools that set it. Sigill reckons the end of a validity from the moment of creation.",
    },
];

/// How what is made up gets to the user, where a policy doesn't say.
pub(crate) const fn sending(default: &'static str) -> Parameter {
    Parameter { name: "sendingMethod", holds: ParameterType::Methods, default, meaning: METHODS_MEANING }
}

/// Whether who makes something sees it that is sent.
pub(crate) const EXPOSED: Parameter = Parameter {
    name: "sigill.exposeToCaller",
    holds: ParameterType::Bool,
    default: "false",
    meaning: "Whether the answer shows what is sent to the user, too, this once.",
};

/// What is sent by mail where a policy doesn't say.
pub(crate) const SENT: &[Parameter] = &[sending("Email where the server sends mail, else None"), EXPOSED];

/// Every broken rule of `given` among the parameters of `known`.
#[must_use]
pub fn check(known: &[&Parameter], given: &Parameters) -> Vec<Breach> {
    given.iter().filter_map(|(name, value)| check_one(known, name, value).err()).collect()
}

fn check_one(known: &[&Parameter], name: &str, value: &str) -> Result<(), Breach> {
    let Some(parameter) = known.iter().find(|parameter| parameter.is_called(name)) else {
        let names = text::one_of(known.iter().map(|parameter| parameter.name));
        text::within("a name in parameters", name, NAME_LEN_MAX)?;
        return Err(Breach::invalid(format!(
            "parameters: unknown parameter {}: expected one of {names}",
            text::echo(name)
        )));
    };
    let field = format!("parameters.{name}");
    text::within(&field, value, VALUE_LEN_MAX)?;
    let holds = &parameter.holds;
    let refuse = || Err(Breach::invalid(format!("{field}: expected {holds}, got {}", text::echo(value))));
    match holds {
        ParameterType::Bool if !matches!(value, "true" | "false") => refuse(),
        ParameterType::CountOrOff if value != "-1" && !is_count(value, i64::from(i32::MAX)) => refuse(),
        ParameterType::Millis if !is_count(value, i64::MAX) => refuse(),
        ParameterType::MillisOrOff if value != "-1" && !is_count(value, i64::MAX) => refuse(),
        ParameterType::Within(min, max) if !value.parse::<i64>().is_ok_and(|n| (*min..=*max).contains(&n)) => refuse(),
        ParameterType::Characters if characters(value).len() < 2 => refuse(),
        ParameterType::OneOf(words) if !words.contains(&value) => refuse(),
        ParameterType::Text(len_max) => text::mandatory(&field, Some(value), *len_max).map(|_| ()),
        ParameterType::Pattern if value.is_empty() => {
            Err(Breach::invalid(format!("{field}: expected a pattern; without one, leave the parameter out")))
        }
        ParameterType::Pattern => Pattern::kept(value)
            .map(|_| ())
            .map_err(|error| Breach::new(Code::PropertyRegexInvalid, format!("{field}: {error}"))),
        ParameterType::Roles if RoleRestriction::parse(value).is_none() => refuse(),
        ParameterType::Languages if languages(value).is_none() => refuse(),
        ParameterType::OneLanguage if languages(value).is_none_or(|codes| codes.len() != 1 || value.len() != 2) => {
            refuse()
        }
        ParameterType::Methods => check_methods(&field, value),
        ParameterType::CallingCode if CallingCode::parse(value).is_none() => refuse(),
        ParameterType::CredentialTypes if !value.is_empty() && credential_types(value).is_none() => refuse(),
        ParameterType::Own(_, is_one) if !is_one(value) => refuse(),
        _ => Ok(()),
    }
}

fn is_count(value: &str, max: i64) -> bool {
    value.parse::<i64>().is_ok_and(|number| (1..=max).contains(&number)) && !value.starts_with('+')
}

/// `true` where the parameter says so; a parameter that is absent has its default.
pub(crate) fn flag(parameters: &Parameters, name: &str, default: bool) -> bool {
    parameters.get(name).map_or(default, |value| value == "true")
}

/// A number of 1 or more; `None` where it is switched off.
pub(crate) fn count_or_off(parameters: &Parameters, name: &str, default: i64) -> Option<i64> {
    let count = parameters.get(name).and_then(|value| value.parse().ok()).unwrap_or(default);
    (count > 0).then_some(count)
}

/// The characters that a set names, each once: `a-z` is a range, and a `-` at the end is itself.
#[must_use]
pub fn characters(set: &str) -> Vec<char> {
    let mut all: Vec<char> = Vec::new();
    let mut rest: &[char] = &set.chars().filter(|c| !c.is_whitespace()).collect::<Vec<_>>();
    while let [first, behind @ ..] = rest {
        let (last, behind) = match behind {
            ['-', last, behind @ ..] if first <= last => (*last, behind),
            _ => (*first, behind),
        };
        all.extend((*first..=last).take(1_000));
        rest = behind;
    }
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|c| seen.insert(*c));
    all.truncate(250);
    all
}

/// A whole number that was checked when it was written.
pub(crate) fn number(parameters: &Parameters, name: &str, default: i64) -> i64 {
    parameters.get(name).and_then(|value| value.parse().ok()).unwrap_or(default)
}

pub(super) fn millis(parameters: &Parameters, name: &str, default: i64) -> i64 {
    parameters.get(name).and_then(|value| value.parse().ok()).unwrap_or(default)
}

pub(crate) fn word<'a>(parameters: &'a Parameters, name: &str, default: &'a str) -> &'a str {
    parameters.get(name).map_or(default, String::as_str)
}

/// Reads a list of types of credentials, without blanks; `None` where it isn't one.
pub(super) fn credential_types(value: &str) -> Option<Vec<CredentialType>> {
    match value.strip_prefix('[')?.strip_suffix(']')? {
        "" => Some(Vec::new()),
        inner => inner.split(',').map(|number| CredentialType::from_number(number.parse().ok()?)).collect(),
    }
}

/// Reads a list of languages; `None` where it is empty or an entry is no language code.
pub(super) fn languages(value: &str) -> Option<Vec<String>> {
    let inner = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(value);
    let codes: Vec<String> = inner.split(',').map(|code| code.trim().to_ascii_lowercase()).collect();
    codes.iter().all(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase())).then_some(codes)
}

/// Who may create or modify credentials under a policy (`create.restrictedRoles`, deprecated by the
/// vendor but documented).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleRestriction {
    /// Anybody with the right.
    Anybody,
    /// Holders of one of these roles, too; of none where the list is empty.
    HoldersOf(Vec<String>),
}

impl RoleRestriction {
    /// Reads ``, `[]` or `[a,b]`.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        if value.trim().is_empty() {
            return Some(Self::Anybody);
        }
        let inner = value.trim().strip_prefix('[')?.strip_suffix(']')?;
        if inner.contains(['[', ']']) {
            return None;
        }
        let names: Vec<String> = inner.split(',').map(|name| name.trim().to_owned()).collect();
        if names.len() == 1 && names.iter().all(String::is_empty) {
            return Some(Self::HoldersOf(Vec::new()));
        }
        let well_formed = names.iter().all(|name| !name.is_empty() && name.chars().count() <= ExtId::LEN_MAX * 2);
        well_formed.then_some(Self::HoldersOf(names))
    }

    /// Whether a caller with these roles (`nevisIdm.Root`, …) is let through.
    #[must_use]
    pub fn allows<'a>(&self, mut roles: impl Iterator<Item = &'a str>) -> bool {
        match self {
            Self::Anybody => true,
            Self::HoldersOf(names) => roles.any(|role| names.iter().any(|name| name == role)),
        }
    }
}

#[cfg(test)]
mod tests;
