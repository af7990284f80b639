//! Safeword: the name by which another server knows the user. That server checks the token.
//!
//! Source: *Create Safeword credential* (2.79); reading and changing are inferred from SecurID.

use crate::code::Code;
use crate::credential::{Form, Holds, Kind, Member, Takes};

/// See the module.
#[derive(Debug)]
pub(crate) struct Safeword;

const MEMBERS: &[Member] =
    &[Member::new("username", Takes::Text(255), "The name by which the Safeword server knows the user.", "jdoe")
        .mandatory()
        .searched()];

static FORM: Form = Form {
    members: MEMBERS,
    holds: Holds::One(Code::SafewordExists),
    is_archived: false,
    ..Form::new(5, "Safeword User Mapping", "Safeword", "safeword")
        .called("a Safeword mapping", "The name of a user at a Safeword server. It is kept, and checked there.")
};

impl Kind for Safeword {
    fn form(&self) -> &'static Form {
        &FORM
    }
}
