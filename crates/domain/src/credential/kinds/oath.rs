//! An OATH token: an app or a device that shows codes, each of which works once.
//!
//! Source: *Create OATH*, *Get OATH* (2.71), *Update OATH credential* (8.2511), *OATH policy parameters*. The names of the
//! members in JSON aren't documented: here they are those of the columns. How far codes may be off isn't, either. The
//! documented answers have the encrypted secret, too: it is of no use to anybody, and isn't shown. That a token may be
//! brought, by the URI that the answer has otherwise, is ours (ADR 0037).

use crate::breach::{Breach, Breaches};
use crate::credential::{Answers, Check, Draft, Form, Kind, Member, Oneself, Secret, SelfService, Takes, Trying};
use crate::oath::{self, AuthenticatorEntry, BroughtToken, OathHash};
use crate::policy::parameter::{self, Parameter, ParameterType as May};
use crate::policy::{Parameters, PolicyForm, PolicyType};

/// See the module.
#[derive(Debug)]
pub(crate) struct Oath;

const METHOD: &str = "method";
const ALGORITHM: &str = "algorithm";
const DIGITS: &str = "digits";
const PERIOD: &str = "period";
const COUNTER: &str = "counter";
const CODE: &str = "code";
const URI: &str = "otpauthUri";
/// By how many periods its clock is off, as far as is known: a member that nobody sees.
const DRIFT: &str = "drift";
/// The period of the last code that was right: a member that nobody sees.
const LAST: &str = "lastStep";

const METHODS: &[&str] = &["totp", "hotp"];

const MEMBERS: &[Member] = &[
    Member::new("label", Takes::Text(100), "What its user calls it.", "My phone").mandatory(),
    Member::new(METHOD, Takes::OneOf(METHODS), "`totp`: codes of the time. `hotp`: codes of a counter.", "totp").made(),
    Member::new(ALGORITHM, Takes::OneOf(OathHash::NAMES), "The hash that codes are made with.", "SHA1").made(),
    Member::new(DIGITS, Takes::Count(8), "Digits of a code.", "6").made(),
    Member::new(PERIOD, Takes::Count(300), "Seconds that a code of the time holds.", "30").made(),
    Member::new(
        COUNTER,
        Takes::Count(9_007_199_254_740_991),
        "The next counter of `hotp`; of `totp`, how often a code was right.",
        "0",
    )
    .made(),
    Member::new(
        URI,
        Takes::Token,
        "The `otpauth` URI of a token that there is already, in another product: its codes go on. Only at creation; else \
         a key is made.",
        "otpauth://totp/Example:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example",
    )
    .fixed(),
];

const PARAMETERS: &[&[Parameter]] = &[
    parameter::ALL_CREDENTIALS,
    &[
        Parameter {
            name: "accountname",
            holds: May::OneOf(&["email", "loginid"]),
            default: "loginid",
            meaning: "What an app calls a new token: the login id of its user, or the mail address in lower case.",
        },
        Parameter {
            name: "initialAlgorithm",
            holds: May::OneOf(OathHash::NAMES),
            default: "SHA1",
            meaning: "The hash of new tokens. Some apps take any other than SHA1 for SHA1.",
        },
        Parameter {
            name: "initialDigits",
            holds: May::Within(6, 8),
            default: "6",
            meaning: "Digits of the codes of new tokens. Some apps show 6, whatever is said.",
        },
        Parameter {
            name: "initialPeriod",
            holds: May::Within(10, 300),
            default: "30",
            meaning: "Seconds that a code of a new `totp` token holds. Some apps take 30, whatever is said.",
        },
        Parameter {
            name: "initialType",
            holds: May::OneOf(METHODS),
            default: "totp",
            meaning: "Whether codes of new tokens are of the time or of a counter.",
        },
        Parameter {
            name: "issuer",
            holds: May::Text(100),
            default: "none",
            meaning: "Who an app says that issues the codes of a new token. Without a colon.",
        },
        Parameter {
            name: "sigill.lookAhead",
            holds: May::Within(0, 100),
            default: "10",
            meaning: "How many codes of a counter may have been shown and not used before the one that is sent.",
        },
        Parameter {
            name: "sigill.maxDrift",
            holds: May::Within(0, 1000),
            default: "20",
            meaning: "By how many periods the clock of a token may be off, as learnt from one code to the next.",
        },
        Parameter {
            name: "sigill.window",
            holds: May::Within(0, 10),
            default: "1",
            meaning: "By how many periods, before and after, a code may be off from what the clock of its token is known for.",
        },
    ],
];

