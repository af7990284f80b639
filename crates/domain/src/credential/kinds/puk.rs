//! A PUK: a code by which a user unlocks what was locked.
//!
//! Source: *Create PUK*, *Update PUK* (8.2605), *Policy parameters: PUK*.

use crate::breach::Breaches;
use crate::code::Code;
use crate::credential::handing::{Reveals, hand_out};
use crate::credential::secret::{self, LETTERS_AND_DIGITS, RESET_PARAMETERS, made};
use crate::credential::{Act, Acted, Answers, Check, Draft, Form, Holds, Kind, Member, Oneself, Takes};
use crate::message::MessagePurpose;
use crate::policy::parameter::{self, Parameter, ParameterType as May};
use crate::policy::{PolicyForm, PolicyType};
use crate::rejection::Rejection;

/// See the module.
#[derive(Debug)]
pub(crate) struct Puk;

const PARAMETERS: &[&[Parameter]] = &[
    parameter::ALL_CREDENTIALS,
    &[
        Parameter {
            name: "maxCredSuccessCount",
            holds: May::CountOrOff,
            default: "5",
            meaning: "How often a PUK can be used.",
        },
        Parameter {
            name: "plainValueExposedToCaller",
            holds: May::Bool,
            default: "false",
            meaning: "Whether the answer to who makes a PUK shows it, this once.",
        },
        Parameter {
            name: "pukCharacterSet",
            holds: May::Characters,
            default: LETTERS_AND_DIGITS,
            meaning: "What a PUK consists of.",
        },
        Parameter { name: "pukLen", holds: May::Within(8, 100), default: "30", meaning: "Characters of a PUK." },
    ],
    RESET_PARAMETERS,
    &[parameter::sending("None")],
];

const RESET: Act = Act { answers: Acted::Whole, oneself: Oneself::No, ..secret::RESET };

/// What somebody shows to sign in.
static SHOWN: Member = Member::new("puk", Takes::Secret(512), "The PUK.", "6mQrI36AFVWyRTfv3KEEmETenxNtR4").mandatory();

static POLICY: PolicyForm = PolicyForm::new("PUKPolicy", PARAMETERS);

static FORM: Form = Form {
    holds: Holds::One(Code::PukExists),
    policy: Some(PolicyType::of(&POLICY)),
    answers: Answers::Whole,
    takes_validity: true,
    keeps_secret: true,
    sends: true,
    reveals: true,
    is_checked_here: true,
    ..Form::new(13, "PUK", "Puk", "puk").called("a PUK", "A code by which a user unlocks what was locked.")
};

impl Kind for Puk {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn check(&self) -> Option<Check> {
        Some(Check::Hash {
            member: &SHOWN,
            times: Some(|parameters| parameter::count_or_off(parameters, "maxCredSuccessCount", 5)),
        })
    }

    fn acts(&self) -> &'static [Act] {
        &[RESET]
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
    let len = parameter::number(draft.parameters, "pukLen", 30);
    let (text, secret) = made(draft, "puk", ("pukCharacterSet", len));
    let is_exposed = parameter::flag(draft.parameters, "plainValueExposedToCaller", false);
    let shows = Reveals { member: "puk", when_sent: is_exposed, when_not: is_exposed };
    hand_out(draft, MessagePurpose::Puk, &text, shows, broken);
    draft.secret = Some(secret);
}
