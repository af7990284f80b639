//! Kerberos: the account of a user in a realm. Whoever else checks it says that it worked.
//!
//! Source: *Create Kerberos credential* (2.79); reading, changing and deleting are inferred.

use crate::code::Code;
use crate::credential::{Form, Kind, Member, Takes, Within};

/// See the module.
#[derive(Debug)]
pub(crate) struct Kerberos;

const MEMBERS: &[Member] = &[Member::new(
    "kerberosId",
    Takes::Text(255),
    "The account, `login@REALM`. No two credentials of the client have the same one.",
    "jdoe@EXAMPLE.COM",
)
.mandatory()
.unique(Within::Client)
.searched()];

static FORM: Form = Form {
    members: MEMBERS,
    taken: Code::KerberosExists,
    ..Form::new(10, "Kerberos", "Kerberos", "kerberos")
        .called("a Kerberos account", "The account of a user in a Kerberos realm. It is kept, and checked elsewhere.")
};

impl Kind for Kerberos {
    fn form(&self) -> &'static Form {
        &FORM
    }
}
