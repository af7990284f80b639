//! Variants that are unusual but right, each of which must be accepted.

use sigill_mss::verify::{ExpectedText, Usage};

use super::cases::{Case, content_type, digest_of, ess_v2, good, issuing_with, root_with, signed, user};
use super::der::{indefinite, int, null, octets, oid, seq, tlv};
use super::forge::{Object, TEXT, hash};
use super::keys::{Alg, Key, SHA1, SHA256, SHA512};
use super::pki::{
    CLIENT_AUTH, CertSpec, Pki, SERIAL, SERVER_AUTH, authority, key_usage, policies, purposes, user_name,
};

/// SEC 2: the order of the group of P-256.
pub const P256_ORDER: [u8; 32] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD, 0xA7,
    0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
];

/// r and s of a DER signature with P-256, 32 octets each.
pub fn split(signature: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let padded = |value: &[u8]| {
        let value = if value.len() > 32 { &value[1..] } else { value };
        [vec![0; 32 - value.len()], value.to_vec()].concat()
    };
    let r_end = 4 + usize::from(signature[3]);
    (padded(&signature[4..r_end]), padded(&signature[r_end + 2..]))
}

fn join(r: &[u8], s: &[u8]) -> Vec<u8> {
    let integer = |value: &[u8]| {
        let start = value.iter().position(|octet| *octet != 0).unwrap();
        let value = &value[start..];
        if value[0] & 0x80 != 0 { int(&[&[0], value].concat()) } else { int(value) }
    };
    seq(&[integer(r), integer(s)])
}

/// s or order minus s, whichever is high or low as wanted.
fn with_s(signature: &[u8], high: bool) -> Vec<u8> {
    let (r, s) = split(signature);
    let mut other = vec![0; 32];
    let mut borrow = 0_i16;
    for index in (0..32).rev() {
        let difference = i16::from(P256_ORDER[index]) - i16::from(s[index]) - borrow;
        borrow = i16::from(difference < 0);
        other[index] = (difference + 256 * borrow) as u8;
    }
    let (low, large) = if s < other { (s, other) } else { (other, s) };
    join(&r, if high { &large } else { &low })
}

fn rsa(o: &mut Object, key: &Key, alg: Alg) {
    let certificate = Pki::get().user_with(|spec| spec.spki = key.spki.clone());
    o.resign(key, alg, certificate);
}

pub fn variants() -> Vec<Case> {
    [shapes(), algorithms(), paths(), texts()].into_iter().flatten().collect()
}

