//! A SAML federation: who the user is to an identity provider.
//!
//! Source: *Create SAML credential*, *Patch SAML credential* (8.2511). A user is found by the name that the provider has
//! for it; the documented hash of the four is not kept, since nothing compares it.

use crate::credential::{Form, Kind, Member, Takes};
use crate::policy::parameter::{self, Parameter};
use crate::policy::{PolicyForm, PolicyType};
use crate::property::Scope;

/// See the module.
#[derive(Debug)]
pub(crate) struct SamlFederation;

const MEMBERS: &[Member] = &[
    Member::new(
        "subjectNameId",
        Takes::Text(1030),
        "The name that the identity provider has for the user.",
        "a7f3c2d1",
    )
    .mandatory()
    .searched(),
    Member::new(
        "subjectNameIdFormat",
        Takes::Text(100),
        "What kind of name that is, as a URN.",
        "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    )
    .mandatory(),
    Member::new("issuerNameId", Takes::Text(1030), "The name of the identity provider.", "https://idp.example.com")
        .mandatory(),
    Member::new(
        "issuerNameIdFormat",
        Takes::Text(100),
        "What kind of name that is, as a URN.",
        "urn:oasis:names:tc:SAML:2.0:nameid-format:entity",
    )
    .mandatory(),
];

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS];

static POLICY: PolicyForm = PolicyForm::new("SAMLFederationPolicy", PARAMETERS);

static FORM: Form = Form {
    members: MEMBERS,
    policy: Some(PolicyType::of(&POLICY)),
    filters: &["extId", "subjectNameId", "subjectNameIdFormat", "issuerNameId", "issuerNameIdFormat", "stateName"],
    properties: Some(Scope::CREDENTIAL_SAML_FEDERATION),
    ..Form::new(17, "SAML Federation", "SamlFederation", "saml-credentials")
        .called("a SAML federation", "Who the user is to an identity provider. It is kept, and checked there.")
};

impl Kind for SamlFederation {
    fn form(&self) -> &'static Form {
        &FORM
    }
}
