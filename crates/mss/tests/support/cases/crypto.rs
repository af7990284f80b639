//! Algorithms, keys, digests, signatures and ESS.

use super::*;
use crate::support::{der, good, keys};

fn with_key(o: &mut Object, spki: Vec<u8>, algorithm: Vec<u8>) {
    o.certificates[0] = Pki::get().user_with(|spec| spec.spki = spki);
    o.signer().algorithm = algorithm;
}

fn ec_spki(curve: &str, length: usize) -> Vec<u8> {
    let point = [vec![4], vec![7; length * 2]].concat();
    seq(&[seq(&[oid("1.2.840.10045.2.1"), oid(curve)]), der::bits(&point)])
}

pub(super) fn algorithm() -> Vec<Case> {
    let case = |code, name, change: fn(&mut Object)| bad(Check::Algorithm, code, name, change);
    let rsa_with = |o: &mut Object, digest: &str, algorithm: Vec<u8>| {
        let key = Key::rsa2048(2);
        with_key(o, key.spki.clone(), algorithm);
        o.signer().digest = seq(&[oid(digest), null()]);
        o.sign_with(key, Alg::Rsa256);
    };
    let rsa = |code, name, digest: &'static str, algorithm: Vec<u8>| {
        bad(Check::Algorithm, code, name, |o| rsa_with(o, digest, algorithm))
    };
    let rsa_encryption = || seq(&[oid("1.2.840.113549.1.1.1"), null()]);
    vec![
        case("digest-unknown", "digest MD5", |o| o.signer().digest = seq(&[oid("1.2.840.113549.2.5"), null()])),
        case("digest-unknown", "digest SHA-224", |o| o.signer().digest = seq(&[oid("2.16.840.1.101.3.4.2.4")])),
        case("algorithm-parameters", "a digest with parameters", |o| {
            o.signer().digest = seq(&[oid(SHA256), int(&[1])]);
        }),
        case("algorithm-unknown", "algorithm Ed25519", |o| o.signer().algorithm = seq(&[oid("1.3.101.112")])),
        case("algorithm-unknown", "algorithm id-ecPublicKey", |o| {
            o.signer().algorithm = seq(&[oid("1.2.840.10045.2.1")]);
        }),
        case("algorithm-parameters", "ECDSA with a curve as parameter", |o| {
            o.signer().algorithm = seq(&[oid("1.2.840.10045.4.3.2"), oid("1.2.840.10045.3.1.7")]);
        }),
        case("algorithms-disagree", "ecdsa-with-SHA384 and digest SHA-256", |o| {
            o.signer().algorithm = seq(&[oid("1.2.840.10045.4.3.3")]);
        }),
        case("algorithms-disagree", "ecdsa-with-SHA256 and digest SHA-384", |o| {
            o.signer().digest = seq(&[oid(SHA384)]);
        }),
        rsa("algorithms-disagree", "sha384WithRSA and digest SHA-256", SHA256, Alg::Rsa384.identifier()),
        case("key-unfit", "an RSA algorithm and an EC key", |o| o.signer().algorithm = Alg::Rsa256.identifier()),
        case("key-unfit", "rsaEncryption and an EC key", |o| {
            o.signer().algorithm = seq(&[oid("1.2.840.113549.1.1.1"), null()]);
        }),
        rsa("key-unfit", "ECDSA and an RSA key", SHA256, Alg::Ecdsa256.identifier()),
        rsa("sha1", "RSA with SHA-1 and no legacy switch", SHA1, rsa_encryption()),
        rsa("sha1", "sha1WithRSA and no legacy switch", SHA1, seq(&[oid("1.2.840.113549.1.1.5"), null()])),
        case("sha1-never", "ECDSA with SHA-1", |o| {
            o.signer().digest = seq(&[oid(SHA1)]);
            o.signer().algorithm = seq(&[oid("1.2.840.10045.4.1")]);
        }),
        Case {
            legacy_sha1: true,
            ..case("sha1-never", "ECDSA with SHA-1 even with the legacy switch", |o| {
                o.signer().digest = seq(&[oid(SHA1)]);
                o.signer().algorithm = seq(&[oid("1.2.840.10045.4.1")]);
            })
        },
        case("key-size", "RSA 1024", |o| with_key(o, rsa_spki_of(1024), Alg::Rsa256.identifier())),
        case("key-size", "RSA 2047", |o| with_key(o, rsa_spki_of(2047), Alg::Rsa256.identifier())),
        case("key-size", "RSA 8200", |o| with_key(o, rsa_spki_of(8200), Alg::Rsa256.identifier())),
        case("key-unreadable", "an RSA key that is no RSA key", |o| {
            with_key(o, keys::rsa_spki(b"nonsense"), Alg::Rsa256.identifier());
        }),
        case("curve-unknown", "curve secp256k1", |o| {
            with_key(o, ec_spki("1.3.132.0.10", 32), Alg::Ecdsa256.identifier());
        }),
        case("curve-unknown", "curve P-521", |o| with_key(o, ec_spki("1.3.132.0.35", 66), Alg::Ecdsa256.identifier())),
        case("curve-unknown", "curve P-224", |o| with_key(o, ec_spki("1.3.132.0.33", 28), Alg::Ecdsa256.identifier())),
        rsa("algorithm-parameters", "PSS with a salt of 20", SHA256, pss(SHA256, SHA256, 20)),
        rsa("algorithms-disagree", "PSS with another mask hash", SHA256, pss(SHA256, SHA1, 32)),
        rsa("algorithms-disagree", "PSS with another hash", SHA256, pss(SHA384, SHA384, 32)),
        rsa("algorithm-parameters", "PSS without parameters", SHA256, seq(&[oid("1.2.840.113549.1.1.10")])),
        rsa("algorithm-parameters", "PSS with default parameters, which mean SHA-1", SHA256, {
            seq(&[oid("1.2.840.113549.1.1.10"), seq(&[])])
        }),
    ]
}

