//! A Vasco token. Nothing of it is served yet: it belongs to a client before it belongs to a user.

use crate::credential::{Form, Kind};
use crate::policy::parameter::{self, Parameter};
use crate::policy::{PolicyForm, PolicyType};

/// See the module.
#[derive(Debug)]
pub(crate) struct Vasco;

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS];

static POLICY: PolicyForm = PolicyForm::new("VascoPolicy", PARAMETERS);

static FORM: Form = Form {
    policy: Some(PolicyType::of(&POLICY)),
    ..Form::new(12, "Vasco", "Vasco", "").called("a Vasco token", "Not served yet.")
};

impl Kind for Vasco {
    fn form(&self) -> &'static Form {
        &FORM
    }
}
