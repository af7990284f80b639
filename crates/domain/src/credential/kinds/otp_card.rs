//! An OTP card.

use crate::credential::{Form, Kind};
use crate::policy::parameter::{self, Parameter};
use crate::policy::{PolicyForm, PolicyType};

/// See the module.
#[derive(Debug)]
pub(crate) struct OtpCard;

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS];

static POLICY: PolicyForm = PolicyForm::new("OTPCardPolicy", PARAMETERS);

static FORM: Form = Form {
    policy: Some(PolicyType::of(&POLICY)),
    ..Form::new(6, "OTP Card", "OtpCard", "").called("an OTP card", "Not served yet.")
};

impl Kind for OtpCard {
    fn form(&self) -> &'static Form {
        &FORM
    }
}
