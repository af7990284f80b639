//! A mobile signature. Its calls are written out still: `credential/mobile_signature/`, and the handlers of its own.

use crate::credential::{CredentialType, Form, Kind, Member, Takes};
use crate::policy::parameter::{self, Parameter};
use crate::policy::{PolicyForm, PolicyType};

/// See the module.
#[derive(Debug)]
pub(crate) struct MobileSignature;

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS, crate::policy::mobile_signature::PARAMETERS];

const MEMBERS: &[Member] = &[
    Member::new("identificator", Takes::Text(50), "What the provider (MSSP) knows the credential by.", "ID-123")
        .mandatory(),
    Member::new(
        "msspIdentifier",
        Takes::Text(50),
        "Which provider (MSSP) serves it, by its URI.",
        "http://mssp.example.com",
    )
    .mandatory(),
    Member::new(
        "signerCert",
        Takes::Certificate,
        "The signer's X.509 certificate, in PEM.",
        "-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n",
    ),
    Member::new("msisdn", Takes::Number, "The phone's calling number (MSISDN, ETSI TS 102 204).", "+41791234567")
        .mandatory()
        .masked(),
];

static POLICY: PolicyForm = PolicyForm::new("MobileSignaturePolicy", PARAMETERS);

pub(crate) static FORM: Form = Form {
    policy: Some(PolicyType::of(&POLICY)),
    members: MEMBERS,
    holds: crate::credential::Holds::One(crate::code::Code::MobileSignatureExists),
    needs_policy: true,
    properties: Some(crate::property::Scope::CREDENTIAL_MOBILE_SIGNATURE),
    ..Form::new(16, "MobileSignature", "MobileSignature", "").called("a mobile signature", "A key on a person's phone or SIM.")
};

impl CredentialType {
    /// Mobile signatures.
    pub const MOBILE_SIGNATURE: Self = Self::of(&FORM);
}

impl PolicyType {
    /// `MobileSignaturePolicy`.
    pub const MOBILE_SIGNATURE: Self = Self::of(&POLICY);
}

impl Kind for MobileSignature {
    fn form(&self) -> &'static Form {
        &FORM
    }
}
