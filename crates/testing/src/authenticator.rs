//! An authenticator of FIDO2 in software, with the browser in front of it: it makes real keys and answers options as a
//! browser does. What it says can be made wrong, one thing at a time.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    RSA_PKCS1_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};

use crate::base64url;

pub enum KeyOfAuthenticator {
    Ec(EcdsaKeyPair, i64, i64),
    Ed25519(Box<Ed25519KeyPair>),
    Rsa(Box<RsaKeyPair>),
}

/// What it says of its make.
pub enum Statement {
    None,
    /// Signed with the credential's own key.
    Itself,
    /// Signed with this key, in PKCS #8, to which the first of these certificates in DER belongs.
    By(Vec<u8>, Vec<Vec<u8>>),
    /// Of another format, with nothing in it.
    Of(&'static str),
}

/// See the module. Fields may be changed between answers.
pub struct SoftAuthenticator {
    pub id: Vec<u8>,
    pub pair: KeyOfAuthenticator,
    pub aaguid: [u8; 16],
    /// How often it has signed; 0 for ever where it doesn't `count_up`.
    pub count: u32,
    pub count_up: bool,
    /// User presence 1, user verification 4, backup eligible 8, backed up 16.
    pub flags: u8,
    pub statement: Statement,
    pub origin: String,
    /// The relying party that it speaks of, where that isn't the one of the options.
    pub rp_id: Option<String>,
    /// As it was told at registration; left out of answers where it's `None`.
    pub handle: Option<String>,
    /// What stands in the client data instead of `webauthn.create` and `webauthn.get`.
    pub says: Option<&'static str>,
    pub cross_origin: bool,
    /// Changes what is signed before it is signed.
    pub spoils_signature: bool,
}

fn item(major: u8, number: usize) -> Vec<u8> {
    let major = major << 5;
    match number {
        0..=23 => vec![major | number as u8],
        24..=255 => vec![major | 24, number as u8],
        _ => [&[major | 25][..], &(number as u16).to_be_bytes()].concat(),
    }
}

fn int(number: i64) -> Vec<u8> {
    if number < 0 { item(1, (-1 - number) as usize) } else { item(0, number as usize) }
}

fn bytes(octets: &[u8]) -> Vec<u8> {
    [item(2, octets.len()), octets.to_vec()].concat()
}

fn text(text: &str) -> Vec<u8> {
    [item(3, text.len()), text.as_bytes().to_vec()].concat()
}

fn map(entries: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let mut all = item(5, entries.len());
    entries.iter().for_each(|(key, value)| all.extend([&key[..], value].concat()));
    all
}

impl SoftAuthenticator {
    /// A roaming one that verifies its user, counts, keeps its keys to itself and signs with this (`ES256`, `ES384`,
    /// `EdDSA`, `RS256`), on the page of `origin`.
    #[must_use]
    pub fn new(algorithm: &str, origin: &str) -> Self {
        let pair = match algorithm {
            "ES256" => KeyOfAuthenticator::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(), -7, 1),
            "ES384" => KeyOfAuthenticator::Ec(EcdsaKeyPair::generate(&ECDSA_P384_SHA384_ASN1_SIGNING).unwrap(), -35, 2),
            "EdDSA" => KeyOfAuthenticator::Ed25519(Box::new(Ed25519KeyPair::generate().unwrap())),
            "RS256" => KeyOfAuthenticator::Rsa(Box::new(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())),
            other => panic!("no {other} here"),
        };
        let id = digest(&SHA256, &Self::public(&pair)).as_ref()[..16].to_vec();
        Self {
            id,
            pair,
            aaguid: [0; 16],
            count: 0,
            count_up: true,
            flags: 1 | 4,
            statement: Statement::None,
            origin: origin.to_owned(),
            rp_id: None,
            handle: None,
            says: None,
            cross_origin: false,
            spoils_signature: false,
        }
    }

    fn public(pair: &KeyOfAuthenticator) -> Vec<u8> {
        match pair {
            KeyOfAuthenticator::Ec(pair, ..) => pair.public_key().as_ref().to_vec(),
            KeyOfAuthenticator::Ed25519(pair) => pair.public_key().as_ref().to_vec(),
            KeyOfAuthenticator::Rsa(pair) => pair.public_key().as_ref().to_vec(),
        }
    }

    fn algorithm(&self) -> i64 {
        match &self.pair {
            KeyOfAuthenticator::Ec(_, algorithm, _) => *algorithm,
            KeyOfAuthenticator::Ed25519(_) => -8,
            KeyOfAuthenticator::Rsa(_) => -257,
        }
    }