fn shapes() -> Vec<Case> {
    vec![
        good("the shape of 2024", |_| {}),
        good("all of it DER", |o| o.indefinite = false),
        good("attributes in the other order", |o| {
            o.signer().attributes.as_mut().unwrap().reverse();
            o.sign();
        }),
        good("attributes sorted as DER says", |o| {
            o.signer().attributes.as_mut().unwrap().sort_by_key(|a| (a.len(), a.clone()));
            o.sign();
        }),
        good("only the two mandatory attributes", |o| {
            o.set_attributes(vec![content_type(), digest_of(TEXT.as_bytes())]);
        }),
        good("with a signingTime", |o| o.add_attribute(Object::signing_time())),
        good("with a signingTime far off", |o| {
            let time = super::der::time("19990101000000Z");
            o.add_attribute(super::forge::attribute(super::forge::SIGNING_TIME, &[time]));
        }),
        good("the content in segments", |o| {
            let (one, two) = TEXT.as_bytes().split_at(5);
            o.content = Some(indefinite(0x24, &[octets(one), octets(two)].concat()));
        }),
        good("the content in nested segments", |o| {
            let (one, two) = TEXT.as_bytes().split_at(5);
            let inner = indefinite(0x24, &octets(one));
            o.content = Some(tlv(0x24, &[inner, octets(two), octets(b"")].concat()));
        }),
        good("the signer named by key id", |o| {
            o.signer().version = 3;
            o.signer().sid = tlv(0x80, b"user-key-id");
        }),
        good("certificates in another order", |o| o.certificates.reverse()),
        good("without the root", |o| o.certificates.truncate(2)),
        good("with a stranger's certificate", |o| {
            let key = Key::rsa2048(3);
            o.certificates.push(CertSpec::root("Stranger", key).sign(key, Alg::Pss256));
        }),
        good("with a spare certificate that is an empty sequence", |o| o.certificates.push(seq(&[]))),
        good("with a spare authority whose serial number is negative", |o| {
            let key = Key::rsa2048(3);
            let spec = CertSpec { serial: vec![0x80; 21], ..CertSpec::root("Stranger", key) };
            o.certificates.push(spec.sign(key, Alg::Pss256));
        }),
        good("with an attribute certificate, which proves nothing", |o| o.certificates.push(tlv(0xA2, &null()))),
        good("with unsigned attributes", |o| {
            o.signer().unsigned = tlv(0xA1, &super::forge::attribute("1.2.3.4", &[null()]));
        }),
        good("low s", |o| o.signer().signature = with_s(&o.signers[0].signature.clone(), false)),
        good("high s", |o| o.signer().signature = with_s(&o.signers[0].signature.clone(), true)),
        good("ECDSA without parameters", |o| o.signer().algorithm = Alg::Ecdsa256.identifier()),
        good("a digest without parameters", |o| o.signer().digest = seq(&[oid(SHA256)])),
        good("ESS v2 with the default hash", |o| {
            o.add_attribute(ess_v2(&[octets(&hash(SHA256, &Pki::get().user))]));
        }),
        good("ESS v2 with SHA-512", |o| {
            o.add_attribute(ess_v2(&[seq(&[oid(SHA512)]), octets(&hash(SHA512, &Pki::get().user))]));
        }),
        good("ESS v2 with issuer and serial", |o| {
            let issuer = seq(&[tlv(0xA4, &super::pki::common_name("Test Issuing CA"))]);
            let serial = seq(&[issuer, int(&[0x33, 0x44])]);
            o.add_attribute(ess_v2(&[octets(&hash(SHA256, &Pki::get().user)), serial]));
        }),
        good("ESS v2 with a serial number whose first bit is set", |o| {
            let number = [0x00, 0x99, 0x44];
            user(o, |spec| spec.serial = number.to_vec());
            o.signer().sid = super::forge::issuer_and_serial(&super::pki::common_name("Test Issuing CA"), &number);
            let certificate = o.certificates[0].clone();
            let issuer = seq(&[tlv(0xA4, &super::pki::common_name("Test Issuing CA"))]);
            o.add_attribute(ess_v2(&[octets(&hash(SHA256, &certificate)), seq(&[issuer, int(&number)])]));
        }),
        good("ESS v1", |o| {
            let id = seq(&[seq(&[seq(&[octets(&hash(SHA1, &Pki::get().user))])])]);
            o.add_attribute(super::forge::attribute(super::cases::ESS_V1, &[id]));
        }),
    ]
}

fn algorithms() -> Vec<Case> {
    let rsa_case = |name, alg| good(name, |o| rsa(o, Key::rsa2048(2), alg));
    vec![
        good("P-384 with SHA-384", |o| {
            let key = Key::p384();
            rsa(o, &key, Alg::Ecdsa384);
        }),
        rsa_case("RSA 2048 with SHA-256", Alg::Rsa256),
        rsa_case("RSA 2048 with SHA-384", Alg::Rsa384),
        rsa_case("RSA 2048 with SHA-512", Alg::Rsa512),
        good("RSA 4096 with SHA-256", |o| rsa(o, Key::rsa4096(), Alg::Rsa256)),
        good("rsaEncryption as signature algorithm", |o| {
            rsa(o, Key::rsa2048(2), Alg::Rsa256);
            o.signer().algorithm = seq(&[oid("1.2.840.113549.1.1.1"), null()]);
        }),
        good("sha256WithRSA without parameters", |o| {
            rsa(o, Key::rsa2048(2), Alg::Rsa256);
            o.signer().algorithm = seq(&[oid("1.2.840.113549.1.1.11")]);
        }),
        rsa_case("PSS with SHA-256 by the user", Alg::Pss256),
        rsa_case("PSS with SHA-384 by the user", Alg::Pss384),
        rsa_case("PSS with SHA-512 by the user", Alg::Pss512),
    ]
}

/// A user's certificate as those for signatures have it, below an authority that restricts nothing.
fn for_signatures(name: &'static str, change: fn(&mut CertSpec)) -> Case {
    let case = good(name, |o| {
        user(o, change);
        o.certificates[1] = issuing_with(|spec| drop(spec.extensions.remove(2)));
    });
    Case { usage: Usage::Signature, ..case }
}

