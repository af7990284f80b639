//! A URL ticket: a link that lets a user in.
//!
//! Source: *Create URL ticket* (2.80), *Policy parameters: URL ticket*. What is behind the prefix is Sigill's own.

use crate::breach::{Breach, Breaches};
use crate::code::Code;
use crate::credential::handing::{Reveals, hand_out};
use crate::credential::{Answers, Check, Draft, Form, Holds, Kind, Member, Secret, Takes};
use crate::message::MessagePurpose;
use crate::policy::parameter::{self, Parameter, ParameterType as May};
use crate::policy::{PolicyForm, PolicyType};

/// See the module.
#[derive(Debug)]
pub(crate) struct UrlTicket;

/// Five days, in milliseconds.
const LIFETIME_MS: i64 = 432_000_000;
/// Characters of the secret part: 43 of 64 kinds are 258 bits.
const SECRET_LEN: usize = 43;

const MEMBERS: &[Member] = &[
    Member::new("identification", Takes::Text(255), "What the link is for.", "order-123"),
    Member::new(
        "urlPrefix",
        Takes::Text(1000),
        "What the link begins with; else what the policy says.",
        "https://login.example.com/?x=",
    )
    .fixed(),
];

const PARAMETERS: &[&[Parameter]] = &[
    parameter::ALL_CREDENTIALS,
    &[
        Parameter {
            name: "exposeLinkToCaller",
            holds: May::Bool,
            default: "false",
            meaning: "Whether the answer to who makes a URL ticket shows the link, this once.",
        },
        Parameter {
            name: "urlPrefix",
            holds: May::Text(255),
            default: "none",
            meaning: "What a link begins with where the request doesn't say.",
        },
        parameter::sending("Email where the server sends mail, else None"),
    ],
];

/// What somebody shows to sign in.
static SHOWN: Member = Member::new(
    "ticket",
    Takes::Secret(512),
    "What stands in the link behind its prefix.",
    "6mQrI36AFVWyRTfv3KEEmETenxNtR4",
)
.mandatory();

static POLICY: PolicyForm = PolicyForm::new("URLTicketPolicy", PARAMETERS);

static FORM: Form = Form {
    members: MEMBERS,
    holds: Holds::One(Code::UrlTicketExists),
    policy: Some(PolicyType::of(&POLICY)),
    answers: Answers::Whole,
    keeps_secret: true,
    sends: true,
    reveals: true,
    is_checked_here: true,
    lifetime_ms: Some(LIFETIME_MS),
    ..Form::new(14, "URL Ticket", "UrlTicket", "url-ticket").called("a URL ticket", "A link that lets a user in.")
};

impl Kind for UrlTicket {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn check(&self) -> Option<Check> {
        Some(Check::Hash { member: &SHOWN, times: Some(|_| Some(1)) })
    }

    fn shape(&self, draft: &mut Draft<'_>, broken: &mut Breaches) {
        if !draft.is_new() {
            return;
        }
        let of_policy = draft.parameters.get("urlPrefix").cloned();
        let Some(prefix) = draft.own.text("urlPrefix").map(str::to_owned).or(of_policy) else {
            let message = "urlPrefix: neither the request nor the policy says what the link begins with";
            broken.push(Breach::new(Code::UrlTicketMissingUrlPrefix, message));
            return;
        };
        let set = parameter::characters("A-Za-z0-9_-");
        let secret = draft.random.text("url ticket", &set, SECRET_LEN);
        let is_exposed = parameter::flag(draft.parameters, "exposeLinkToCaller", false);
        let shows = Reveals { member: "personifiedLink", when_sent: is_exposed, when_not: is_exposed };
        hand_out(draft, MessagePurpose::UrlTicket, &format!("{prefix}{secret}"), shows, broken);
        draft.own.set("urlPrefix", prefix);
        draft.secret = Some(Secret::Made(secret));
    }
}
