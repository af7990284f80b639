//! A device password. Its calls are written out still: `credential/device_password/`, and the handlers of its own.

use crate::credential::{CredentialType, Form, Kind};
use crate::policy::parameter::{self, Parameter};
use crate::policy::{PolicyForm, PolicyType};

/// See the module.
#[derive(Debug)]
pub(crate) struct DevicePassword;

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS];

static POLICY: PolicyForm = PolicyForm::new("DevicePasswordPolicy", PARAMETERS);

pub(crate) static FORM: Form = Form {
    policy: Some(PolicyType::of(&POLICY)),
    is_checked_here: true,
    ..Form::new(15, "DevicePassword", "DevicePassword", "").called("a device password", "The secret of a technical user.")
};

impl CredentialType {
    /// Device passwords.
    pub const DEVICE_PASSWORD: Self = Self::of(&FORM);
}

impl Kind for DevicePassword {
    fn form(&self) -> &'static Form {
        &FORM
    }
}
