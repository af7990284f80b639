//! An authenticator of FIDO2, as far as a check needs one. All have the same key: making one takes time.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const RP_ID: &str = "example.com";

static PAIR: LazyLock<Option<EcdsaKeyPair>> =
    LazyLock::new(|| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).ok());

/// The one of the user `n`.
pub(crate) struct Authenticator {
    id: [u8; 16],
}

fn text(octets: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(octets)
}

impl Authenticator {
    pub(crate) fn of(n: u64) -> Self {
        Self { id: u128::from(n).to_be_bytes() }
    }

    /// The body that stores it.
    pub(crate) fn stored(&self) -> Value {
        let public = PAIR.as_ref().map(|pair| pair.public_key().as_ref().to_vec()).unwrap_or_default();
        let (x, y) = public.get(1..).unwrap_or_default().split_at_checked(32).unwrap_or_default();
        // A map of kty, alg, crv, x and y.
        let key = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32][..], x, &[0x22, 0x58, 32], y].concat();
        let kept = json!({
            "credentialId": text(&self.id), "publicKey": text(&key), "signCount": 0, "backupEligible": false,
            "backedUp": false, "userHandle": "",
        });
        json!({
            "aaguid": "00000000-0000-0000-0000-000000000000", "authenticator": kept.to_string(),
            "attestationConveyancePreference": "none", "hashedCredentialId": text(digest(&SHA256, &self.id).as_ref()),
            "rpId": RP_ID, "residentKeyRequirement": "required", "userVerificationRequirement": "preferred",
        })
    }

    /// What it answers to a challenge.
    pub(crate) fn answer(&self, options: &Value, count: u64) -> Value {
        let client = json!({
            "type": "webauthn.get", "challenge": options["challenge"], "origin": format!("https://{RP_ID}"),
        });
        let client = client.to_string().into_bytes();
        let count = u32::try_from(count).unwrap_or(u32::MAX).to_be_bytes();
        let data = [digest(&SHA256, RP_ID.as_bytes()).as_ref(), &[5], &count].concat();
        let signed = [&data, digest(&SHA256, &client).as_ref()].concat();
        let signature = PAIR.as_ref().and_then(|pair| pair.sign(&SystemRandom::new(), &signed).ok());
        json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key",
            "response": {
                "clientDataJSON": text(&client), "authenticatorData": text(&data),
                "signature": text(signature.as_ref().map(AsRef::as_ref).unwrap_or_default()),
            },
        })
    }
}
