//! Somebody who signs tokens: an outside issuer, a technical user with a key, or an attacker.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sigill_app::token::{Fetching, KeySource};

/// A key pair with its id.
#[derive(Debug)]
pub struct Signer {
    pub kid: String,
    pair: Pair,
}

#[derive(Debug)]
enum Pair {
    Ed25519(Box<Ed25519KeyPair>),
    P256(Box<EcdsaKeyPair>),
    P384(Box<EcdsaKeyPair>),
    Rsa(Box<RsaKeyPair>),
}

/// Base64url without padding.
#[must_use]
pub fn base64url(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

impl Signer {
    #[must_use]
    pub fn ed25519(kid: &str) -> Self {
        Self { kid: kid.to_owned(), pair: Pair::Ed25519(Box::new(Ed25519KeyPair::generate().unwrap())) }
    }

    #[must_use]
    pub fn p256(kid: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        Self { kid: kid.to_owned(), pair: Pair::P256(Box::new(pair)) }
    }

    #[must_use]
    pub fn p384(kid: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
        Self { kid: kid.to_owned(), pair: Pair::P384(Box::new(pair)) }
    }

    /// RSA of 2048 bits.
    #[must_use]
    pub fn rsa(kid: &str) -> Self {
        Self { kid: kid.to_owned(), pair: Pair::Rsa(Box::new(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())) }
    }

    #[must_use]
    pub fn alg(&self) -> &'static str {
        match self.pair {
            Pair::Ed25519(_) => "EdDSA",
            Pair::P256(_) => "ES256",
            Pair::P384(_) => "ES384",
            Pair::Rsa(_) => "RS256",
        }
    }

    /// The public key as a JWK.
    #[must_use]
    pub fn jwk(&self) -> Value {
        let mut jwk = match &self.pair {
            Pair::Ed25519(pair) => json!({ "kty": "OKP", "crv": "Ed25519", "x": base64url(pair.public_key()) }),
            Pair::P256(pair) => {
                let point = pair.public_key().as_ref();
                json!({ "kty": "EC", "crv": "P-256", "x": base64url(&point[1..33]), "y": base64url(&point[33..]) })
            }
            Pair::P384(pair) => {
                let point = pair.public_key().as_ref();
                json!({ "kty": "EC", "crv": "P-384", "x": base64url(&point[1..49]), "y": base64url(&point[49..]) })
            }
            Pair::Rsa(pair) => {
                // A sequence of two integers, of which the first has 2048 bits and a zero before.
                let der = pair.public_key().as_ref();
                json!({ "kty": "RSA", "n": base64url(&der[9..265]), "e": "AQAB" })
            }
        };
        jwk["kid"] = self.kid.clone().into();
        jwk
    }

    /// The bytes of the public key, such as a confused verifier would take for a secret.
    #[must_use]
    pub fn public(&self) -> Vec<u8> {
        match &self.pair {
            Pair::Ed25519(pair) => pair.public_key().as_ref().to_vec(),
            Pair::P256(pair) | Pair::P384(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Rsa(pair) => pair.public_key().as_ref().to_vec(),
        }
    }

    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.pair {
            Pair::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::P256(pair) | Pair::P384(pair) => pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
                signature
            }
        }
    }

    /// A token of header and claims as they are, however wrong.
    #[must_use]
    pub fn token_of(&self, header: &str, claims: &str) -> String {
        let signed = format!("{}.{}", base64url(header), base64url(claims));
        let signature = base64url(self.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    /// A token as it should be.
    #[must_use]
    pub fn token(&self, typ: &str, claims: &Value) -> String {
        let header = json!({ "typ": typ, "alg": self.alg(), "kid": self.kid });
        self.token_of(&header.to_string(), &claims.to_string())
    }
}

/// A key set that is published, until it isn't.
#[derive(Debug, Default)]
pub struct Published {
    keys: Mutex<Option<Vec<u8>>>,
    fetched: AtomicUsize,
}

impl Published {
    /// What is published from now on; `None`: nothing can be had.
    pub fn set(&self, signers: Option<&[&Signer]>) {
        let set = signers.map(|all| json!({ "keys": all.iter().map(|one| one.jwk()).collect::<Vec<_>>() }));
        *self.keys.lock().unwrap() = set.map(|set| set.to_string().into_bytes());
    }

    /// A key set as somebody else wrote it.
    pub fn set_text(&self, text: &str) {
        *self.keys.lock().unwrap() = Some(text.as_bytes().to_vec());
    }

    /// How often it was asked for.
    #[must_use]
    pub fn fetched(&self) -> usize {
        self.fetched.load(Ordering::SeqCst)
    }
}

impl KeySource for Published {
    fn fetch(&self) -> Fetching<'_> {
        self.fetched.fetch_add(1, Ordering::SeqCst);
        let keys = self.keys.lock().unwrap().clone();
        Box::pin(async move {
            tokio::task::yield_now().await;
            keys.ok_or_else(|| "not to be had".to_owned())
        })
    }
}
