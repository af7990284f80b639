//! A generic credential: a name in another system, or whatever a client's own software keeps.
//!
//! Source: *Create generic credential* (2.73). Sigill keeps the public keys of technical users in the same type, as a
//! member that callers don't see.

use crate::credential::{Form, Kind, Member, Oneself, Own, SelfService, Takes};
use crate::policy::parameter::{self, Parameter};
use crate::policy::{PolicyForm, PolicyType};
use crate::property::Scope;

/// See the module.
#[derive(Debug)]
pub(crate) struct Generic;

const MEMBERS: &[Member] = &[Member::new(
    "identification",
    Takes::Text(255),
    "What the credential is: a name in another system, say.",
    "eid\\5300\\177221",
)
.mandatory()
.masked()
.searched()];

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS];

static POLICY: PolicyForm = PolicyForm::new("GenericCredentialPolicy", PARAMETERS);

pub(crate) static FORM: Form = Form {
    members: MEMBERS,
    policy: Some(PolicyType::of(&POLICY)),
    properties: Some(Scope::CREDENTIAL_GENERIC),
    signs_in_machines: true,
    takes_validity: true,
    is_checked_here: true,
    oneself: SelfService { create: Oneself::Yes, view: Oneself::Yes, modify: Oneself::Yes, delete: Oneself::Proven },
    ..Form::new(9, "Generic Credential", "Generic", "generic-credentials").called(
        "a generic credential",
        "A name in another system, with custom properties. It is kept, and checked elsewhere.",
    )
};

impl Kind for Generic {
    fn form(&self) -> &'static Form {
        &FORM
    }

    /// One that is a public key.
    fn signs_in(&self, own: &Own) -> bool {
        own.members.contains_key("jwk")
    }
}
