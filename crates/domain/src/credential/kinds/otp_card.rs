//! An OTP card: a sheet with a small password at each of 168 places, of which one is asked for at a time.
//!
//! Source: *Create OTP*, *Get OTP*, *Replace OTP secret*, *Generate OTP challenge*, *Login* (8.2605), *Policy parameters:
//! OTP*. Of the string of a card, the order of its four parts is documented: rows, columns, counters and card. Here, the
//! counters are a digit for each place, `1` where it was used, and the card is the passwords with commas between them, row
//! by row. How long they are isn't documented, nor is the name of the member.

use serde_json::{Map, Value};

use crate::breach::{Breach, Breaches};
use crate::code::Code;
use crate::credential::act::{COMMENT, COUNTS, VERSION};
use crate::credential::{
    Act, Acted, Asking, Check, Chooses, Draft, Form, Holds, Kind, LoginAnswers, Member, Oneself, Opens, Own, Secret,
    SelfService, Takes, Trying,
};
use crate::oath;
use crate::policy::parameter::{self, Parameter, ParameterType as May};
use crate::policy::{Parameters, PolicyForm, PolicyType};
use crate::rejection::Rejection;
use crate::time::Timestamp;

/// See the module.
#[derive(Debug)]
pub(crate) struct OtpCard;

/// Cards that a user may have: the one, and the one that takes its place.
const CARDS: u32 = 2;
const ROWS: usize = 14;
const COLUMNS: usize = 12;
const PLACES: usize = ROWS * COLUMNS;

const PASSWORD: &str = "password";
const CHALLENGE: &str = "challenge";
const LOW: &str = "lowOnChallenges";
/// The place that is asked for: a member that nobody sees.
const PLACE: &str = "place";
/// A digit for each place, `1` where it was used: a member that the card shows.
const USED: &str = "used";

/// Different passwords that a place may have, at least.
const LEAST: u64 = 10_000;
/// What is between the parts of the string of a card.
const SEPARATORS: [char; 2] = [',', '|'];

/// Two weeks, in milliseconds.
const TRANSITION_MS: i64 = 1_209_600_000;

const MEMBERS: &[Member] =
    &[Member::new(LOW, Takes::Flag, "Whether few places are left that weren't asked for.", "false").made()];

const OPENED: &[Member] = &[Member::new(
    "cardData",
    Takes::Text(10_000),
    "Rows, columns, a digit for each place that says whether it was used, and the passwords, row by row.",
    "14|12|000|735120,228391,904417",
)];

const PARAMETERS: &[&[Parameter]] = &[
    parameter::ALL_CREDENTIALS,
    &[
        Parameter {
            name: "closeToExpirationThreshold",
            holds: May::Millis,
            default: "864000000",
            meaning: "Kept for tools that set it: when a card is soon to end.",
        },
        Parameter {
            name: "coordinateCardFormat",
            holds: May::Bool,
            default: "false",
            meaning: "Whether places are called `A1` to `N12`, by row and column, or `001` to `168`.",
        },
        Parameter {
            name: "fallbackAllowed",
            holds: May::Bool,
            default: "true",
            meaning: "Whether the older one of two cards may still be used.",
        },
        Parameter {
            name: "fallbackTransitionPeriod",
            holds: May::Millis,
            default: "1209600000",
            meaning: "For how long it may, from when the newer one was made.",
        },
        Parameter {
            name: "lowOnChallengesThreshold",
            holds: May::Within(0, 168),
            default: "20",
            meaning: "With so many unused places or fewer, a card is said to be low on challenges.",
        },
        Parameter {
            name: "renewWhenCloseToExpiration",
            holds: May::Bool,
            default: "false",
            meaning: "Kept for tools that set it. Sigill makes a new card when it is asked to.",
        },
        Parameter {
            name: "renewWhenLowOnChallenges",
            holds: May::Bool,
            default: "true",
            meaning: "Kept for tools that set it. Sigill makes a new card when it is asked to, and says `lowOnChallenges`.",
        },
        Parameter {
            name: "sigill.otpCharacterSet",
            holds: May::Characters,
            default: "0-9",
            meaning: "What the passwords of a card consist of.",
        },
        Parameter {
            name: "sigill.otpLength",
            holds: May::Within(4, 12),
            default: "6",
            meaning: "Characters of a password of a card.",
        },
    ],
];

