//! mTAN: the mobile number to which codes are sent.
//!
//! Source: *Create mTAN*, *Update mTAN credential* (2.74), *Update login info* (2.86). The number is E.164.

use crate::breach::{Breach, Breaches};
use crate::code::Code;
use crate::credential::{Act, Acted, Draft, Form, Kind, Member, OUTCOME, Oneself, Takes};
use crate::msisdn::Msisdn;
use crate::policy::parameter::{self, Parameter};
use crate::policy::{PolicyForm, PolicyType};

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

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS];

static POLICY: PolicyForm = PolicyForm::new("TANPolicy", PARAMETERS);

static FORM: Form = Form {
    members: MEMBERS,
    policy: Some(PolicyType::of(&POLICY)),
    needs_policy: true,
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
