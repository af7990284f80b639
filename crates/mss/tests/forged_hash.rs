//! A hundred forged signatures over hashes are each refused by the named check for the named reason; right ones aren't.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::collections::HashSet;

use sigill_mss::verify::Check;
use support::der::{bits, octets, oid, seq};
use support::hashed::{All, Case, ID, PERSON, TEXT, cert, document, raw};
use support::keys::{Alg, Key, rsa_spki_of};
use support::pki::{CertSpec, Pki, common_name, extension, key_usage, pems, purposes, user_name};

fn values(all: &mut All) {
    let form = (Check::Signature, "signature-form");
    for length in [0, 1, 8, 31, 32, 33, 62, 63, 65, 66, 96, 127, 128, 256] {
        all.add(format!("a value of {length} octets"), form, |case| case.signed.value.resize(length, 0));
    }
    all.add("a value in DER", form, |case| {
        let der = Pki::get().user_key.sign(Alg::Ecdsa256, case.document.as_bytes());
        case.signed.value = der;
    });
    let wrong = (Check::Signature, "signature-wrong");
    for at in [0, 7, 15, 31, 32, 39, 47, 63] {
        all.add(format!("a bit of octet {at} is another"), wrong, |case| case.signed.value[at] ^= 1);
    }
    for (name, range, octet) in [
        ("r is zero", 0..32, 0),
        ("s is zero", 32..64, 0),
        ("both are zero", 0..64, 0),
        ("r is more than the order", 0..32, 0xFF),
        ("s is more than the order", 32..64, 0xFF),
    ] {
        all.add(name, wrong, |case| case.signed.value[range].fill(octet));
    }
    all.add("r and s change places", wrong, |case| case.signed.value.rotate_left(32));
}

fn other_octets(all: &mut All) {
    let wrong = (Check::Signature, "signature-wrong");
    let sign = |case: &mut Case, octets: &[u8]| {
        case.signed.value = raw(&Pki::get().user_key.sign(Alg::Ecdsa256, octets));
    };
    all.add("the text alone was signed", wrong, |case| sign(case, TEXT.as_bytes()));
    all.add("nothing was signed", wrong, |case| sign(case, b""));
    all.add("the hash was hashed once more", wrong, |case| {
        let hash = sigill_mss::sk::hash_of(&case.document);
        sign(case, hash.octets());
    });
    for (name, other) in [
        ("another text was signed", document("Bank: pay CHF 1000? Code {code}", PERSON, ID, 7)),
        ("a document of another person was signed", document(TEXT, "60001018800", ID, 7)),
        ("a document of another request was signed", document(TEXT, PERSON, "0196e3a2-7c10-7000-8000-000000000002", 7)),
        ("a document of other chance was signed", document(TEXT, PERSON, ID, 8)),
    ] {
        all.add(name, wrong, |case| sign(case, other.as_bytes()));
    }
    all.add("another key signed", wrong, |case| {
        case.signed.value = raw(&Key::p256().sign(Alg::Ecdsa256, case.document.as_bytes()));
    });
    all.add("the document got a blank", wrong, |case| case.document.push(' '));
    all.add("the document is of other octets and the same JSON", wrong, |case| {
        case.document = case.document.replacen("{\"", "{ \"", 1);
    });
}

fn algorithms(all: &mut All) {
    let check = Check::Algorithm;
    for name in [
        "",
        " ",
        "SHA1WithECEncryption",
        "SHA224WithECEncryption",
        "MD5WithECEncryption",
        "SHA3-256WithECEncryption",
        "NONEWithECEncryption",
        "SHA256WithEC",
        "SHA256",
        "SHA256With",
        "WithECEncryption",
        "SHA256WithDSAEncryption",
        "SHA256WithECEncryption ",
        "SHA 256WithECEncryption",
        "ecdsa-with-SHA256",
        "rsassa-pss",
    ] {
        let set = |case: &mut Case| name.clone_into(&mut case.signed.algorithm);
        all.add(format!("the algorithm {name:?}"), (check, "algorithm-unknown"), set);
    }
    for name in
        ["SHA384WithECEncryption", "SHA512WithECEncryption", "sha384WithRSAEncryption", "sha512WithRSAEncryption"]
    {
        let set = |case: &mut Case| name.clone_into(&mut case.signed.algorithm);
        all.add(format!("the algorithm {name:?}"), (check, "algorithms-disagree"), set);
    }
    all.add("RSA is named, and the key is EC", (check, "key-unfit"), |case| {
        case.signed.algorithm = "SHA256WithRSAEncryption".to_owned();
    });
    let key = |case: &mut Case, spki: Vec<u8>| case.signed.certificate = cert(|spec| spec.spki = spki);
    all.add("EC is named, and the key is RSA", (check, "key-unfit"), |case| key(case, Key::rsa2048(2).spki.clone()));
    for bits in [512, 1024, 2047, 8193] {
        all.add(format!("an RSA key of {bits} bits"), (check, "key-size"), |case| {
            case.signed.algorithm = "SHA256WithRSAEncryption".to_owned();
            key(case, rsa_spki_of(bits));
        });
    }
    for (name, curve) in [("secp256k1", "1.3.132.0.10"), ("P-521", "1.3.132.0.35"), ("P-224", "1.3.132.0.33")] {
        all.add(format!("a key on the curve {name}"), (check, "curve-unknown"), |case| {
            let point = [&[4][..], &[1; 64]].concat();
            key(case, seq(&[seq(&[oid("1.2.840.10045.2.1"), oid(curve)]), bits(&point)]));
        });
    }
}

