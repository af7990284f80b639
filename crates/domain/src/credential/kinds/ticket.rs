//! A ticket: a secret that lets a user in for a few days, until a stronger credential is there.
//!
//! Source: *Create ticket*, *Get ticket* (8.2511), *Policy parameters: Ticket*. The names of the characters and lengths are
//! those of temporary strong passwords; the name of the value in the answer isn't documented.

use crate::breach::Breaches;
use crate::code::Code;
use crate::credential::handing::{Reveals, hand_out, is_exposed};
use crate::credential::secret::{LETTERS_AND_DIGITS, made};
use crate::credential::{Answers, Check, Draft, Form, Holds, Kind, Member, Takes};
use crate::message::MessagePurpose;
use crate::policy::parameter::{self, Parameter, ParameterType as May};
use crate::policy::{PolicyForm, PolicyType};

/// See the module.
#[derive(Debug)]
pub(crate) struct Ticket;

/// Five days, in milliseconds.
const LIFETIME_MS: i64 = 432_000_000;

const MEMBERS: &[Member] = &[
    Member::new("identification", Takes::Text(255), "What the ticket is for.", "order-123"),
    Member::new("context", Takes::Text(100), "Where the ticket holds.", "e-banking"),
];

const PARAMETERS: &[&[Parameter]] = &[
    parameter::ALL_CREDENTIALS,
    &[
        Parameter {
            name: "ticketCharacterSet",
            holds: May::Characters,
            default: LETTERS_AND_DIGITS,
            meaning: "What a ticket consists of.",
        },
        Parameter { name: "ticketLen0", holds: May::Within(8, 100), default: "30", meaning: "Characters of a ticket." },
    ],
    parameter::SENT,
];

/// What somebody shows to sign in.
static SHOWN: Member =
    Member::new("ticket", Takes::Secret(512), "The ticket.", "6mQrI36AFVWyRTfv3KEEmETenxNtR4").mandatory();

static POLICY: PolicyForm = PolicyForm::new("TicketPolicy", PARAMETERS);

static FORM: Form = Form {
    members: MEMBERS,
    holds: Holds::One(Code::TicketExists),
    policy: Some(PolicyType::of(&POLICY)),
    answers: Answers::Whole,
    takes_validity: true,
    keeps_secret: true,
    sends: true,
    reveals: true,
    is_checked_here: true,
    lifetime_ms: Some(LIFETIME_MS),
    ..Form::new(4, "Ticket Authorization", "Ticket", "ticket")
        .called("a ticket", "A secret that lets a user in for a few days.")
};

impl Kind for Ticket {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn check(&self) -> Option<Check> {
        Some(Check::Hash { member: &SHOWN, times: Some(|_| Some(1)) })
    }

    fn shape(&self, draft: &mut Draft<'_>, broken: &mut Breaches) {
        if draft.is_new() {
            let len = parameter::number(draft.parameters, "ticketLen0", 30);
            let (text, secret) = made(draft, "ticket", ("ticketCharacterSet", len));
            let shows = Reveals { member: "ticket", when_sent: is_exposed(draft), when_not: true };
            hand_out(draft, MessagePurpose::Ticket, &text, shows, broken);
            draft.secret = Some(secret);
        }
    }
}
