//! Security questions. Nothing of the answers is served yet; which questions there are is a noun of its own.

use crate::credential::{Form, Kind};
use crate::policy::parameter::{self, Parameter};
use crate::policy::{PolicyForm, PolicyType};
use crate::property::Scope;

/// See the module.
#[derive(Debug)]
pub(crate) struct SecurityQuestions;

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS];

static POLICY: PolicyForm = PolicyForm::new("SecurityQuestionsPolicy", PARAMETERS);

static FORM: Form = Form {
    properties: Some(Scope::CREDENTIAL_SECURITY_QUESTIONS),
    policy: Some(PolicyType::of(&POLICY)),
    ..Form::new(18, "Security Questions", "SecurityQuestions", "").called("security questions", "Not served yet.")
};

impl Kind for SecurityQuestions {
    fn form(&self) -> &'static Form {
        &FORM
    }
}
