//! Paths, usages, texts and serial numbers.

use super::*;

pub fn issuing_with(change: impl FnOnce(&mut CertSpec)) -> Vec<u8> {
    let pki = Pki::get();
    let mut spec = CertSpec::issuing(pki.issuing_key);
    change(&mut spec);
    spec.sign(pki.root_key, Alg::Pss256)
}

pub fn root_with(change: impl FnOnce(&mut CertSpec)) -> Vec<u8> {
    let key = Pki::get().root_key;
    let mut spec = CertSpec::root("Test Root CA", key);
    change(&mut spec);
    spec.sign(key, Alg::Pss256)
}

pub fn user(o: &mut Object, change: impl FnOnce(&mut CertSpec)) {
    o.certificates[0] = Pki::get().user_with(change);
}

pub(super) fn path() -> Vec<Case> {
    let case = |code, name, change: fn(&mut Object)| bad(Check::Path, code, name, change);
    let at = |code, name, at| Case { at, ..case(code, name, |_| {}) };
    let root = |code, name, root: Vec<u8>| Case { roots: vec![root], ..case(code, name, |_| {}) };
    let others = Key::rsa2048(3);
    vec![
        root("issuer-unknown", "another root", CertSpec::root("Other Root", others).sign(others, Alg::Pss256)),
        root("path-signature-wrong", "a root with the same name and another key", {
            CertSpec::root("Test Root CA", others).sign(others, Alg::Pss256)
        }),
        case("issuer-unknown", "no intermediate", |o| o.certificates.truncate(1)),
        at("expired", "a second after the user's certificate", "2026-01-22T09:50:03Z"),
        at("not-yet-valid", "a second before the user's certificate", "2023-01-23T09:50:02Z"),
        at("expired", "long after everything", "2039-01-01T00:00:00Z"),
        at("not-yet-valid", "before 1970", "1969-12-31T23:59:59Z"),
        case("expired", "an expired intermediate", |o| {
            o.certificates[1] = issuing_with(|spec| spec.to = "240101000000Z");
        }),
        case("not-yet-valid", "an intermediate of the future", |o| {
            o.certificates[1] = issuing_with(|spec| spec.from = "250101000000Z");
        }),
        root("root-not-valid", "an expired root", root_with(|spec| spec.to = "240101000000Z")),
        root("path-too-long", "a root that allows no intermediate", {
            root_with(|spec| spec.extensions = vec![authority(Some(0)), key_usage(&[5])])
        }),
        case("path-refused", "an intermediate that is no authority", |o| {
            o.certificates[1] = issuing_with(|spec| drop(spec.extensions.remove(0)));
        }),
        case("issuer-may-not-sign", "an intermediate without keyCertSign", |o| {
            o.certificates[1] = issuing_with(|spec| spec.extensions[1] = key_usage(&[0]));
        }),
        case("path-refused", "an intermediate below one that allows none", |o| {
            let pki = Pki::get();
            let (key, between) = (Key::rsa2048(3), "Between");
            o.certificates[1] =
                CertSpec { subject: common_name(between), ..CertSpec::issuing(key) }.sign(pki.root_key, Alg::Pss256);
            let mut above = CertSpec { subject: common_name(between), ..CertSpec::issuing(key) };
            above.extensions[0] = authority(Some(0));
            o.certificates[1] = above.sign(pki.root_key, Alg::Pss256);
            let below = CertSpec { issuer: common_name(between), ..CertSpec::issuing(pki.issuing_key) };
            o.certificates.push(below.sign(key, Alg::Pss256));
        }),
        case("path-refused", "another critical extension, which nobody knows", |o| {
            user(o, |spec| spec.extensions.push(extension("1.2.3.4", true, seq(&[]))));
        }),
        case("path-signature-wrong", "an altered user certificate with critical policies", |o| {
            user(o, |spec| spec.extensions.push(pki::policies(true)));
            let last = o.certificates[0].len() - 1;
            o.certificates[0][last] ^= 1;
        }),
        case("path-signature-wrong", "a user certificate whose critical policies were altered", |o| {
            user(o, |spec| spec.extensions.push(pki::policies(true)));
            let at = o.certificates[0].windows(19).position(|part| part == b"https://cps.example").unwrap();
            o.certificates[0][at] ^= 1;
        }),
        case("path-signature-wrong", "an altered user certificate", |o| {
            let last = o.certificates[0].len() - 1;
            o.certificates[0][last] ^= 1;
        }),
        case("path-signature-wrong", "a user certificate that its issuer never signed", |o| {
            o.certificates[0] = CertSpec::user(&Pki::get().user_key.spki).sign(Key::rsa2048(3), Alg::Pss256);
        }),
        case("issuer-unknown", "a self-signed user", |o| {
            let key = &Pki::get().user_key;
            let mut spec = CertSpec::user(&key.spki);
            spec.issuer = spec.subject.clone();
            o.signer().sid = issuer_and_serial(&spec.issuer, &spec.serial);
            o.certificates[0] = spec.sign(key, Alg::Ecdsa256);
        }),
        case("path-refused", "a user who issued the certificate of a user", |o| {
            let pki = Pki::get();
            let issuer = Key::p256();
            let mut above = CertSpec::user(&issuer.spki);
            above.subject = common_name("Issuing User");
            o.certificates[1] = above.sign(pki.issuing_key, Alg::Pss256);
            let mut spec = CertSpec::user(&pki.user_key.spki);
            spec.issuer = common_name("Issuing User");
            o.signer().sid = issuer_and_serial(&spec.issuer, &spec.serial);
            o.certificates[0] = spec.sign(&issuer, Alg::Ecdsa256);
            o.certificates.push(pki.issuing.clone());
        }),
        case("path-refused", "an unknown critical extension", |o| {
            user(o, |spec| spec.extensions.push(extension("1.2.3.4", true, null())));
        }),
        case("path-refused", "an extension twice", |o| user(o, |spec| spec.extensions.push(key_usage(&[0])))),
        case("path-refused", "a user certificate of version 1", |o| {
            user(o, |spec| {
                spec.version = None;
                spec.extensions.clear();
            });
        }),
        case("signer-is-authority", "the signer is an authority", |o| {
            user(o, |spec| spec.extensions.push(authority(None)));
        }),
        case("path-algorithm", "a user certificate signed with SHA-1", |o| {
            let identifier = Alg::Rsa256.identifier();
            let old = CertSpec::user(&Pki::get().user_key.spki).sign(Pki::get().issuing_key, Alg::Rsa256);
            let new = seq(&[oid("1.2.840.113549.1.1.5"), null()]);
            o.certificates[0] = replace(&old, &identifier, &new);
        }),
        case("path-refused", "a name that its issuer may not give", |o| {
            let permitted = seq(&[tlv(0xA0, &seq(&[tlv(0xA4, &common_name("Only This"))]))]);
            o.certificates[1] = issuing_with(|spec| spec.extensions.push(extension("2.5.29.30", true, permitted)));
        }),
    ]
}

