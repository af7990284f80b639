//! SecurID: the name by which another server knows the user. That server checks the token.
//!
//! Source: *Create SecurID credential* (2.75.1), *Update SecurID credential* (2.77).

use crate::code::Code;
use crate::credential::{Form, Holds, Kind, Member, Takes};

/// See the module.
#[derive(Debug)]
pub(crate) struct SecurId;

const MEMBERS: &[Member] =
    &[Member::new("username", Takes::Text(255), "The name by which the SecurID server knows the user.", "jdoe")
        .mandatory()
        .searched()];

static FORM: Form = Form {
    members: MEMBERS,
    holds: Holds::One(Code::SecurIdExists),
    is_archived: false,
    ..Form::new(3, "SecurID User Mapping", "SecurId", "securid")
        .called("a SecurID mapping", "The name of a user at a SecurID server. It is kept, and checked there.")
};

impl Kind for SecurId {
    fn form(&self) -> &'static Form {
        &FORM
    }
}
