//! What a browser is asked (*Web Authentication Level 3*, 5.1.8 and 5.1.9).

use serde::Serialize;
use sigill_app::credential::fido2::{Begun, KnownKey, NewKey, OldKeys};
use utoipa::ToSchema;

/// What `parseCreationOptionsFromJSON` reads.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Fido2CreationOptions)]
pub(crate) struct CreationOptions {
    rp: Party,
    user: Person,
    /// 32 octets in base64url.
    #[schema(example = "3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8")]
    challenge: String,
    pub_key_cred_params: Vec<Signs>,
    /// Milliseconds.
    #[schema(example = 300_000)]
    timeout: i64,
    /// The authenticators that the user has already.
    exclude_credentials: Vec<Known>,
    authenticator_selection: Selection,
    #[schema(example = "none")]
    attestation: &'static str,
}

/// The relying party.
#[derive(Serialize, ToSchema)]
#[schema(as = Fido2Party)]
struct Party {
    /// Its domain.
    #[schema(example = "example.com")]
    id: String,
    #[schema(example = "Example")]
    name: String,
}

/// The user, as authenticators know and show it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Fido2User)]
struct Person {
    /// 32 octets in base64url, which say nothing else of the user.
    #[schema(example = "3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8")]
    id: String,
    #[schema(example = "anna.muster")]
    name: String,
    #[schema(example = "anna.muster")]
    display_name: String,
}

/// With what a credential may sign.
#[derive(Serialize, ToSchema)]
#[schema(as = Fido2Algorithm)]
struct Signs {
    #[schema(example = "public-key")]
    r#type: &'static str,
    /// As COSE numbers it.
    #[schema(example = -7)]
    alg: i64,
}

/// A credential that an authenticator may have.
#[derive(Serialize, ToSchema)]
#[schema(as = Fido2KnownCredential)]
struct Known {
    #[schema(example = "public-key")]
    r#type: &'static str,
    /// As its authenticator calls it, in base64url.
    #[schema(example = "3q2-7w")]
    id: String,
    /// How the authenticator can be reached.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["internal"]), required = false)]
    transports: Vec<String>,
}

/// Which authenticators may make a credential.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Fido2Selection)]
struct Selection {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "platform", nullable = false)]
    authenticator_attachment: Option<&'static str>,
    #[schema(example = "required")]
    resident_key: &'static str,
    require_resident_key: bool,
    #[schema(example = "preferred")]
    user_verification: &'static str,
}

/// What `parseRequestOptionsFromJSON` reads.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Fido2RequestOptions)]
pub(crate) struct RequestOptions {
    /// 32 octets in base64url.
    #[schema(example = "3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8")]
    challenge: String,
    /// Milliseconds.
    #[schema(example = 300_000)]
    timeout: i64,
    #[schema(example = "example.com")]
    rp_id: String,
    /// Which may answer; none: whichever has a credential for the relying party.
    allow_credentials: Vec<Known>,
    #[schema(example = "preferred")]
    user_verification: &'static str,
}

impl From<KnownKey> for Known {
    fn from(key: KnownKey) -> Self {
        Self { r#type: "public-key", id: key.id, transports: key.transports }
    }
}

impl CreationOptions {
    pub(crate) fn of(begun: Begun<NewKey>, attachment: Option<&'static str>) -> Self {
        let Begun { challenge, rp_id, duration_s, verification, asks, .. } = begun;
        let signs = |alg| Signs { r#type: "public-key", alg };
        Self {
            rp: Party { id: rp_id, name: asks.rp_name },
            user: Person { id: asks.user_handle, name: asks.user_name.clone(), display_name: asks.user_name },
            challenge,
            pub_key_cred_params: asks.algorithms.into_iter().map(signs).collect(),
            timeout: duration_s * 1_000,
            exclude_credentials: asks.exclude.into_iter().map(Known::from).collect(),
            authenticator_selection: Selection {
                authenticator_attachment: attachment,
                resident_key: asks.resident_key,
                require_resident_key: asks.resident_key == "required",
                user_verification: verification.as_str(),
            },
            attestation: asks.attestation,
        }
    }
}

impl RequestOptions {
    pub(crate) fn of(begun: Begun<OldKeys>) -> Self {
        let Begun { challenge, rp_id, duration_s, verification, asks, .. } = begun;
        Self {
            challenge,
            timeout: duration_s * 1_000,
            rp_id,
            allow_credentials: asks.allow.into_iter().map(Known::from).collect(),
            user_verification: verification.as_str(),
        }
    }
}
