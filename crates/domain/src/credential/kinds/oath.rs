//! An OATH token.

use crate::credential::{Form, Kind};
use crate::policy::parameter::{self, Parameter};
use crate::policy::{PolicyForm, PolicyType};

/// See the module.
#[derive(Debug)]
pub(crate) struct Oath;

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS];

static POLICY: PolicyForm = PolicyForm::new("OpenAuthenticationPolicy", PARAMETERS);

static FORM: Form = Form {
    policy: Some(PolicyType::of(&POLICY)),
    ..Form::new(20, "OATH", "Oath", "").called("an OATH token", "Not served yet.")
};

impl Kind for Oath {
    fn form(&self) -> &'static Form {
        &FORM
    }
}