/// What somebody shows to sign in.
static SHOWN: &[Member] = &[
    Member::new(CHALLENGE, Takes::Text(10), "The place that was asked for.", "017").mandatory(),
    Member::new(PASSWORD, Takes::Secret(32), "What the card has at that place.", "735120").mandatory(),
    Member::new(
        COUNTS,
        Takes::Flag,
        "Whether a success is counted; a failure always is. `true` where it isn't said.",
        "true",
    ),
];

static REPLACE: Act = Act {
    name: "replace",
    summary: "Replace its passwords",
    about: "Other passwords take the place of all that there were. Its external id, its policy and its state stay.",
    takes: &[COMMENT, VERSION],
    answers: Acted::Whole,
    oneself: Oneself::Proven,
    proves: None,
};

static POLICY: PolicyForm = PolicyForm::new("OTPCardPolicy", PARAMETERS).checked(sound);

static FORM: Form = Form {
    members: MEMBERS,
    holds: Holds::Many(CARDS),
    too_many: Code::TooManyOtpCards,
    policy: Some(PolicyType::of(&POLICY)),
    keeps_secret: true,
    is_checked_here: true,
    login: Some("otp"),
    login_answers: LoginAnswers::Info,
    selects: Some(CHALLENGE),
    oneself: SelfService { create: Oneself::No, view: Oneself::Proven, modify: Oneself::No, delete: Oneself::Proven },
    ..Form::new(6, "OTP Card", "OtpCard", "otp-credentials").called(
        "an OTP card",
        "A sheet with a small password at each of 168 places, of which one is asked for at a time.",
    )
};

impl Kind for OtpCard {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn acts(&self) -> &'static [Act] {
        std::slice::from_ref(&REPLACE)
    }

    fn act(&self, _: &Act, draft: &mut Draft<'_>, _: &mut Breaches) -> Result<(), Rejection> {
        make_up(draft);
        Ok(())
    }

    fn check(&self) -> Option<Check> {
        Some(Check::Opened { takes: SHOWN, is_right, keeps_wrong: false })
    }

    fn opens(&self) -> Option<Opens> {
        Some(Opens { members: OPENED, shown })
    }

    fn challenge(&self) -> Option<Chooses> {
        Some(challenge)
    }

    fn shape(&self, draft: &mut Draft<'_>, _: &mut Breaches) {
        if draft.is_new() {
            make_up(draft);
        }
    }
}

/// Passwords that are soon guessed are none; and a card has commas and bars between them.
fn sound(parameters: &Parameters) -> Vec<Breach> {
    let set = parameter::characters(parameter::word(parameters, "sigill.otpCharacterSet", "0-9"));
    let len = u32::try_from(parameter::number(parameters, "sigill.otpLength", 6)).unwrap_or_default();
    let count = u64::try_from(set.len()).unwrap_or_default().saturating_pow(len);
    let mut broken = Vec::new();
    if count < LEAST {
        let message = format!("parameters.sigill.otpLength: expected {LEAST} different passwords or more, got {count}");
        broken.push(Breach::invalid(message));
    }
    if set.iter().any(|c| SEPARATORS.contains(c)) {
        broken.push(Breach::invalid("parameters.sigill.otpCharacterSet: expected neither a comma nor a bar"));
    }
    broken
}

