//! mTAN: the mobile number to which codes are sent.
//!
//! Source: *Create mTAN*, *Update mTAN credential* (2.74), *Update login info* (2.86). The number is E.164. That Sigill
//! makes codes, sends and checks them is its own.

use serde_json::Value;

use crate::breach::{Breach, Breaches};
use crate::code::Code;
use crate::credential::{
    Act, Acted, Asking, Check, Chooses, Draft, Form, Kind, Member, OUTCOME, Oneself, Own, Secret, Takes, Trying,
};
use crate::message::{MessagePurpose, to_phone};
use crate::msisdn::Msisdn;
use crate::oath;
use crate::policy::parameter::{self, Parameter, ParameterType as May};
use crate::policy::{PolicyForm, PolicyType};
use crate::rejection::Rejection;

/// See the module.
#[derive(Debug)]
pub(crate) struct MTan;

const NUMBER: &str = "mobileNumber";

const MEMBERS: &[Member] =
    &[Member::new(NUMBER, Takes::Text(50), "Where codes are sent, in the form of E.164.", "+41791234567")
        .mandatory()
        .masked()
        .searched()];

const REPORT: Act = Act {
    name: "report",
    summary: "Update login info",
    about: "Counts whether a code that was sent to the number was shown. Failures lock as the policy says. Only an active \
            and valid credential of an active user is counted, and a failure of who has more rights than the caller is \
            refused. Also needs AccessControl.CredentialView.",
    takes: &[OUTCOME],
    answers: Acted::Counted,
    oneself: Oneself::No,
    proves: None,
};

const CODE: &str = "code";
const CODE_SET: &str = "sigill.codeCharacterSet";
const CODE_LEN: &str = "sigill.codeLength";
const CODE_LIFETIME: &str = "sigill.codeLifetime";

/// Five minutes, in milliseconds.
const CODE_LIFETIME_MS: i64 = 300_000;

const PARAMETERS: &[&[Parameter]] = &[
    parameter::ALL_CREDENTIALS,
    &[
        Parameter { name: CODE_SET, holds: May::Characters, default: "0-9", meaning: "What a code consists of." },
        Parameter { name: CODE_LEN, holds: May::Within(4, 20), default: "6", meaning: "Characters of a code." },
        Parameter {
            name: CODE_LIFETIME,
            holds: May::Within(30_000, 3_600_000),
            default: "300000",
            meaning: "How long a code holds, in milliseconds. A newer one takes its place.",
        },
    ],
];

/// What somebody shows to sign in.
const SHOWN: &[Member] = &[Member::new(CODE, Takes::Secret(50), "The code that was sent.", "264913").mandatory()];

static POLICY: PolicyForm = PolicyForm::new("TANPolicy", PARAMETERS);

static FORM: Form = Form {
    members: MEMBERS,
    policy: Some(PolicyType::of(&POLICY)),
    needs_policy: true,
    keeps_secret: true,
    sends: true,
    takes_state: false,
    is_archived: false,
    ..Form::new(11, "mTan", "MTan", "mtans").called("an mTAN number", "A mobile number to which codes are sent by SMS.")
};

impl Kind for MTan {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn acts(&self) -> &'static [Act] {
        &[REPORT]
    }

    fn check(&self) -> Option<Check> {
        Some(Check::Opened { takes: SHOWN, is_right, keeps_wrong: false })
    }

    fn challenge(&self) -> Option<Chooses> {
        Some(choose)
    }

    fn number(&self, own: &Own) -> Option<String> {
        own.text(NUMBER).map(str::to_owned)
    }

    fn shape(&self, draft: &mut Draft<'_>, broken: &mut Breaches) {
        let Some(given) = draft.own.text(NUMBER).map(str::to_owned) else { return };
        let number = Msisdn::parse(NUMBER, Some(&given)).ok();
        // With its country, as E.164 has it: whatever the client's own is, it is another number elsewhere.
        match number.filter(|number| !number.is_national()).and_then(|number| number.normal(None).ok()) {
            Some(normal) => draft.own.set(NUMBER, format!("+{}", normal.trim_start_matches('+'))),
            None => broken.push(Breach::new(
                Code::MtanFormatE164Violated,
                format!("{NUMBER}: expected a number with its country, such as +41791234567"),
            )),
        }
    }
}

/// Makes a code, which is sent; nobody is shown it.
fn choose(asking: &mut Asking<'_>) -> Result<Option<String>, Rejection> {
    let set = parameter::characters(parameter::word(asking.parameters, CODE_SET, "0-9"));
    let len = usize::try_from(parameter::number(asking.parameters, CODE_LEN, 6)).unwrap_or_default();
    let code = asking.random.text("mtan code", &set, len);
    let until = asking.now.plus_millis(parameter::number(asking.parameters, CODE_LIFETIME, CODE_LIFETIME_MS));
    let letter = to_phone(asking.mailing.as_ref(), (MessagePurpose::MTan, &code), until, asking.language);
    asking.letter = Some(letter.map_err(|breach| vec![breach])?);
    asking.secret = Some(Secret::Sealed(format!("{}|{code}", until.micros())));
    Ok(None)
}

/// Whether the code is the last one that was sent, while it holds. It holds once.
fn is_right(trying: &mut Trying<'_>) -> bool {
    let shown = trying.given.get(CODE).and_then(Value::as_str).unwrap_or_default().trim();
    let Some((until, code)) = trying.opened.split_once('|') else { return false };
    let holds = until.parse::<i64>().is_ok_and(|until| trying.now.micros() < until);
    let is_right = holds && !code.is_empty() && oath::is_same(code, shown);
    if is_right {
        trying.opened.clear();
    }
    is_right
}
