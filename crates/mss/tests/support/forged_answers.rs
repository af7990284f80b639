//! Forged answers of responders, each with the code of the reason.

use super::answers::{Case, NAME_OF_ISSUER, OCSP_SIGNING, Status, Whose, generalized, key, responder, spec};
use super::der::{boolean, indefinite, int, null, octets, oid, seq, tlv};
use super::keys::{Alg, Key, SHA1, SHA256, SHA384, SHA512, pss};
use super::pki::{
    CLIENT_AUTH, CertSpec, Pki, SERIAL, SERVER_AUTH, authority, common_name, key_usage, pem, purposes, user_name,
};

struct All(Vec<(String, Case, &'static str)>);

impl All {
    fn add(&mut self, name: impl Into<String>, code: &'static str, change: impl FnOnce(&mut Case)) {
        let mut case = Case::good();
        change(&mut case);
        self.0.push((name.into(), case, code));
    }
}

fn structure(all: &mut All) {
    let bad = "unreadable";
    all.add("nothing", bad, |case| case.whole = Some(Vec::new()));
    all.add("a page of HTML", bad, |case| case.whole = Some(b"<html></html>".to_vec()));
    all.add("an empty sequence", bad, |case| case.whole = Some(seq(&[])));
    all.add("a null", bad, |case| case.whole = Some(null()));
    let good = Case::good().octets();
    for cut in [1, 2, 3, 10, 50, 100, 200, 300] {
        let short = good[..good.len() - cut].to_vec();
        all.add(format!("{cut} octets are missing"), bad, |case| case.whole = Some(short));
    }
    for more in [&[0][..], &[5, 0], b"x"] {
        let long = [&good, more].concat();
        all.add(format!("{more:?} behind it"), bad, |case| case.whole = Some(long));
    }
    all.add("in PEM", bad, |case| {
        case.whole = Some(pem("OCSP RESPONSE", &Case::good().octets()).into_bytes());
    });
    all.add("with an indefinite length", bad, |case| {
        let inner = Case::good().octets();
        let header = if inner[1] == 0x82 { 4 } else { 3 };
        case.whole = Some(indefinite(0x30, &inner[header..]));
    });
    for status in [1, 2, 3, 5, 6, 4, 7, 255] {
        all.add(format!("the responder answers {status}"), "no-answer", |case| {
            case.whole = Some(seq(&[tlv(0x0A, &[status])]));
        });
    }
    all.add("successful, and nothing more", bad, |case| case.whole = Some(seq(&[tlv(0x0A, &[0])])));
    all.add("a status of two octets", "no-answer", |case| case.whole = Some(seq(&[tlv(0x0A, &[0, 0])])));
    for kind in ["1.3.6.1.5.5.7.48.1.2", "1.2.840.113549.1.7.2", "1.3.6.1.5.5.7.48.1"] {
        all.add(format!("of the kind {kind}"), "kind", |case| case.kind = oid(kind));
    }
    all.add("of a kind that is no identifier", bad, |case| case.kind = octets(b"basic"));
    all.add("in another version", bad, |case| case.version = Some(tlv(0xA0, &int(&[1]))));
    all.add("a version that is no number", bad, |case| case.version = Some(tlv(0xA0, &octets(&[0]))));
    all.add("a responder that is neither named nor has a key", bad, |case| case.id = Some(tlv(0xA3, &null())));
    all.add("a responder of two names", bad, |case| {
        case.id = Some(tlv(0xA1, &[common_name("A"), common_name("B")].concat()));
    });
    for (name, tag) in [("constructed", 0xA0), ("of a status that nobody knows", 0x83), ("primitive and revoked", 0x81)]
    {
        all.add(format!("a status that is {name}"), bad, |case| case.status = Status::Other(tlv(tag, &[])));
    }
    all.add("good with content", bad, |case| case.status = Status::Other(tlv(0x80, &[0])));
    all.add("a status without its tag", bad, |case| case.status = Status::Other(null()));
    all.add("revoked without a time", bad, |case| case.status = Status::Other(tlv(0xA1, &[])));
    all.add("revoked with a reason of two octets", bad, |case| {
        let reason = tlv(0xA0, &tlv(0x0A, &[0, 1]));
        case.status = Status::Other(tlv(0xA1, &[generalized("20240601115000Z"), reason].concat()));
    });
    for time in
        ["20240601120000", "240601120000Z", "20240601120000.5Z", "20240601120000+0100", "20241301120000Z", "today"]
    {
        all.add(format!("produced at {time:?}"), bad, |case| case.produced = tlv(0x18, time.as_bytes()));
        all.add(format!("known at {time:?}"), bad, |case| case.this = tlv(0x18, time.as_bytes()));
    }
    all.add("known at a UTCTime", bad, |case| case.this = tlv(0x17, b"240601120000Z"));
    all.add("seventeen answers", bad, |case| case.singles = 17);
    all.add("nine certificates", bad, |case| {
        let one = case.certificates[0].clone();
        case.certificates = vec![one; 9];
    });
    all.add("a certificate that is none of ASN.1", bad, |case| case.certificates = vec![octets(b"certificate")]);
    all.add("a signature that ends within an octet", bad, |case| case.unused_bits = 1);
}

fn extensions(all: &mut All) {
    let critical = |id: &str| seq(&[oid(id), boolean(true), octets(&null())]);
    for id in ["1.3.6.1.5.5.7.48.1.2", "1.3.6.1.5.5.7.48.1.9", "1.2.3.4"] {
        all.add(format!("the critical extension {id}"), "critical", |case| case.extensions = vec![critical(id)]);
        all.add(format!("the critical extension {id} of the one answer"), "critical", |case| {
            case.single_extensions = vec![critical(id)];
        });
    }
    all.add("an extension without a value", "unreadable", |case| case.extensions = vec![seq(&[oid("1.2.3.4")])]);
    all.add("an extension of a null", "unreadable", |case| case.extensions = vec![seq(&[oid("1.2.3.4"), null()])]);
}

fn responders(all: &mut All) {
    let with = |case: &mut Case, change: &dyn Fn(&mut CertSpec)| {
        case.certificates = vec![responder(change, Pki::get().issuing_key)];
    };
    all.add("no certificate inside", "responder-absent", |case| case.certificates.clear());
    all.add("a certificate of another name", "responder-absent", |case| {
        with(case, &|spec| spec.subject = common_name("Test Responder 2"));
    });
    all.add("a certificate that cannot be read", "responder-absent", |case| case.certificates = vec![seq(&[])]);
    all.add("a key that nobody has", "responder-absent", |case| case.id = Some(tlv(0xA2, &octets(&[7; 20]))));
    all.add("a hash that is half a key's", "responder-absent", |case| case.id = Some(tlv(0xA2, &octets(&[7; 10]))));
    all.add("the signer herself, by her certificate", "responder-purpose", |case| {
        case.certificates = vec![Pki::get().user.clone()];
        case.id = Some(tlv(0xA1, &user_name(&[SERIAL])));
        case.key = Whose::Signer;
    });
    for (name, list) in [
        ("for clients", vec![CLIENT_AUTH]),
        ("for servers", vec![SERVER_AUTH]),
        ("for everything", vec!["2.5.29.37.0"]),
        ("for time stamps", vec!["1.3.6.1.5.5.7.3.8"]),
        ("for mail and code", vec!["1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.3"]),
    ] {
        all.add(format!("a certificate {name}"), "responder-purpose", |case| {
            with(case, &|spec| spec.extensions = vec![key_usage(&[0]), purposes(&list)]);
        });
    }
    all.add("a certificate without a purpose", "responder-purpose", |case| {
        with(case, &|spec| spec.extensions = vec![key_usage(&[0])]);
    });
    for bit in [2, 3, 4] {
        all.add(format!("a key for usage {bit}"), "responder-purpose", |case| {
            with(case, &|spec| spec.extensions = vec![key_usage(&[bit]), purposes(&[OCSP_SIGNING])]);
        });
    }
}

fn their_paths(all: &mut All) {
    let with = |case: &mut Case, change: &dyn Fn(&mut CertSpec)| {
        case.certificates = vec![responder(change, Pki::get().issuing_key)];
    };
    let refused = "responder-refused";
    all.add("a certificate that was over", refused, |case| with(case, &|spec| spec.to = "240601000000Z"));
    all.add("a certificate that begins later", refused, |case| with(case, &|spec| spec.from = "240602000000Z"));
    all.add("a certificate of an issuer that nobody knows", refused, |case| {
        with(case, &|spec| spec.issuer = common_name("Nobody"));
    });
    all.add("a certificate that signs itself", refused, |case| {
        case.certificates =
            vec![CertSpec { issuer: common_name("Test Responder"), ..spec() }.sign(key(), Alg::Ecdsa256)];
    });
    all.add("a certificate that another key has signed", refused, |case| {
        case.certificates = vec![responder(|_| {}, Key::rsa2048(3))];
    });
    all.add("an authority", refused, |case| with(case, &|spec| spec.extensions.push(authority(None))));
    all.add("a certificate of the root", "responder-of-others", |case| {
        let pki = Pki::get();
        case.certificates = vec![responder(|spec| spec.issuer = common_name("Test Root CA"), pki.root_key)];
    });
    all.add("the root itself", "responder-absent", |case| {
        case.id = Some(tlv(0xA1, &common_name("Test Root CA")));
        case.certificates.clear();
    });
    all.add("the root itself, with its certificate", refused, |case| {
        case.id = Some(tlv(0xA1, &common_name("Test Root CA")));
        case.certificates = vec![Pki::get().root.clone()];
        case.key = Whose::Root;
        case.alg = Alg::Pss256;
    });
    all.add("a certificate of a sister authority", "responder-of-others", |case| {
        let (pki, key) = (Pki::get(), Key::rsa2048(2));
        let sister = CertSpec { subject: common_name("Sister CA"), ..CertSpec::issuing(key) };
        case.between.push(sister.sign(pki.root_key, Alg::Pss256));
        case.certificates = vec![responder(|spec| spec.issuer = common_name("Sister CA"), key)];
    });
    all.add("a certificate of another authority with the same name", "responder-of-others", |case| {
        let (pki, key) = (Pki::get(), Key::rsa2048(2));
        case.between.push(CertSpec::issuing(key).sign(pki.root_key, Alg::Pss256));
        case.certificates = vec![responder(|_| {}, key)];
    });
}

fn signatures(all: &mut All) {
    let wrong = "signature";
    for at in [0, 1, 5, 9, 20, 40, 60] {
        all.add(format!("octet {at} of the signature is another"), wrong, |case| case.flip = Some(at));
    }
    all.add("no signature at all", wrong, |case| case.signature = Some(Vec::new()));
    all.add("zeros for a signature", wrong, |case| case.signature = Some(vec![0; 71]));
    all.add("another key has signed", wrong, |case| case.key = Whose::Nobody);
    all.add("the signer of the text has signed", wrong, |case| case.key = Whose::Signer);
    all.add("the authority's name, and the responder's key", wrong, |case| {
        case.id = Some(tlv(0xA1, &common_name(NAME_OF_ISSUER)));
    });
    for (name, algorithm) in [
        ("SHA-1 with ECDSA", seq(&[oid("1.2.840.10045.4.1")])),
        ("SHA-1 with RSA", seq(&[oid("1.2.840.113549.1.1.5"), null()])),
        ("MD5 with RSA", seq(&[oid("1.2.840.113549.1.1.4"), null()])),
        ("RSA without a digest", seq(&[oid("1.2.840.113549.1.1.1"), null()])),
        ("SHA-256 with RSA, of an EC key", Alg::Rsa256.identifier()),
        ("RSASSA-PSS, of an EC key", Alg::Pss256.identifier()),
        ("RSASSA-PSS without parameters", seq(&[oid("1.2.840.113549.1.1.10")])),
        ("RSASSA-PSS with two digests", pss(SHA256, SHA512, 32)),
        ("RSASSA-PSS with a short salt", pss(SHA384, SHA384, 20)),
        ("SHA-384 with ECDSA over SHA-256", Alg::Ecdsa384.identifier()),
        ("ECDSA with parameters", seq(&[oid("1.2.840.10045.4.3.2"), int(&[1])])),
        ("an algorithm that nobody knows", seq(&[oid("1.2.3.4")])),
    ] {
        all.add(name, wrong, |case| case.algorithm = Some(algorithm));
    }
    // What is said is changed after it was signed.
    all.add("revoked was signed, and good is told", wrong, |case| {
        case.signed_instead = Some(Box::new(Case { status: Status::revoked("20240601110000Z"), ..Case::good() }));
    });
    all.add("another certificate was signed for", wrong, |case| {
        case.signed_instead = Some(Box::new(Case { serial: vec![0x33, 0x45], ..Case::good() }));
    });
}

fn others(all: &mut All) {
    let other = "other-certificate";
    for serial in [vec![0x33, 0x45], vec![0x33], vec![0x44, 0x33], vec![0x33, 0x44, 0], vec![0x22], vec![0]] {
        all.add(format!("about the serial number {serial:x?}"), other, |case| case.serial = serial);
    }
    all.add("about one of another authority's name", other, |case| case.issuer_name = common_name("Test Root CA"));
    all.add("about one of another authority's key", other, |case| case.issuer_key = b"another key".to_vec());
    for hash in ["1.2.840.113549.2.5", "2.16.840.1.101.3.4.2.4", "1.2.3.4"] {
        all.add(format!("named by the digest {hash}"), other, |case| case.hash_oid = Some(oid(hash)));
    }
    for (hash, name) in [(SHA384, "384"), (SHA512, "512"), (SHA1, "1")] {
        all.add(format!("a digest of SHA-256 under the name of SHA-{name}"), other, |case| {
            case.hash_oid = Some(oid(hash));
        });
    }
    all.add("about nobody", other, |case| case.singles = 0);
    all.add("twice about her", "twice", |case| case.singles = 2);
    all.add("sixteen times about her", "twice", |case| case.singles = 16);
    all.add("unknown", "unknown", |case| case.status = Status::Other(tlv(0x82, &[])));
}

fn times(all: &mut All) {
    let set = |case: &mut Case, produced: &str, this: &str, next: Option<&str>| {
        case.produced = generalized(produced);
        case.this = generalized(this);
        case.next = next.map(generalized);
    };
    all.add("known after it was made", "times", |case| set(case, "20240601115500Z", "20240601115701Z", None));
    all.add("known a year after it was made", "times", |case| set(case, "20240601115500Z", "20250601115500Z", None));
    all.add("over before it was known", "times", |case| {
        set(case, "20240601115500Z", "20240601115500Z", Some("20240601115459Z"));
    });
    all.add("revoked after it was made", "times", |case| case.status = Status::revoked("20240601120201Z"));
    all.add("a quarter of an hour old, and a second", "stale", |case| {
        set(case, "20240601114459Z", "20240601114459Z", None);
    });
    all.add("a year old", "stale", |case| set(case, "20230601115500Z", "20230601115500Z", None));
    all.add("an old one that was signed anew", "stale", |case| set(case, "20240601120000Z", "20240531120000Z", None));
    all.add("over a second before", "stale", |case| {
        set(case, "20240601000000Z", "20240601000000Z", Some("20240601115959Z"));
    });
    all.add("after the end of the certificate", "after-the-end", |case| {
        set(case, "20260122095003Z", "20260122095003Z", None);
    });
    all.add("years after the end of the certificate", "after-the-end", |case| {
        set(case, "20280122095003Z", "20280122095003Z", None);
    });
}

pub fn all() -> Vec<(String, Case, &'static str)> {
    let mut all = All(Vec::new());
    for add in [structure, extensions, responders, their_paths, signatures, others, times] {
        add(&mut all);
    }
    all.0
}