    /// Its public key, as a COSE key.
    #[must_use]
    pub fn cose(&self) -> Vec<u8> {
        let public = Self::public(&self.pair);
        match &self.pair {
            KeyOfAuthenticator::Ec(_, algorithm, curve) => {
                let (x, y) = public[1..].split_at((public.len() - 1) / 2);
                map(&[
                    (int(1), int(2)),
                    (int(3), int(*algorithm)),
                    (int(-1), int(*curve)),
                    (int(-2), bytes(x)),
                    (int(-3), bytes(y)),
                ])
            }
            KeyOfAuthenticator::Ed25519(_) => {
                map(&[(int(1), int(1)), (int(3), int(-8)), (int(-1), int(6)), (int(-2), bytes(&public))])
            }
            KeyOfAuthenticator::Rsa(_) => map(&[
                (int(1), int(3)),
                (int(3), int(-257)),
                // A sequence of two integers, of which the first has 2048 bits and a zero before.
                (int(-1), bytes(&public[9..265])),
                (int(-2), bytes(&[1, 0, 1])),
            ]),
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.pair {
            KeyOfAuthenticator::Ec(pair, ..) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            KeyOfAuthenticator::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            KeyOfAuthenticator::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({
            "type": self.says.unwrap_or(kind), "challenge": options["challenge"], "origin": self.origin,
            "crossOrigin": self.cross_origin, "aMemberOfALaterVersion": {},
        })
        .to_string()
        .into_bytes()
    }

    fn data(&mut self, rp_id: &Value, more: u8) -> Vec<u8> {
        if self.count_up {
            self.count += 1;
        }
        let rp_id = self.rp_id.as_deref().or(rp_id.as_str()).unwrap();
        let hash = digest(&SHA256, rp_id.as_bytes());
        [hash.as_ref(), &[self.flags | more], &self.count.to_be_bytes()].concat()
    }

    fn signed(&self, data: &[u8], client: &[u8]) -> Vec<u8> {
        let mut signed = [data, digest(&SHA256, client).as_ref()].concat();
        if self.spoils_signature {
            signed.push(0);
        }
        signed
    }

    /// What `navigator.credentials.create()` gives for these options, as JSON.
    pub fn create(&mut self, options: &Value) -> Value {
        self.handle = options["user"]["id"].as_str().map(str::to_owned);
        let client = self.client_data("webauthn.create", options);
        let mut data = self.data(&options["rp"]["id"], 64);
        data.extend(self.aaguid);
        data.extend((self.id.len() as u16).to_be_bytes());
        data.extend(&self.id);
        data.extend(self.cose());
        let signed = self.signed(&data, &client);
        let (format, statement) = match &self.statement {
            Statement::None => ("none", map(&[])),
            Statement::Itself => {
                let signature = bytes(&self.sign(&signed));
                ("packed", map(&[(text("alg"), int(self.algorithm())), (text("sig"), signature)]))
            }
            Statement::By(key, certificates) => {
                let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, key).unwrap();
                let signature = bytes(key.sign(&SystemRandom::new(), &signed).unwrap().as_ref());
                let chain = certificates.iter().flat_map(|der| bytes(der));
                let chain = item(4, certificates.len()).into_iter().chain(chain).collect();
                ("packed", map(&[(text("alg"), int(-7)), (text("sig"), signature), (text("x5c"), chain)]))
            }
            Statement::Of(format) => (*format, map(&[])),
        };
        let object =
            map(&[(text("fmt"), text(format)), (text("attStmt"), statement), (text("authData"), bytes(&data))]);
        json!({
            "id": base64url(&self.id), "rawId": base64url(&self.id), "type": "public-key",
            "authenticatorAttachment": "cross-platform", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64url(&client), "attestationObject": base64url(&object),
                "transports": ["usb", "nfc"], "publicKeyAlgorithm": self.algorithm(),
            },
        })
    }

    /// What `navigator.credentials.get()` gives for these options, as JSON.
    pub fn get(&mut self, options: &Value) -> Value {
        let client = self.client_data("webauthn.get", options);
        let data = self.data(&options["rpId"], 0);
        let signature = self.sign(&self.signed(&data, &client));
        json!({
            "id": base64url(&self.id), "rawId": base64url(&self.id), "type": "public-key",
            "authenticatorAttachment": "cross-platform", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64url(&client), "authenticatorData": base64url(&data),
                "signature": base64url(&signature), "userHandle": self.handle,
            },
        })
    }
}
