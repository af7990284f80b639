//! A FIDO UAF authenticator. It is kept for the server that speaks FIDO UAF; Sigill checks nothing of it.
//!
//! Source: the columns of *Credentials model: FIDO UAF* and *Update FIDO UAF sign counters* (8.2511); the members of
//! creation are inferred from them.

use crate::credential::{Everywhere, Form, Kind, Member, Takes};
use crate::policy::parameter::{self, Parameter};
use crate::policy::{PolicyForm, PolicyType};

/// See the module.
#[derive(Debug)]
pub(crate) struct FidoUaf;

const MEMBERS: &[Member] = &[
    Member::new("aaid", Takes::Text(9), "The model of the authenticator (AAID).", "F1D0#0001").mandatory().fixed(),
    Member::new(
        "appId",
        Takes::Text(1000),
        "The application that it was registered for.",
        "https://example.com/facets",
    )
    .mandatory()
    .fixed(),
    Member::new("deviceId", Takes::Text(255), "The device that it is on.", "device-123"),
    Member::new("authenticatorVersion", Takes::Count(i32::MAX as i64), "The version of the authenticator.", "1"),
    Member::new("keyId", Takes::Text(2732), "The key that was registered.", "S2V5LTEyMw").mandatory().fixed(),
    Member::new(
        "publicKeyAlgorithm",
        Takes::Text(256),
        "The algorithm of its public key.",
        "UAF_ALG_SIGN_SECP256R1_ECDSA_SHA256_RAW",
    )
    .mandatory()
    .fixed(),
    Member::new("publicKey", Takes::Text(4000), "The public key.", "BJ0fkV…").mandatory().fixed(),
    Member::new("signCounter", Takes::Count(u32::MAX as i64), "How many signatures it has made.", "0"),
    Member::new("dispatchTargetExtId", Takes::Text(255), "Where messages to its device go.", "target-123"),
];

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS];

static POLICY: PolicyForm = PolicyForm::new("FidoUafPolicy", PARAMETERS);

pub(crate) static FORM: Form = Form {
    members: MEMBERS,
    policy: Some(PolicyType::of(&POLICY)),
    everywhere: Some(Everywhere {
        segment: "fido-uaf",
        filters: &["extId", "extId_SW", "extId_IEQ", "stateName"],
        name: None,
    }),
    ..Form::new(21, "FIDO UAF Authenticator", "FidoUaf", "fido-authenticators")
        .called("a FIDO UAF authenticator", "An authenticator of a phone, as a FIDO UAF server keeps it.")
};

impl Kind for FidoUaf {
    fn form(&self) -> &'static Form {
        &FORM
    }
}
