//! Two other implementations judge the same objects: OpenSSL's command line and the crate
//! `cryptographic-message-syntax`. Every disagreement stands in a table with its explanation; the tables are exact.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use cryptographic_message_syntax::SignedData;
use sigill_mss::verify::{Check, ExpectedText, Outcome, Report, Terms, Trust, Usage, verify};
use support::cases::{self, Case};
use support::forge::TEXT;
use support::good;
use support::keys::{Alg, Key};
use support::pki::{CertSpec, Pki, pem, pems};

/// Where OpenSSL's verdict (`cms -verify -purpose sslclient`) differs from ours, and why.
const OPENSSL: &[(&str, &str)] = include!("support/openssl.table");
/// Where cryptographic-message-syntax's verdict about digest and signature differs from ours, and why.
const CMS_CRATE: &[(&str, &str)] = include!("support/cms_crate.table");

fn all() -> Vec<Case> {
    cases::forged().into_iter().chain(good::variants()).collect()
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn openssl(arguments: &[&str]) -> bool {
    let output = Command::new("openssl").args(arguments).output();
    output.expect("the openssl command line must be installed").status.success()
}

/// Compares and demands that the disagreements are those of the table, no more and no fewer.
fn agree(table: &[(&str, &str)], verdicts: Vec<(&'static str, bool, bool)>) {
    let table: BTreeMap<_, _> = table.iter().copied().collect();
    let mut wrong = Vec::new();
    for (name, ours, theirs) in &verdicts {
        if (ours != theirs) != table.contains_key(name) {
            wrong.push(format!("{name:?}: ours {ours}, theirs {theirs}"));
        }
    }
    let unknown: Vec<_> = table.keys().filter(|name| !verdicts.iter().any(|(known, ..)| known == *name)).collect();
    assert!(wrong.is_empty() && unknown.is_empty(), "{}\nnot a case: {unknown:?}", wrong.join("\n"));
    println!("{} objects, {} explained disagreements", verdicts.len(), table.len());
}

/// Text and serial number are our own business.
fn accepted_before_text(report: &Report) -> bool {
    report.failure().is_none_or(|(check, _)| check >= Check::Text)
}

#[test]
fn openssl_agrees_about_every_object_or_the_table_says_why_not() {
    let folder = folder("openssl");
    let verdict = |(number, case): (usize, &Case)| {
        let path = |end: &str| folder.join(format!("{number}.{end}")).to_str().unwrap().to_owned();
        let (object, roots, out) = (path("der"), path("pem"), path("out"));
        std::fs::write(&object, &case.octets).unwrap();
        std::fs::write(&roots, pems(&case.roots)).unwrap();
        let at: jiff::Timestamp = case.at.parse().unwrap();
        let at = at.as_second().to_string();
        let input = ["cms", "-verify", "-inform", "DER", "-in", &object, "-out", &out, "-binary"];
        // Keys for signatures have no purpose that its command line knows.
        let purpose = if case.usage == Usage::Signature { "any" } else { "sslclient" };
        let trust = ["-CAfile", &roots, "-no-CApath", "-no-CAstore", "-purpose", purpose, "-attime", &at];
        let theirs = openssl(&[&input[..], &trust[..]].concat());
        (case.name, accepted_before_text(&case.verify()), theirs)
    };
    agree(OPENSSL, all().iter().enumerate().map(verdict).collect());
}

#[test]
fn cryptographic_message_syntax_agrees_about_digest_and_signature_or_the_table_says_why_not() {
    let theirs = |octets: &[u8]| {
        let Ok(data) = SignedData::parse_ber(octets) else { return false };
        let mut signers = data.signers().peekable();
        signers.peek().is_some()
            && data.signers().all(|signer| {
                signer.verify_message_digest_with_signed_data(&data).is_ok()
                    && signer.verify_signature_with_signed_data(&data).is_ok()
            })
    };
    let verdict = |case: &Case| {
        let ours = *case.verify().outcome(Check::Signature) == Outcome::Passed;
        let octets = case.octets.clone();
        let theirs = std::panic::catch_unwind(|| theirs(&octets)).unwrap_or(false);
        (case.name, ours, theirs)
    };
    agree(CMS_CRATE, all().iter().map(verdict).collect());
}

/// What `openssl cms -sign` makes with a key of ours.
fn sign(name: &str, key: &Key, extra: &[&str]) -> Vec<u8> {
    let folder = folder("signed");
    let path = |end: &str| folder.join(format!("{name}.{end}")).to_str().unwrap().to_owned();
    let pki = Pki::get();
    let user = CertSpec::user(&key.spki).sign(pki.issuing_key, Alg::Pss256);
    std::fs::write(path("crt"), pem("CERTIFICATE", &user)).unwrap();
    std::fs::write(path("ca"), pem("CERTIFICATE", &pki.issuing)).unwrap();
    std::fs::write(path("key"), pem("PRIVATE KEY", &key.pkcs8)).unwrap();
    std::fs::write(path("txt"), TEXT).unwrap();
    let (text, out, certificate, secret, issuer) = (path("txt"), path("der"), path("crt"), path("key"), path("ca"));
    let base = ["cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-in", &text, "-out", &out];
    let keys = ["-signer", &certificate, "-inkey", &secret, "-certfile", &issuer];
    assert!(openssl(&[&base[..], &keys[..], extra].concat()), "{name}");
    std::fs::read(&out).unwrap()
}

fn judge(octets: &[u8], legacy_sha1: bool) -> Report {
    let text = ExpectedText::Exact(TEXT.to_owned());
    let trust = Trust::from_roots_pem(&pems(&[Pki::get().root.clone()])).unwrap();
    let mut terms = Terms::new(&text, cases::AT.parse().unwrap(), &trust);
    terms.legacy_sha1 = legacy_sha1;
    verify(octets, &terms)
}

#[test]
fn what_openssl_signs_is_accepted() {
    let (p256, p384, rsa) = (Key::p256(), Key::p384(), Key::rsa2048(2));
    let objects: &[(&str, &Key, &[&str])] = &[
        ("p256-sha256", &p256, &["-md", "sha256"]),
        ("p256-sha384", &p256, &["-md", "sha384"]),
        ("p256-sha512", &p256, &["-md", "sha512"]),
        ("p384-sha256", &p384, &["-md", "sha256"]),
        ("p384-sha384", &p384, &["-md", "sha384"]),
        ("p384-sha512", &p384, &["-md", "sha512"]),
        ("rsa-sha256", rsa, &["-md", "sha256"]),
        ("rsa-sha512", rsa, &["-md", "sha512"]),
        ("pss-sha256", rsa, &["-md", "sha256", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:-1"]),
        ("by-key-id", &p256, &["-md", "sha256", "-keyid"]),
        ("cades", &p256, &["-md", "sha256", "-cades"]),
        ("streamed", &p256, &["-md", "sha256", "-stream"]),
        ("no-capabilities", &p256, &["-md", "sha256", "-nosmimecap"]),
    ];
    for (name, key, extra) in objects {
        let report = judge(&sign(name, key, extra), false);
        assert!(report.is_valid(), "{name}: {report}");
    }
}

#[test]
fn what_openssl_signs_with_sha1_needs_the_legacy_switch_and_without_attributes_is_refused() {
    let rsa = Key::rsa2048(2);
    let old = sign("rsa-sha1", rsa, &["-md", "sha1"]);
    assert_eq!(judge(&old, false).failure().unwrap().0, Check::Algorithm);
    assert!(judge(&old, true).is_valid());
    let bare = sign("bare", rsa, &["-md", "sha256", "-noattr"]);
    assert_eq!(judge(&bare, false).failure().unwrap().0, Check::SignedAttributes);
}
