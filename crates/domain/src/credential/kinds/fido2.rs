//! A FIDO2 authenticator, as whoever runs the ceremonies keeps it here.
//!
//! Source: *Create FIDO2 credential*, *Patch FIDO2 credential*, *List all FIDO2 credentials* (2.86).

use crate::credential::{Everywhere, Form, Kind, Member, Oneself, SelfService, Takes};

/// See the module.
#[derive(Debug)]
pub(crate) struct Fido2;

const VERIFICATION: &[&str] = &["required", "preferred", "discouraged"];

const MEMBERS: &[Member] = &[
    Member::new(
        "aaguid",
        Takes::Text(128),
        "The model of the authenticator (AAGUID).",
        "ee882879-721c-4913-9775-3dfcce97072a",
    )
    .mandatory()
    .fixed(),
    Member::new(
        "authenticator",
        Takes::Text(65_535),
        "The authenticator as its keeper writes it, with its public key and counter.",
        "v2NhdHRGbm9uZQ",
    )
    .mandatory()
    .hidden(),
    Member::new(
        "authenticatorAttachment",
        Takes::OneOf(&["platform", "crossplatform"]),
        "Whether it is part of the device.",
        "platform",
    )
    .fixed(),
    Member::new(
        "attestationConveyancePreference",
        Takes::OneOf(&["direct", "indirect", "none", "enterprise"]),
        "What attestation was asked for.",
        "none",
    )
    .mandatory()
    .fixed(),
    Member::new(
        "hashedCredentialId",
        Takes::Text(255),
        "The credential id that the authenticator made, hashed.",
        "9PAXVBNIzgyMDY1",
    )
    .mandatory()
    .fixed()
    .searched(),
    Member::new("rpId", Takes::Text(255), "The relying party, by its domain.", "example.com").mandatory().fixed(),
    Member::new(
        "residentKeyRequirement",
        Takes::OneOf(&["required", "discouraged"]),
        "Whether the authenticator keeps the key, so that no name has to be typed.",
        "required",
    )
    .mandatory()
    .fixed(),
    Member::new("userAgent", Takes::Text(255), "The browser in which it was registered.", "Mozilla/5.0").fixed(),
    Member::new("userFriendlyName", Takes::Text(1000), "What the user calls it.", "My laptop"),
    Member::new(
        "userVerificationRequirement",
        Takes::OneOf(VERIFICATION),
        "Whether it must verify who uses it.",
        "preferred",
    )
    .mandatory()
    .fixed(),
];

static FORM: Form = Form {
    members: MEMBERS,
    filters: &["userFriendlyName", "stateName"],
    everywhere: Some(Everywhere {
        segment: "fido2",
        filters: &[
            "userFriendlyName",
            "userFriendlyName_SW",
            "userFriendlyName_IEQ",
            "extId",
            "extId_SW",
            "extId_IEQ",
            "hashedCredentialId",
            "stateName",
        ],
        name: Some("userFriendlyName"),
    }),
    oneself: SelfService { modify: Oneself::Proven, ..Form::new(0, "", "", "").oneself },
    ..Form::new(23, "FIDO2 Authenticator", "Fido2", "fido2")
        .called("a FIDO2 authenticator", "A passkey or security key, as whoever runs its ceremonies keeps it.")
};

impl Kind for Fido2 {
    fn form(&self) -> &'static Form {
        &FORM
    }
}