fn certificates(all: &mut All) {
    let check = (Check::SignerCertificate, "certificate-unreadable");
    all.add("no certificate", check, |case| case.signed.certificate.clear());
    all.add("a certificate of one octet", check, |case| case.signed.certificate.truncate(1));
    all.add("half a certificate", check, |case| {
        let half = case.signed.certificate.len() / 2;
        case.signed.certificate.truncate(half);
    });
    all.add("a certificate with an octet behind it", check, |case| case.signed.certificate.push(0));
    all.add("two certificates in one", check, |case| {
        let twice = case.signed.certificate.repeat(2);
        case.signed.certificate = twice;
    });
    all.add("a certificate in PEM", check, |case| {
        case.signed.certificate = pems(std::slice::from_ref(&case.signed.certificate)).into_bytes();
    });
    all.add("an octet string for a certificate", check, |case| case.signed.certificate = octets(b"certificate"));
}

fn paths(all: &mut All) {
    let check = Check::Path;
    all.add("the authority between is not known", (check, "issuer-unknown"), |case| case.between.clear());
    all.add("the certificate is over", (check, "expired"), |case| case.at = "2026-01-22T09:50:03Z");
    all.add("the certificate begins later", (check, "not-yet-valid"), |case| case.at = "2023-01-23T09:50:02Z");
    all.add("the certificate was over when it was used", (check, "expired"), |case| {
        case.signed.certificate = cert(|spec| spec.to = "240601115959Z");
    });
    all.add("an authority of the same name with another key", (check, "path-signature-wrong"), |case| {
        let pki = Pki::get();
        let mut spec = CertSpec::user(&pki.user_key.spki);
        spec.subject = user_name(&[PERSON]);
        spec.extensions = vec![key_usage(&[0])];
        case.signed.certificate = spec.sign(Key::rsa2048(3), Alg::Pss256);
    });
    all.add("a certificate that signs itself", (check, "issuer-unknown"), |case| {
        let pki = Pki::get();
        let mut spec = CertSpec::user(&pki.user_key.spki);
        spec.subject = user_name(&[PERSON]);
        spec.issuer = spec.subject.clone();
        case.signed.certificate = spec.sign(&pki.user_key, Alg::Ecdsa256);
    });
    all.add("an issuer that nobody knows", (check, "issuer-unknown"), |case| {
        case.signed.certificate = cert(|spec| spec.issuer = common_name("Nobody"));
    });
    all.add("another root of the same name", (check, "path-signature-wrong"), |case| {
        let key = Key::rsa2048(3);
        case.roots = vec![CertSpec::root("Test Root CA", key).sign(key, Alg::Pss256)];
    });
    all.add("an authority that is over", (check, "expired"), |case| {
        let pki = Pki::get();
        let spec = CertSpec { to: "240101000000Z", ..CertSpec::issuing(pki.issuing_key) };
        case.between = vec![spec.sign(pki.root_key, Alg::Pss256)];
    });
    all.add("a person who issued it", (check, "path-refused"), |case| {
        let pki = Pki::get();
        let mut spec = CertSpec::user(&pki.issuing_key.spki);
        spec.subject = common_name("Test Issuing CA");
        spec.issuer = common_name("Test Root CA");
        case.between = vec![spec.sign(pki.root_key, Alg::Pss256)];
    });
}

fn uses(all: &mut All) {
    for (name, usage) in [("nonRepudiation", 1), ("keyEncipherment", 2), ("keyAgreement", 4)] {
        all.add(format!("a key for {name} alone"), (Check::KeyUsage, "key-usage"), |case| {
            case.signed.certificate = cert(|spec| spec.extensions = vec![key_usage(&[usage])]);
        });
    }
    for (name, purpose) in [
        ("serverAuth", "1.3.6.1.5.5.7.3.1"),
        ("codeSigning", "1.3.6.1.5.5.7.3.3"),
        ("emailProtection", "1.3.6.1.5.5.7.3.4"),
        ("OCSPSigning", "1.3.6.1.5.5.7.3.9"),
    ] {
        all.add(format!("a key for {name}"), (Check::KeyUsage, "extended-key-usage"), |case| {
            case.signed.certificate = cert(|spec| spec.extensions.push(purposes(&[purpose])));
        });
    }
}