fn replace(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut out = text.to_vec();
    let mut index = 0;
    while index + from.len() <= out.len() {
        if &out[index..index + from.len()] == from {
            out[index..index + from.len()].copy_from_slice(to);
        }
        index += 1;
    }
    out
}

pub(super) fn usage() -> Vec<Case> {
    let case = |code, name, change: fn(&mut CertSpec)| bad(Check::KeyUsage, code, name, |o| user(o, change));
    vec![
        case("key-usage", "a key for encryption only", |spec| spec.extensions[0] = key_usage(&[2])),
        case("key-usage", "a key for non-repudiation only", |spec| spec.extensions[0] = key_usage(&[1])),
        case("key-usage", "a key for certificates only", |spec| spec.extensions[0] = key_usage(&[5])),
        case("extended-key-usage", "a server's certificate", |spec| spec.extensions[1] = purposes(&[SERVER_AUTH])),
        bad(Check::KeyUsage, "extended-key-usage", "an authority for servers only", |o| {
            o.certificates[1] = issuing_with(|spec| spec.extensions[2] = purposes(&[SERVER_AUTH]));
        }),
        case("extended-key-usage", "a certificate for mail and time stamps", |spec| {
            spec.extensions[1] = purposes(&["1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.8"]);
        }),
        Case {
            usage: Usage::Signature,
            ..case("key-usage", "a key for agreement only, where one for signatures is wanted", |spec| {
                spec.extensions = vec![key_usage(&[4])];
            })
        },
        Case {
            usage: Usage::Signature,
            ..case("extended-key-usage", "clientAuth only, where a key for signatures is wanted", |_| {})
        },
    ]
}

pub fn signed(text: &str) -> impl FnOnce(&mut Object) {
    let object = Object::of(text.as_bytes());
    move |o| *o = object
}

pub(super) fn text() -> Vec<Case> {
    let case = |name, text: &str| bad(Check::Text, "text-differs", name, signed(text));
    let decomposed = TEXT.replace('ü', "u\u{308}");
    let gsm = sigill_mss::text::to_gsm(TEXT).unwrap();
    let sent = r#"{"type":"Pay","dtbd":[{"key":"Amount","value":"10"}]}"#;
    let approval = |code, name, text: &str| Case {
        text: ExpectedText::TransactionApproval(sent.to_owned()),
        ..bad(Check::Text, code, name, signed(text))
    };
    let serial = |code, name, serials: &'static [&'static str], rule| Case {
        serial: Some(rule),
        ..bad(Check::SerialNumber, code, name, |o| user(o, |spec| spec.subject = user_name(serials)))
    };
    vec![
        case("another text", "Test: pay CHF 1000?"),
        case("a blank more", &format!("{TEXT} ")),
        case("a NUL more", &format!("{TEXT}\0")),
        case("the same letters, decomposed", &decomposed),
        case("the same text in capitals", &TEXT.to_uppercase()),
        bad(Check::Text, "text-differs", "GSM octets where UTF-8 was asked for", move |o| *o = Object::of(&gsm)),
        case("nothing signed", ""),
        approval("text-differs", "an approval of another amount", {
            r#"{"format_version":1,"content_string":"[{\"key\":\"Amount\",\"value\":\"1000\"}]"}"#
        }),
        approval("not-transaction-approval", "the payload itself instead of the App's form", sent),
        approval("not-transaction-approval", "an approval that names its content twice", {
            r#"{"format_version":1,"content_string":"[]","content_string":"[{\"key\":\"Amount\",\"value\":\"10\"}]"}"#
        }),
        approval("not-transaction-approval", "an approval of another format", {
            r#"{"format_version":2,"content_string":"[{\"key\":\"Amount\",\"value\":\"10\"}]"}"#
        }),
        serial("serial-differs", "another person's serial number", &["MIDCHE9999999999"], SERIAL),
        serial("serial-absent", "no serial number", &[], SERIAL),
        serial("serial-absent", "no serial number at first use", &[], ""),
        serial("serial-twice", "two serial numbers", &[SERIAL, "MIDCHE9999999999"], SERIAL),
        Case {
            serial: Some(SERIAL),
            ..bad(Check::SerialNumber, "serial-twice", "a second serial number that is not UTF-8", |o| {
                let serial = |value| ("2.5.4.5", value);
                let both = [serial(super::super::der::printable(SERIAL)), serial(tlv(0x14, &[0xFF, 0xFE]))];
                user(o, |spec| spec.subject = pki::name(&both));
            })
        },
    ]
}
