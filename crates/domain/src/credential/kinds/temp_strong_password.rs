//! A temporary strong password: it stands in for a strong credential that is lost, for a few days.
//!
//! Source: *Create temporary strong password* (8.2511) and its policy. Where it is sent, all of it
//! is: of the two parts that the vendor makes, one for the caller and one for the user, it is the second.

use crate::breach::Breaches;
use crate::code::Code;
use crate::credential::handing::{Reveals, hand_out, is_exposed};
use crate::credential::secret::{self, LETTERS_AND_DIGITS, RESET_PARAMETERS, made};
use crate::credential::{Act, Answers, Check, Draft, Form, Holds, Kind, Member, Takes};
use crate::message::MessagePurpose;
use crate::policy::parameter::{self, Parameter, ParameterType as May};
use crate::policy::{PolicyForm, PolicyType};
use crate::rejection::Rejection;

/// See the module.
#[derive(Debug)]
pub(crate) struct TempStrongPassword;

/// Five days, in milliseconds.
const LIFETIME_MS: i64 = 432_000_000;

const PARAMETERS: &[&[Parameter]] = &[
    parameter::ALL_CREDENTIALS,
    &[
        Parameter {
            name: "ticketCharacterSet",
            holds: May::Characters,
            default: LETTERS_AND_DIGITS,
            meaning: "What the password consists of.",
        },
        Parameter {
            name: "ticketLen0",
            holds: May::Within(8, 100),
            default: "30",
            meaning: "Characters of the password, which is sent to the user or shown once to who creates it.",
        },
    ],
    RESET_PARAMETERS,
    parameter::SENT,
];

/// What somebody shows to sign in.
static SHOWN: Member =
    Member::new("password", Takes::Secret(512), "The temporary strong password.", "6mQrI36AFVWyRTfv3KEEmETenxNtR4")
        .mandatory();

static POLICY: PolicyForm = PolicyForm::new("TempStrongPasswordPolicy", PARAMETERS);

static FORM: Form = Form {
    holds: Holds::One(Code::TempStrongPasswordExists),
    policy: Some(PolicyType::of(&POLICY)),
    answers: Answers::Whole,
    keeps_secret: true,
    sends: true,
    shows_by: true,
    reveals: true,
    is_checked_here: true,
    lifetime_ms: Some(LIFETIME_MS),
    ..Form::new(8, "Temporary Strong Password", "TempStrongPassword", "tempstrong-password")
        .called("a temporary strong password", "It stands in for a strong credential that is lost, for a few days.")
};

impl Kind for TempStrongPassword {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn check(&self) -> Option<Check> {
        Some(Check::Hash { member: &SHOWN, times: Some(|_| Some(1)) })
    }

    fn acts(&self) -> &'static [Act] {
        &[secret::RESET]
    }

    fn act(&self, _: &Act, draft: &mut Draft<'_>, broken: &mut Breaches) -> Result<(), Rejection> {
        secret::reset(draft, broken, make_up)
    }

    fn shape(&self, draft: &mut Draft<'_>, broken: &mut Breaches) {
        if draft.is_new() {
            make_up(draft, broken);
        }
    }
}

fn make_up(draft: &mut Draft<'_>, broken: &mut Breaches) {
    let len = parameter::number(draft.parameters, "ticketLen0", 30);
    let (text, secret) = made(draft, "temporary strong password", ("ticketCharacterSet", len));
    let shows = Reveals { member: "tempStrongPassword", when_sent: is_exposed(draft), when_not: true };
    hand_out(draft, MessagePurpose::TempStrongPassword, &text, shows, broken);
    draft.secret = Some(secret);
}
