//! Keys and signature algorithms. RSA keys are made once per test binary.

use std::sync::OnceLock;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self as sig, EcdsaKeyPair, KeyPair, RsaKeyPair};

use super::der::{bits, int, null, oid, seq, tlv};

pub enum Pair {
    P256,
    P384,
    Rsa(RsaKeyPair),
}

pub struct Key {
    pair: Pair,
    pub pkcs8: Vec<u8>,
    pub spki: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Alg {
    Ecdsa256,
    Ecdsa384,
    Rsa256,
    Rsa384,
    Rsa512,
    Pss256,
    Pss384,
    Pss512,
}

pub const SHA1: &str = "1.3.14.3.2.26";
pub const SHA256: &str = "2.16.840.1.101.3.4.2.1";
pub const SHA384: &str = "2.16.840.1.101.3.4.2.2";
pub const SHA512: &str = "2.16.840.1.101.3.4.2.3";

impl Alg {
    pub fn hash_oid(self) -> &'static str {
        match self {
            Self::Ecdsa256 | Self::Rsa256 | Self::Pss256 => SHA256,
            Self::Ecdsa384 | Self::Rsa384 | Self::Pss384 => SHA384,
            Self::Rsa512 | Self::Pss512 => SHA512,
        }
    }

    /// The AlgorithmIdentifier as the standards say: none for ECDSA, NULL for RSA, explicit for PSS.
    pub fn identifier(self) -> Vec<u8> {
        match self {
            Self::Ecdsa256 => seq(&[oid("1.2.840.10045.4.3.2")]),
            Self::Ecdsa384 => seq(&[oid("1.2.840.10045.4.3.3")]),
            Self::Rsa256 => seq(&[oid("1.2.840.113549.1.1.11"), null()]),
            Self::Rsa384 => seq(&[oid("1.2.840.113549.1.1.12"), null()]),
            Self::Rsa512 => seq(&[oid("1.2.840.113549.1.1.13"), null()]),
            Self::Pss256 => pss(SHA256, SHA256, 32),
            Self::Pss384 => pss(SHA384, SHA384, 48),
            Self::Pss512 => pss(SHA512, SHA512, 64),
        }
    }
}

pub fn pss(hash: &str, mask_hash: &str, salt: u8) -> Vec<u8> {
    let hash = seq(&[oid(hash), null()]);
    let mask = seq(&[oid("1.2.840.113549.1.1.8"), seq(&[oid(mask_hash), null()])]);
    seq(&[oid("1.2.840.113549.1.1.10"), seq(&[tlv(0xA0, &hash), tlv(0xA1, &mask), tlv(0xA2, &int(&[salt]))])])
}

impl Key {
    fn ec(pair: Pair, curve: &str, algorithm: &'static sig::EcdsaSigningAlgorithm) -> Self {
        let key = EcdsaKeyPair::generate(algorithm).unwrap();
        let spki = seq(&[seq(&[oid("1.2.840.10045.2.1"), oid(curve)]), bits(key.public_key().as_ref())]);
        Self { pair, pkcs8: key.to_pkcs8v1().unwrap().as_ref().to_vec(), spki }
    }

    pub fn p256() -> Self {
        Self::ec(Pair::P256, "1.2.840.10045.3.1.7", &sig::ECDSA_P256_SHA256_ASN1_SIGNING)
    }

    pub fn p384() -> Self {
        Self::ec(Pair::P384, "1.3.132.0.34", &sig::ECDSA_P384_SHA384_ASN1_SIGNING)
    }

    fn rsa(size: KeySize) -> Self {
        let key = RsaKeyPair::generate(size).unwrap();
        let spki = rsa_spki(key.public_key().as_ref());
        let pkcs8: aws_lc_rs::encoding::Pkcs8V1Der<'_> = key.as_der().unwrap();
        Self { pkcs8: pkcs8.as_ref().to_vec(), spki, pair: Pair::Rsa(key) }
    }

    pub fn rsa2048(number: usize) -> &'static Self {
        static KEYS: [OnceLock<Key>; 4] = [const { OnceLock::new() }; 4];
        KEYS[number].get_or_init(|| Self::rsa(KeySize::Rsa2048))
    }

    pub fn rsa4096() -> &'static Self {
        static KEY: OnceLock<Key> = OnceLock::new();
        KEY.get_or_init(|| Self::rsa(KeySize::Rsa4096))
    }

    pub fn sign(&self, alg: Alg, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        let ec = |algorithm| {
            let key = EcdsaKeyPair::from_pkcs8(algorithm, &self.pkcs8).unwrap();
            key.sign(&random, message).unwrap().as_ref().to_vec()
        };
        let rsa = |algorithm: &'static dyn sig::RsaEncoding| {
            let Pair::Rsa(key) = &self.pair else { panic!("not an RSA key") };
            let mut out = vec![0; key.public_modulus_len()];
            key.sign(algorithm, &random, message, &mut out).unwrap();
            out
        };
        match (alg, &self.pair) {
            (Alg::Ecdsa256, Pair::P256) => ec(&sig::ECDSA_P256_SHA256_ASN1_SIGNING),
            (Alg::Ecdsa384, Pair::P384) => ec(&sig::ECDSA_P384_SHA384_ASN1_SIGNING),
            (Alg::Rsa256, _) => rsa(&sig::RSA_PKCS1_SHA256),
            (Alg::Rsa384, _) => rsa(&sig::RSA_PKCS1_SHA384),
            (Alg::Rsa512, _) => rsa(&sig::RSA_PKCS1_SHA512),
            (Alg::Pss256, _) => rsa(&sig::RSA_PSS_SHA256),
            (Alg::Pss384, _) => rsa(&sig::RSA_PSS_SHA384),
            (Alg::Pss512, _) => rsa(&sig::RSA_PSS_SHA512),
            _ => panic!("{alg:?} does not fit the key"),
        }
    }
}

pub fn rsa_spki(key: &[u8]) -> Vec<u8> {
    seq(&[seq(&[oid("1.2.840.113549.1.1.1"), null()]), bits(key)])
}

/// A public key whose modulus has so many bits; nobody has the private one.
pub fn rsa_spki_of(bits: usize) -> Vec<u8> {
    let mut modulus = vec![0xA5_u8; bits.div_ceil(8)];
    modulus[0] = 0xFF >> ((8 - bits % 8) % 8);
    if modulus[0] & 0x80 != 0 {
        modulus.insert(0, 0);
    }
    *modulus.last_mut().unwrap() |= 1;
    rsa_spki(&seq(&[int(&modulus), int(&[1, 0, 1])]))
}