pub(super) fn signature() -> Vec<Case> {
    let digest = |name, change: fn(&mut Object)| bad(Check::MessageDigest, "digest-differs", name, change);
    let case = |name, change: fn(&mut Object)| bad(Check::Signature, "signature-wrong", name, change);
    let digest_is = |o: &mut Object, value: &[u8]| {
        o.set_attributes(vec![content_type(), attribute(MESSAGE_DIGEST, &[octets(value)])]);
    };
    vec![
        digest("the content was altered", |o| o.content = Some(octets(TEXT.replace("10", "99").as_bytes()))),
        digest("the content is empty", |o| o.content = Some(octets(b""))),
        bad(Check::MessageDigest, "digest-differs", "the digest of another text", |o| {
            digest_is(o, &hash(SHA256, b"other"));
        }),
        bad(Check::MessageDigest, "digest-differs", "a truncated digest", |o| {
            digest_is(o, &hash(SHA256, TEXT.as_bytes())[..31]);
        }),
        bad(Check::MessageDigest, "digest-differs", "a digest of another algorithm", |o| {
            digest_is(o, &hash(SHA1, TEXT.as_bytes()));
        }),
        bad(Check::MessageDigest, "digest-differs", "a digest of tag, length and content", |o| {
            digest_is(o, &hash(SHA256, &octets(TEXT.as_bytes())));
        }),
        case("an altered signature", |o| {
            let last = o.signer().signature.len() - 1;
            o.signer().signature[last] ^= 1;
        }),
        case("another key signed", |o| o.sign_with(&Key::p256(), Alg::Ecdsa256)),
        case("an empty signature", |o| o.signer().signature.clear()),
        case("r and s side by side instead of DER", |o| {
            let (r, s) = good::split(&o.signer().signature);
            o.signer().signature = [r, s].concat();
        }),
        case("r and s are zero", |o| o.signer().signature = seq(&[int(&[0]), int(&[0])])),
        case("r is the group's order and s is one", |o| {
            o.signer().signature = seq(&[int(&[&[0], &good::P256_ORDER[..]].concat()), int(&[1])]);
        }),
        case("an octet after the signature's DER", |o| o.signer().signature.push(0)),
        case("s with a superfluous zero", |o| {
            let (r, s) = good::split(&o.signer().signature);
            let padded = |value: &[u8]| int(&[&[0, 0], value].concat());
            o.signer().signature = seq(&[padded(&r), padded(&s)]);
        }),
        case("the nonce was altered after signing", |o| {
            o.signer().attributes.as_mut().unwrap()[1] = attribute("1.2.840.113549.1.9.25.3", &[octets(b"8 OCTETS")]);
        }),
        case("an attribute was taken away after signing", |o| drop(o.signer().attributes.as_mut().unwrap().remove(1))),
        case("an attribute was added after signing", |o| {
            o.signer().attributes.as_mut().unwrap().push(Object::signing_time());
        }),
        case("the content was signed although there are attributes", |o| {
            o.signer().signature = Pki::get().user_key.sign(Alg::Ecdsa256, TEXT.as_bytes());
        }),
        case("the attributes were signed under their context tag", |o| {
            let mut message = o.signer().message();
            message[0] = 0xA0;
            o.signer().signature = Pki::get().user_key.sign(Alg::Ecdsa256, &message);
        }),
        case("sorted attributes were signed, others were sent", |o| {
            o.signer().attributes.as_mut().unwrap().sort();
            o.sign();
            o.signer().attributes.as_mut().unwrap().reverse();
        }),
        case("an RSA signature that lacks an octet", |o| {
            let key = Key::rsa2048(2);
            let certificate = Pki::get().user_with(|spec| spec.spki = key.spki.clone());
            o.resign(key, Alg::Rsa256, certificate);
            o.signer().signature.pop();
        }),
        case("a PSS signature that calls itself PKCS#1", |o| {
            let key = Key::rsa2048(2);
            let certificate = Pki::get().user_with(|spec| spec.spki = key.spki.clone());
            o.resign(key, Alg::Pss256, certificate);
            o.signer().algorithm = Alg::Rsa256.identifier();
        }),
        case("a PKCS#1 signature that calls itself PSS", |o| {
            let key = Key::rsa2048(2);
            let certificate = Pki::get().user_with(|spec| spec.spki = key.spki.clone());
            o.resign(key, Alg::Rsa256, certificate);
            o.signer().algorithm = Alg::Pss256.identifier();
        }),
        case("a point that is not on the curve", |o| {
            with_key(o, ec_spki("1.2.840.10045.3.1.7", 32), Alg::Ecdsa256.identifier());
        }),
    ]
}

