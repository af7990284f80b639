//! A set of recovery codes.

use crate::credential::{Form, Kind};

/// See the module.
#[derive(Debug)]
pub(crate) struct RecoveryCode;

static FORM: Form =
    Form { ..Form::new(22, "Recovery Code", "RecoveryCode", "").called("a set of recovery codes", "Not served yet.") };

impl Kind for RecoveryCode {
    fn form(&self) -> &'static Form {
        &FORM
    }
}
