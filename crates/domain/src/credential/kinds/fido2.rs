//! A FIDO2 authenticator: one whose ceremonies Sigill runs, or one as somebody else keeps it here who runs them.
//!
//! Source: *Create FIDO2 credential*, *Patch FIDO2 credential*, *List all FIDO2 credentials* (2.86). The ceremonies and
//! their policy are ours.

use crate::credential::{
    Check, CredentialType, Everywhere, Form, Key, Keys, Kind, Member, Oneself, Own, SelfService, Takes, Whose,
    declared_keys,
};
use crate::fido2;
use crate::policy::parameter::{self, Parameter};
use crate::policy::{PolicyForm, PolicyType};

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

/// What somebody shows to sign in.
static SHOWN: &[Member] = &[
    Member::new("ceremony", Takes::Secret(2_000), "The ceremony, as the challenge came with it.", "$sealed$…").mandatory(),
    Member::new(
        "credential",
        Takes::Object,
        "What `navigator.credentials.get()` gave: the JSON of its `toJSON()`.",
        r#"{"id":"…","rawId":"…","type":"public-key","response":{"clientDataJSON":"…","authenticatorData":"…","signature":"…"}}"#,
    )
    .mandatory(),
];

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS, fido2::PARAMETERS];

static POLICY: PolicyForm = PolicyForm::new("Fido2Policy", PARAMETERS).checked(fido2::sound);

pub(crate) static FORM: Form = Form {
    members: MEMBERS,
    policy: Some(PolicyType::of(&POLICY)),
    // As it is documented: without an end, where no policy says one.
    lifetime_ms: None,
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
    ..Form::new(23, "FIDO2 Authenticator", "Fido2", "fido2").called(
        "a FIDO2 authenticator",
        "A passkey or security key: one whose ceremonies Sigill runs, or one as whoever runs them keeps it.",
    )
};

impl CredentialType {
    /// A FIDO2 authenticator.
    pub const FIDO2: Self = Self::of(&FORM);
}

impl Kind for Fido2 {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn check(&self) -> Option<Check> {
        Some(Check::Signed { takes: SHOWN })
    }

    fn keys(&self, own: &Own, whose: &Whose<'_>) -> Keys {
        let mut keys = declared_keys(&FORM, own, whose);
        keys.push((Key::Unique, self.singular(own)));
        keys
    }

    /// An authenticator that is checked here is registered once in a client. Of those that somebody else keeps, nothing is
    /// known that must be unique.
    fn singular(&self, own: &Own) -> Option<String> {
        let hash = own.text("hashedCredentialId")?;
        let kept = fido2::Authenticator::read(own.text("authenticator")?)?;
        (kept.hashed_id().as_deref() == Some(hash)).then(|| hash.to_owned())
    }
}