/// Other passwords at all places, none of which was used.
fn make_up(draft: &mut Draft<'_>) {
    let set = parameter::characters(parameter::word(draft.parameters, "sigill.otpCharacterSet", "0-9"));
    let len = usize::try_from(parameter::number(draft.parameters, "sigill.otpLength", 6)).unwrap_or_default();
    let letters: Vec<char> = draft.random.text("otp card", &set, PLACES * len).chars().collect();
    let passwords: Vec<String> = letters.chunks(len.max(1)).map(|one| one.iter().collect()).collect();
    draft.secret = Some(Secret::Sealed(passwords.join(",")));
    draft.own.set(USED, "0".repeat(PLACES));
    draft.own.set(LOW, false);
    draft.own.set(PLACE, Value::Null);
    draft.own.set(CHALLENGE, Value::Null);
}

fn shown(own: &Own, opened: &str) -> Map<String, Value> {
    let used = own.text(USED).unwrap_or_default();
    Map::from_iter([("cardData".to_owned(), format!("{ROWS}|{COLUMNS}|{used}|{opened}").into())])
}

/// What a place is called.
fn named(place: usize, parameters: &Parameters) -> String {
    if !parameter::flag(parameters, "coordinateCardFormat", false) {
        return format!("{:03}", place + 1);
    }
    let row = ('A'..='Z').nth(place / COLUMNS).unwrap_or('A');
    format!("{row}{}", place % COLUMNS + 1)
}

/// Whether a card may still be used, now that there may be a newer one.
fn is_in_use(newer: Option<Timestamp>, now: Timestamp, parameters: &Parameters) -> bool {
    let period = parameter::number(parameters, "fallbackTransitionPeriod", TRANSITION_MS);
    let is_allowed = parameter::flag(parameters, "fallbackAllowed", true);
    newer.is_none_or(|newer| is_allowed && now < newer.plus_millis(period))
}

/// Asks for a place that wasn't used: the same one until it was answered, so that nobody asks on for one that they know.
fn challenge(asking: &mut Asking<'_>) -> Result<Option<String>, Rejection> {
    if !is_in_use(asking.newer, asking.now, asking.parameters) {
        return Err(Rejection::Forbidden("a newer OTP card has taken the place of this one".to_owned()));
    }
    if let Some(asked) = asking.own.text(CHALLENGE) {
        return Ok(Some(asked.to_owned()));
    }
    let used = asking.own.text(USED).unwrap_or_default();
    let free: Vec<usize> = used.bytes().enumerate().filter(|(_, used)| *used == b'0').map(|(place, _)| place).collect();
    let octets = asking.random.octets("otp challenge", 4);
    let drawn = octets.iter().fold(0_usize, |drawn, octet| (drawn << 8) | usize::from(*octet));
    let Some(place) = drawn.checked_rem(free.len()).and_then(|n| free.get(n).copied()) else { return Ok(None) };
    let name = named(place, asking.parameters);
    asking.own.set(PLACE, place);
    asking.own.set(CHALLENGE, name.clone());
    Ok(Some(name))
}

/// Whether the password is the one at the place that was asked for. That place isn't asked for again.
fn is_right(trying: &mut Trying<'_>) -> bool {
    let text = |name| trying.given.get(name).and_then(Value::as_str).unwrap_or_default().trim();
    let (challenge, password) = (text(CHALLENGE), text(PASSWORD));
    let asked = trying.own.text(CHALLENGE).is_some_and(|asked| asked == challenge);
    let place = trying.own.integer(PLACE).and_then(|place| usize::try_from(place).ok());
    let Some(place) = place.filter(|_| asked && is_in_use(trying.newer, trying.now, trying.parameters)) else {
        return false;
    };
    let kept = trying.opened.split(',').nth(place).unwrap_or_default();
    if kept.is_empty() || !oath::is_same(kept, password) {
        return false;
    }
    let used = trying.own.text(USED).unwrap_or_default();
    let used: String = used.char_indices().map(|(n, c)| if n == place { '1' } else { c }).collect();
    let left = i64::try_from(used.bytes().filter(|used| *used == b'0').count()).unwrap_or_default();
    trying.own.set(LOW, left <= parameter::number(trying.parameters, "lowOnChallengesThreshold", 20));
    trying.own.set(USED, used);
    trying.own.set(PLACE, Value::Null);
    trying.own.set(CHALLENGE, Value::Null);
    true
}