/// All of them signed rightly, and about something else.
fn texts(all: &mut All) {
    let differs = (Check::Text, "text-differs");
    all.add("the phone showed another text", differs, |case| case.text = case.text.replace("10", "1000"));
    all.add("the phone showed more", differs, |case| case.text.push('!'));
    all.add("the phone showed the place of the code", differs, |case| TEXT.clone_into(&mut case.text));
    all.add("another code was shown", differs, |case| case.code = "0000".to_owned());
    all.add("no code was shown", differs, |case| case.code.clear());
    all.add("another request", differs, |case| case.id.push('0'));
    for (name, written) in [
        ("a signed document about another text", document("Bank: pay CHF 11? Code {code}", PERSON, ID, 7)),
        ("a signed document of another request", document(TEXT, PERSON, "1", 7)),
    ] {
        all.add(name, differs, |case| {
            let text = case.text.clone();
            *case = Case { text, ..Case::of(written) };
        });
    }
    let unreadable = (Check::Text, "message-unreadable");
    let good = document(TEXT, PERSON, ID, 7);
    for (name, written) in [
        ("a signed text that is no document", TEXT.to_owned()),
        ("a signed document of another form", good.replace("sigill-signed/1", "sigill-signed/9")),
        ("a signed document with a member twice", good.replacen('{', "{\"text\":\"Bank: pay CHF 1?\",", 1)),
        ("a signed document with a member that nobody knows", good.replacen('{', "{\"more\":\"1\",", 1)),
        ("a signed document without chance", good.replace("\"random\":\"BwcH", "\"random\":\"")),
    ] {
        assert_ne!(written, good);
        all.add(name, unreadable, |case| *case = Case::of(written));
    }
}

fn people(all: &mut All) {
    let check = Check::SerialNumber;
    let named = |case: &mut Case, serials: &[&str]| {
        case.signed.certificate = cert(|spec| spec.subject = user_name(serials));
    };
    all.add("a certificate without a serial number", (check, "serial-absent"), |case| named(case, &[]));
    all.add("a certificate with two", (check, "serial-twice"), |case| named(case, &[PERSON, PERSON]));
    for other in [
        "60001018800",
        "PNOEE-60001018800",
        "PASEE-60001019906",
        "IDCEE-60001019906",
        "PNO-60001019906",
        "PNOEE60001019906",
        "pnoee-60001019906",
        "PNOE1-60001019906",
        "PNOEE-PNOEE-60001019906",
        "60001019906 ",
        "6000101990",
        "600010199060",
        "EE60001019906",
    ] {
        all.add(format!("a certificate of {other:?}"), (check, "identity-differs"), |case| named(case, &[other]));
    }
    all.add("somebody else signed before", (check, "serial-differs"), |case| {
        case.serial = Some("PNOEE-60001018800".to_owned());
    });
}

fn all() -> All {
    let mut all = All(Vec::new());
    for add in [values, other_octets, algorithms, certificates, paths, uses, texts, people] {
        add(&mut all);
    }
    all
}

#[test]
fn every_forged_signature_over_a_hash_is_refused_by_the_named_check() {
    let all = all().0;
    let mut wrong = Vec::new();
    for (name, case, check, code) in &all {
        let report = case.report();
        let found = report.failure().map(|(check, reason)| {
            (check, serde_json::to_value(reason).unwrap()["code"].as_str().unwrap().to_owned(), reason.to_string())
        });
        let fits = found.as_ref().is_some_and(|(found, reason, _)| found == check && reason == code);
        if !fits || report.is_valid() {
            wrong.push(format!("{name}: wanted {check:?} {code}, got {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let names: HashSet<_> = all.iter().map(|(name, ..)| name).collect();
    assert_eq!(names.len(), all.len(), "names repeat");
    assert!(all.len() >= 100, "{}", all.len());
    let checks: HashSet<_> = all.iter().map(|(_, _, check, _)| *check).collect();
    assert!(Check::OF_HASH.iter().all(|check| checks.contains(check)), "{checks:?}");
}

#[test]
fn right_ones_are_accepted_in_every_form_that_occurs() {
    type Change = fn(&mut Case);
    let good: [(&str, Change); 8] = [
        ("as it is", |_| {}),
        ("the bare number", |case| case.signed.certificate = cert(|spec| spec.subject = user_name(&[PERSON]))),
        ("of Lithuania", |case| {
            case.signed.certificate = cert(|spec| spec.subject = user_name(&[&format!("PNOLT-{PERSON}")]));
        }),
        ("for clients, too", |case| {
            case.signed.certificate = cert(|spec| spec.extensions.push(purposes(&[support::pki::CLIENT_AUTH])));
        }),
        ("for agreement, too", |case| {
            case.signed.certificate = cert(|spec| spec.extensions = vec![key_usage(&[0, 4])]);
        }),
        ("an algorithm in lower case", |case| case.signed.algorithm = "sha256WithECEncryption".to_owned()),
        ("who signed before, written otherwise", |case| case.serial = Some(PERSON.to_owned())),
        ("an extension that nobody has to know", |case| {
            case.signed.certificate =
                cert(|spec| spec.extensions.push(extension("1.3.6.1.4.1.10015.9", false, octets(b"x"))));
        }),
    ];
    for (name, change) in good {
        let mut case = Case::good();
        change(&mut case);
        assert!(case.report().is_valid(), "{name}: {}", case.report());
    }
}