pub(super) fn ess() -> Vec<Case> {
    let case = |code, name, value: Vec<u8>, id: &str| {
        let attribute = attribute(id, &[value]);
        bad(Check::SigningCertificate, code, name, |o| o.add_attribute(attribute))
    };
    let id = |parts: &[Vec<u8>]| seq(&[seq(&[seq(parts)])]);
    let right = hash(SHA256, &Pki::get().user);
    let serial = |number: &[u8]| {
        let issuer = seq(&[tlv(0xA4, &common_name("Test Issuing CA"))]);
        seq(&[issuer, int(number)])
    };
    let (differs, unreadable) = ("signing-certificate-differs", "signing-certificate-unreadable");
    vec![
        case(differs, "ESS v2 names another certificate", id(&[octets(&hash(SHA256, &Pki::get().issuing))]), ESS_V2),
        case(differs, "ESS v2 names another serial number", id(&[octets(&right), serial(&[9])]), ESS_V2),
        case(differs, "ESS v1 names another certificate", id(&[octets(&hash(SHA1, b"other"))]), ESS_V1),
        case(differs, "ESS v1 with a SHA-256 digest", id(&[octets(&right)]), ESS_V1),
        case(unreadable, "ESS v2 that is null", null(), ESS_V2),
        case(unreadable, "ESS v2 that names nothing", seq(&[seq(&[])]), ESS_V2),
        case(unreadable, "ESS v2 with MD5", id(&[seq(&[oid("1.2.840.113549.2.5")]), octets(&right)]), ESS_V2),
    ]
}
