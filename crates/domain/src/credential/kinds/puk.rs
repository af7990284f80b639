//! A PUK: a code by which a user unlocks what was locked.
//!
//! Source: *Create PUK*, *Update PUK* (8.2605), *Policy parameters: PUK*.

use crate::breach::Breaches;
use crate::code::Code;
use crate::credential::secret::{LETTERS_AND_DIGITS, made};
use crate::credential::{Answers, Draft, Form, Holds, Kind};
use crate::policy::parameter::{self, Holds as May, Parameter};
use crate::policy::{PolicyForm, PolicyType};

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
];

static POLICY: PolicyForm = PolicyForm::new("PUKPolicy", PARAMETERS);

static FORM: Form = Form {
    holds: Holds::One(Code::PukExists),
    policy: Some(PolicyType::of(&POLICY)),
    answers: Answers::Whole,
    takes_validity: true,
    keeps_secret: true,
    reveals: true,
    is_checked_here: true,
    ..Form::new(13, "PUK", "Puk", "puk").called("a PUK", "A code by which a user unlocks what was locked.")
};

impl Kind for Puk {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn shape(&self, draft: &mut Draft<'_>, _: &mut Breaches) {
        if draft.is_new() {
            let len = parameter::number(draft.parameters, "pukLen", 30);
            let (text, secret) = made(draft, "puk", ("pukCharacterSet", len));
            if parameter::flag(draft.parameters, "plainValueExposedToCaller", false) {
                draft.reveal.insert("puk".to_owned(), text.into());
            }
            draft.secret = Some(secret);
        }
    }
}