fn paths() -> Vec<Case> {
    let pki = Pki::get();
    let issued = |name, alg| {
        good(name, |o| o.certificates[0] = CertSpec::user(&Pki::get().user_key.spki).sign(Pki::get().issuing_key, alg))
    };
    let first = |case: Case, at| Case { at, ..case };
    vec![
        issued("a user certificate signed with PKCS#1 and SHA-256", Alg::Rsa256),
        issued("a user certificate signed with PSS and SHA-512", Alg::Pss512),
        good("an EC authority", |o| {
            let key = Key::p384();
            let pki = Pki::get();
            o.certificates[1] = CertSpec::issuing(&key).sign(pki.root_key, Alg::Pss256);
            o.certificates[0] = CertSpec::user(&pki.user_key.spki).sign(&key, Alg::Ecdsa384);
        }),
        Case {
            roots: vec![pki.issuing.clone()],
            ..good("the issuing authority is configured as root", |o| o.certificates.truncate(1))
        },
        Case {
            roots: vec![CertSpec::root("Other", Key::rsa2048(3)).sign(Key::rsa2048(3), Alg::Pss256), pki.root.clone()],
            ..good("two roots", |_| {})
        },
        Case {
            roots: vec![root_with(|spec| spec.to = "210101000000Z"), pki.root.clone()],
            ..good("an expired root beside its renewal", |_| {})
        },
        Case {
            roots: vec![root_with(|spec| spec.extensions = vec![authority(Some(1)), key_usage(&[5])])],
            ..good("a root that allows one intermediate", |_| {})
        },
        first(good("the first second of validity", |_| {}), "2023-01-23T09:50:03Z"),
        first(good("the last second of validity", |_| {}), "2026-01-22T09:50:02Z"),
        good("an authority without extended key usage", |o| {
            o.certificates[1] = issuing_with(|spec| drop(spec.extensions.remove(2)));
        }),
        good("a user without key usages", |o| user(o, |spec| spec.extensions.clear())),
        good("key usage digitalSignature and keyEncipherment", |o| {
            user(o, |spec| spec.extensions[0] = key_usage(&[0, 2]));
        }),
        good("clientAuth among others", |o| {
            user(o, |spec| spec.extensions[1] = purposes(&[SERVER_AUTH, CLIENT_AUTH]));
        }),
        good("critical certificate policies of the user", |o| {
            user(o, |spec| spec.extensions.push(policies(true)));
        }),
        good("critical certificate policies of both, and more behind them", |o| {
            user(o, |spec| spec.extensions.insert(0, policies(true)));
            o.certificates[1] = issuing_with(|spec| spec.extensions.insert(1, policies(true)));
        }),
        Case {
            roots: vec![root_with(|spec| spec.extensions.push(policies(true)))],
            ..good("critical certificate policies of the root", |_| {})
        },
        for_signatures("a key for non-repudiation only", |spec| spec.extensions = vec![key_usage(&[1])]),
        for_signatures("digitalSignature only, where a key for signatures is wanted", |spec| {
            spec.extensions = vec![key_usage(&[0])];
        }),
        for_signatures("non-repudiation for mail", |spec| {
            spec.extensions = vec![key_usage(&[1]), purposes(&["1.3.6.1.5.5.7.3.4"])];
        }),
        for_signatures("non-repudiation for documents", |spec| {
            spec.extensions = vec![key_usage(&[1]), purposes(&["1.3.6.1.5.5.7.3.36"])];
        }),
        good("any purpose", |o| user(o, |spec| spec.extensions[1] = purposes(&["2.5.29.37.0"]))),
        good("a 20-octet certificate serial number", |o| {
            let serial = vec![0x7F; 20];
            user(o, |spec| spec.serial = vec![0x7F; 20]);
            o.signer().sid = super::forge::issuer_and_serial(&super::pki::common_name("Test Issuing CA"), &serial);
        }),
    ]
}

fn texts() -> Vec<Case> {
    let gsm = sigill_mss::text::to_gsm(TEXT).unwrap();
    vec![
        Case {
            text: ExpectedText::ExactOrGsm(TEXT.to_owned()),
            ..good("GSM octets where they are allowed", move |o| *o = Object::of(&gsm))
        },
        Case {
            text: ExpectedText::Octets(vec![0, 0xFF, 0x80]),
            ..good("octets that are no text", |o| *o = Object::of(&[0, 0xFF, 0x80]))
        },
        Case {
            text: ExpectedText::TransactionApproval(
                r#"{"type":"Pay","dtbd":[{"key":"Amount","value":"10"}]}"#.to_owned(),
            ),
            ..good(
                "a transaction approval",
                signed(r#"{"content_string":"[{\"value\":\"10\", \"key\":\"Amount\"}]","format_version":1}"#),
            )
        },
        Case { serial: Some("midche0123456789"), ..good("a recorded serial number in lower case", |_| {}) },
        Case { serial: Some(""), ..good("any serial number at first use", |_| {}) },
        Case {
            serial: None,
            ..good("no serial number and none asked for", |o| user(o, |spec| spec.subject = user_name(&[])))
        },
        Case { serial: Some(SERIAL), ..good("a long text", |_| {}) },
    ]
}