/// What somebody shows to sign in.
static SHOWN: &[Member] =
    &[Member::new(CODE, Takes::Secret(32), "The code that the token shows; blanks don't count.", "755224").mandatory()];

static POLICY: PolicyForm = PolicyForm::new("OpenAuthenticationPolicy", PARAMETERS).checked(sound);

static FORM: Form = Form {
    members: MEMBERS,
    policy: Some(PolicyType::of(&POLICY)),
    answers: Answers::Whole,
    keeps_secret: true,
    reveals: true,
    is_checked_here: true,
    oneself: SelfService {
        create: Oneself::Proven,
        view: Oneself::Yes,
        modify: Oneself::Proven,
        delete: Oneself::Proven,
    },
    ..Form::new(20, "OATH", "Oath", "oath-credentials")
        .called("an OATH token", "An app or a device that shows codes, each of which works once.")
};

impl Kind for Oath {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn check(&self) -> Option<Check> {
        Some(Check::Opened { takes: SHOWN, is_right, keeps_wrong: false })
    }

    /// A new one gets its secret, which is told this once; or has the one that it came with, which isn't told again.
    fn shape(&self, draft: &mut Draft<'_>, _: &mut Breaches) {
        if !draft.is_new() {
            return;
        }
        // One that can't be read was refused before.
        if let Some(brought) = draft.given_text(URI).and_then(|uri| BroughtToken::read(uri.trim()).ok()) {
            draft.own.set(METHOD, brought.method);
            draft.own.set(ALGORITHM, brought.algorithm.as_str());
            draft.own.set(DIGITS, brought.digits);
            draft.own.set(PERIOD, brought.period);
            draft.own.set(COUNTER, brought.counter);
            draft.secret = Some(Secret::Sealed(oath::base32(&brought.key)));
            return;
        }
        let given = draft.parameters;
        let algorithm = OathHash::named(parameter::word(given, "initialAlgorithm", "SHA1"));
        let secret = oath::base32(&draft.random.octets("oath", algorithm.key_len()));
        let login_id = draft.login_id.unwrap_or_default();
        let account = match parameter::word(given, "accountname", "loginid") {
            "email" => draft.email.filter(|email| !email.is_empty()).unwrap_or(login_id),
            _ => login_id,
        };
        let told = AuthenticatorEntry {
            method: parameter::word(given, "initialType", "totp"),
            issuer: given.get("issuer").map(String::as_str),
            account,
            secret: &secret,
            algorithm,
            digits: parameter::number(given, "initialDigits", 6),
            period: parameter::number(given, "initialPeriod", 30),
            counter: 0,
        };
        draft.reveal.insert("otpauthUri".to_owned(), told.uri().into());
        draft.own.set(METHOD, told.method);
        draft.own.set(ALGORITHM, algorithm.as_str());
        draft.own.set(DIGITS, told.digits);
        draft.own.set(PERIOD, told.period);
        draft.own.set(COUNTER, told.counter);
        draft.secret = Some(Secret::Sealed(secret));
    }
}

/// An issuer ends at its first colon.
fn sound(parameters: &Parameters) -> Vec<Breach> {
    let issuer = parameters.get("issuer").filter(|issuer| issuer.contains(':'));
    issuer.map(|_| Breach::invalid("parameters.issuer: expected a name without a colon")).into_iter().collect()
}

/// Whether a code is right. What it was a code of doesn't count again.
fn is_right(trying: &mut Trying<'_>) -> bool {
    let given = trying.given.get(CODE).and_then(serde_json::Value::as_str).unwrap_or_default();
    let shown: String = given.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(key) = oath::from_base32(trying.opened) else { return false };
    let algorithm = OathHash::named(trying.own.text(ALGORITHM).unwrap_or_default());
    let digits = trying.own.integer(DIGITS).and_then(|digits| u32::try_from(digits).ok()).unwrap_or(6);
    let of = (algorithm, &key[..], digits);
    let number = |name, default| parameter::number(trying.parameters, name, default);
    let counter = trying.own.integer(COUNTER).unwrap_or_default();
    if trying.own.text(METHOD) == Some("hotp") {
        let Some(found) = found(&shown, of, counter..=counter + number("sigill.lookAhead", 10)) else { return false };
        trying.own.set(COUNTER, found + 1);
        return true;
    }
    let period = trying.own.integer(PERIOD).filter(|period| *period > 0).unwrap_or(30);
    let (now, drift) = (trying.now.seconds().div_euclid(period), trying.own.integer(DRIFT).unwrap_or_default());
    let (window, max) = (number("sigill.window", 1), number("sigill.maxDrift", 20));
    let last = trying.own.integer(LAST).unwrap_or(-1);
    let steps = (drift - window..=drift + window).filter(|off| off.abs() <= max.max(window)).map(|off| now + off);
    let Some(found) = found(&shown, of, steps.filter(|step| *step > last)) else { return false };
    trying.own.set(DRIFT, found - now);
    trying.own.set(LAST, found);
    trying.own.set(COUNTER, counter + 1);
    true
}

