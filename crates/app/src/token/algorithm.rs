//! The signature algorithms that tokens may have, and the keys that fit them (RFC 7518, RFC 8037).
//!
//! Only asymmetric ones: whoever can verify a token can't make one.

use aws_lc_rs::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

macro_rules! algorithms {
    ($($name:ident)*) => {
        /// A signature algorithm by its name in `alg`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(clippy::upper_case_acronyms, reason = "the names of RFC 7518")]
        pub enum Algorithm { $(#[doc = concat!(" `", stringify!($name), "`.")] $name,)* }

        impl Algorithm {
            /// All of them, each once, in their order here.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name in `alg`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// Reads the name exactly; `none` and everything symmetric isn't one.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                if name == Self::ED25519 {
                    return Some(Self::EdDSA);
                }
                Self::ALL.iter().copied().find(|algorithm| algorithm.as_str() == name)
            }
        }
    };
}

algorithms! { EdDSA ES256 ES384 RS256 RS384 RS512 PS256 PS384 PS512 }

impl Algorithm {
    /// What RFC 9864 calls EdDSA on the one curve that it has here.
    const ED25519: &str = "Ed25519";

    /// Every name that is read.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let first = [Self::EdDSA.as_str(), Self::ED25519];
        first.into_iter().chain(Self::ALL.iter().map(|algorithm| algorithm.as_str()).skip(1))
    }
}

/// Bytes of an RSA modulus: 2048 to 8192 bits.
const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

/// A public key, as far as its form goes.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum PublicKey {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
}

impl PublicKey {
    /// Reads the key of a JWK. A symmetric one is none.
    pub(super) fn of_jwk(jwk: &Map<String, Value>) -> Result<Self, &'static str> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str| {
            text(name)
                .and_then(|text| BASE64_URL_SAFE_NO_PAD.decode(text).ok())
                .ok_or("a part of the key can't be read")
        };
        let point = |len: usize| {
            let (x, y) = (bytes("x")?, bytes("y")?);
            if (x.len(), y.len()) != (len, len) {
                return Err("x and y haven't the length of the curve");
            }
            Ok([&[4], &x[..], &y[..]].concat())
        };
        match (text("kty"), text("crv")) {
            (Some("RSA"), None) => {
                let (n, e) = (bytes("n")?, bytes("e")?);
                let n: Vec<u8> = n.into_iter().skip_while(|byte| *byte == 0).collect();
                if !MODULUS_BYTES.contains(&n.len()) {
                    return Err("expected an RSA key of 2048 to 8192 bits");
                }
                Ok(Self::Rsa { n, e })
            }
            (Some("EC"), Some("P-256")) => Ok(Self::P256(point(32)?)),
            (Some("EC"), Some("P-384")) => Ok(Self::P384(point(48)?)),
            (Some("OKP"), Some("Ed25519")) => match bytes("x")? {
                x if x.len() == 32 => Ok(Self::Ed25519(x)),
                _ => Err("x hasn't the length of the curve"),
            },
            _ => Err("expected a key of type RSA, EC with P-256 or P-384, or OKP with Ed25519"),
        }
    }

    /// Whether the key is of the algorithm's kind.
    pub(super) fn is_for(&self, algorithm: Algorithm) -> bool {
        use Algorithm as A;
        match self {
            Self::Ed25519(_) => algorithm == A::EdDSA,
            Self::P256(_) => algorithm == A::ES256,
            Self::P384(_) => algorithm == A::ES384,
            Self::Rsa { .. } => rsa(algorithm).is_some(),
        }
    }

    /// Whether the key is of the algorithm's kind and `signature` is one of `message` by it.
    pub(super) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        use Algorithm as A;
        match (self, algorithm) {
            (Self::Ed25519(key), A::EdDSA) => {
                UnparsedPublicKey::new(&signature::ED25519, key).verify(message, signature).is_ok()
            }
            (Self::P256(key), A::ES256) => {
                UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, key).verify(message, signature).is_ok()
            }
            (Self::P384(key), A::ES384) => {
                UnparsedPublicKey::new(&signature::ECDSA_P384_SHA384_FIXED, key).verify(message, signature).is_ok()
            }
            (Self::Rsa { n, e }, algorithm) => rsa(algorithm).is_some_and(|parameters| {
                RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
            }),
            _ => false,
        }
    }
}

fn rsa(algorithm: Algorithm) -> Option<&'static signature::RsaParameters> {
    match algorithm {
        Algorithm::RS256 => Some(&signature::RSA_PKCS1_2048_8192_SHA256),
        Algorithm::RS384 => Some(&signature::RSA_PKCS1_2048_8192_SHA384),
        Algorithm::RS512 => Some(&signature::RSA_PKCS1_2048_8192_SHA512),
        Algorithm::PS256 => Some(&signature::RSA_PSS_2048_8192_SHA256),
        Algorithm::PS384 => Some(&signature::RSA_PSS_2048_8192_SHA384),
        Algorithm::PS512 => Some(&signature::RSA_PSS_2048_8192_SHA512),
        Algorithm::EdDSA | Algorithm::ES256 | Algorithm::ES384 => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_and_two_of_them_are_one_algorithm() {
        let names: Vec<_> = Algorithm::names().collect();
        assert_eq!(names.len(), Algorithm::ALL.len() + 1);
        assert!(Algorithm::ALL.iter().all(|algorithm| names.contains(&algorithm.as_str())));
        assert!(names.iter().all(|name| Algorithm::parse(name).is_some()));
        assert_eq!(
            (Algorithm::parse("Ed25519"), Algorithm::parse("EdDSA")),
            (Some(Algorithm::EdDSA), Some(Algorithm::EdDSA))
        );
        for name in ["", "none", "HS256", "Ed448", "ed25519", "eddsa", "ES256K"] {
            assert_eq!(Algorithm::parse(name), None, "{name}");
        }
    }
}
