//! The password of a user.
//!
//! Source: *Create password*, *Update password* (2.71), *Policy parameters: Password*. Which lengths hold where a policy
//! doesn't say isn't documented.

use crate::breach::Breaches;
use crate::code::Code;
use crate::credential::renewal::{self, RENEWAL_PARAMETERS};
use crate::credential::rules::{PASSWORD_PARAMETERS, consistent};
use crate::credential::secret::{self, BROUGHT, CHANGE, RESET, RESET_PARAMETERS, UNLOCK, password};
use crate::credential::{Act, Check, Credential, Draft, Form, Holds, Kind, Member, Own, State, Takes};
use crate::policy::parameter::{self, Parameter};
use crate::policy::{Parameters, PolicyForm, PolicyType};
use crate::rejection::Rejection;
use crate::time::Timestamp;

/// See the module.
#[derive(Debug)]
pub(crate) struct Password;

const PASSWORD: &str = "password";

const MEMBERS: &[Member] = &[
    Member::new(
        PASSWORD,
        Takes::Secret(512),
        "The password. It is hashed and then forgotten. None where the policy makes passwords up.",
        "correct horse battery staple",
    ),
    BROUGHT,
];

const PARAMETERS: &[&[Parameter]] =
    &[parameter::ALL_CREDENTIALS, PASSWORD_PARAMETERS, RENEWAL_PARAMETERS, RESET_PARAMETERS, parameter::SENT];

/// What somebody shows to sign in.
static SHOWN: Member =
    Member::new(PASSWORD, Takes::Secret(512), "The password.", "correct horse battery staple").mandatory();

static POLICY: PolicyForm = PolicyForm::new("PwdPolicy", PARAMETERS).checked(consistent);

static FORM: Form = Form {
    members: MEMBERS,
    holds: Holds::One(Code::PasswordExists),
    policy: Some(PolicyType::of(&POLICY)),
    keeps_secret: true,
    sends: true,
    shows_by: true,
    reveals: true,
    is_checked_here: true,
    login: Some("password"),
    ..Form::new(1, "Password", "Password", "password").called("a password", "What a user knows, to sign in.")
};

impl Kind for Password {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn acts(&self) -> &'static [Act] {
        &[RESET, UNLOCK, CHANGE]
    }

    fn act(&self, act: &Act, draft: &mut Draft<'_>, broken: &mut Breaches) -> Result<(), Rejection> {
        secret::act(act, draft, broken)
    }

    fn check(&self) -> Option<Check> {
        Some(Check::Hash { member: &SHOWN, times: None })
    }

    fn shape(&self, draft: &mut Draft<'_>, broken: &mut Breaches) {
        password(draft, PASSWORD, broken);
    }

    fn begins(&self, draft: &Draft<'_>) -> State {
        renewal::begins(draft)
    }

    fn change_by(&self, credential: &Credential<Own>, parameters: &Parameters) -> Option<Timestamp> {
        renewal::change_by(credential, parameters)
    }
}