fn found(shown: &str, of: (OathHash, &[u8], u32), counters: impl Iterator<Item = i64>) -> Option<i64> {
    let found = oath::found(shown, of, counters.filter_map(|counter| u64::try_from(counter).ok()));
    found.and_then(|found| i64::try_from(found).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;
    use crate::credential::{CredentialType, Own};
    use crate::time::Timestamp;

    /// A token of the key of the RFCs.
    fn token(method: &str) -> Own {
        let mut own = Own::new(CredentialType::of(&FORM));
        own.set(METHOD, method);
        own.set(ALGORITHM, "SHA1");
        own.set(DIGITS, 6);
        own.set(PERIOD, 30);
        own.set(COUNTER, 0);
        own
    }

    fn shows(own: &mut Own, code: &str, at_s: i64, parameters: &[(&str, &str)]) -> bool {
        let given = Map::from_iter([("code".to_owned(), json!(code))]);
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut opened = oath::base32(b"12345678901234567890");
        let now = Timestamp::from_micros(at_s * 1_000_000);
        is_right(&mut Trying { own, opened: &mut opened, given: &given, parameters: &parameters, now, newer: None })
    }

    #[test]
    fn a_counter_goes_on_behind_the_code_that_was_right_and_looks_ahead_as_far_as_it_may() {
        let mut own = token("hotp");
        assert!(shows(&mut own, "755 224", 0, &[]), "the first one, with a blank");
        assert!(!shows(&mut own, "755224", 0, &[]), "once");
        assert!(shows(&mut own, "254676", 0, &[]), "of counter 5: four were shown and not used");
        assert_eq!(own.integer(COUNTER), Some(6));
        assert!(!shows(&mut own, "338314", 0, &[]), "of counter 4: gone by");
        assert!(!shows(&mut own, "399871", 0, &[("sigill.lookAhead", "1")]), "of counter 8: too far ahead");
        assert!(shows(&mut own, "399871", 0, &[("sigill.lookAhead", "2")]));
        for wrong in ["", "52048", "5204899", "52048٩"] {
            assert!(!shows(&mut own, wrong, 0, &[]), "{wrong}");
        }
    }

    #[test]
    fn a_code_of_the_time_works_once_and_within_the_window_and_its_drift_is_kept() {
        // Codes of the periods 1, 2 and so on are those of these counters.
        let mut own = token("totp");
        assert!(!shows(&mut own, "969429", 30, &[]), "of period 3: two ahead");
        assert!(shows(&mut own, "359152", 30, &[]), "of period 2: one ahead");
        assert!(!shows(&mut own, "359152", 60, &[]), "once, also when its time has come");
        assert!(!shows(&mut own, "287082", 60, &[]), "nor one before it");
        assert!(shows(&mut own, "338314", 60, &[]), "of period 4, two ahead: its clock is one ahead, as is known");
        assert_eq!((own.integer(DRIFT), own.integer(COUNTER)), (Some(2), Some(2)));
        assert!(!shows(&mut own, "162583", 120, &[("sigill.maxDrift", "2")]), "of period 7, three ahead: too far");
        assert!(shows(&mut own, "162583", 120, &[]), "far is what the policy says");
        assert!(!shows(&mut own, "520489", 270, &[]), "of period 9, none ahead: it isn't known for that");
    }

    #[test]
    fn a_window_of_none_takes_the_code_of_this_period_only() {
        let none = [("sigill.window", "0")];
        assert!(!shows(&mut token("totp"), "359152", 30, &none));
        assert!(shows(&mut token("totp"), "287082", 59, &none));
    }
}
