//! What a responder says of a certificate counts only where it is right: more than a hundred forged answers are each
//! refused for the named reason, and right ones say what they say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sigill_mss::ocsp::{Judged, judge, judge_into};
use sigill_mss::verify::{Doubt, Reason, Standing, Trust};
use support::answers::{Case, Status, generalized};
use support::der::{int, octets, oid, seq, tlv};
use support::forged_answers::all;
use support::keys::{SHA384, SHA512};
use support::pki::{Pki, pems};
use support::vectors;

#[test]
fn every_forged_answer_is_refused_for_the_named_reason() {
    let all = all();
    let mut wrong = Vec::new();
    for (name, case, code) in &all {
        let found = case.judged();
        let got = found.as_ref().err().map(|doubt| serde_json::to_value(doubt).unwrap()["code"].clone());
        if got.as_ref().and_then(Value::as_str) != Some(code) {
            wrong.push(format!("{name}: wanted {code}, got {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let names: HashSet<_> = all.iter().map(|(name, ..)| name).collect();
    assert_eq!(names.len(), all.len(), "names repeat");
    assert!(all.len() >= 100, "{}", all.len());
}

#[test]
fn every_octet_of_an_answer_counts() {
    let good = Case::good().octets();
    let case = Case::good();
    assert!(matches!(case.judged(), Ok(Standing::Good { .. })));
    for at in 0..good.len() {
        let mut octets = good.clone();
        octets[at] ^= 0x04;
        let changed = Case { whole: Some(octets), ..Case::good() };
        assert!(changed.judged().is_err(), "octet {at}: {:?}", changed.judged());
    }
}

fn good_ones() -> Vec<(String, Case)> {
    let mut all: Vec<(String, Case)> = Vec::new();
    let mut add = |name: &str, change: &dyn Fn(&mut Case)| {
        let mut case = Case::good();
        change(&mut case);
        all.push((name.to_owned(), case));
    };
    add("as it is", &|_| {});
    add("the authority answers itself", &|case| case.by_authority());
    add("the authority answers itself, by its key", &|case| {
        case.by_authority();
        case.id = Some(support::answers::by_key(Pki::get().issuing_key));
    });
    add("a responder by its key", &|case| case.id = Some(support::answers::by_key(support::answers::key())));
    add("a version that needn't be written", &|case| case.version = Some(tlv(0xA0, &int(&[0]))));
    add("an extension that nobody has to know", &|case| {
        case.extensions = vec![seq(&[oid("1.3.6.1.5.5.7.48.1.2"), octets(&octets(b"nonce"))])];
    });
    add("more certificates", &|case| case.certificates.insert(0, Pki::get().issuing.clone()));
    add("in force for a day", &|case| {
        case.this = generalized("20240601000000Z");
        case.next = Some(generalized("20240602000000Z"));
    });
    add("just not too old", &|case| case.this = generalized("20240601114500Z"));
    add("known a little after it was made", &|case| case.this = generalized("20240601115659Z"));
    add("asked a month later", &|case| {
        case.produced = generalized("20240701000000Z");
        case.this = generalized("20240701000000Z");
    });
    for hash in [support::keys::SHA1, SHA384, SHA512] {
        add(&format!("named by {hash}"), &move |case| case.named_by(hash));
    }
    all
}

#[test]
fn right_answers_say_that_it_was_good() {
    for (name, case) in good_ones() {
        let found = case.judged();
        assert!(matches!(found, Ok(Standing::Good { .. })), "{name}: {found:?}");
    }
}

#[test]
fn what_was_revoked_by_then_is_no_longer_good_and_what_was_later_still_was() {
    let said = |revoked: &str, change: fn(&mut Case)| {
        let mut case = Case { status: Status::revoked(revoked), ..Case::good() };
        change(&mut case);
        case.judged().unwrap_or_else(|doubt| panic!("{revoked}: {doubt}"))
    };
    let found = said("20240601114900Z", |_| {});
    assert!(!found.is_good());
    assert_eq!(found.to_string(), "revoked at 2024-06-01T11:49:00Z (the key was compromised), says CN=Test Responder");
    // However old the news.
    let old = said("20230701000000Z", |case| {
        case.produced = generalized("20230801000000Z");
        case.this = generalized("20230801000000Z");
    });
    assert!(!old.is_good(), "{old:?}");
    let a_month_later = |case: &mut Case| {
        case.produced = generalized("20240701000000Z");
        case.this = generalized("20240701000000Z");
    };
    assert!(!said("20240601120000Z", a_month_later).is_good(), "in that very second");
    let later = said("20240601120001Z", a_month_later);
    assert!(later.is_good() && later.to_string().starts_with("not revoked then, but later, at 2024-06-01T12:00:01Z"));
}

on_captures! {
    fn the_published_answers_come_out_as_they_must() {
        let file = |name: &str| std::fs::read(vectors::path(&format!("sk/smart-id/ocsp/{name}.der"))).unwrap();
        let pem = |name: &str| vectors::text(&format!("sk/{name}.pem"));
        let der = |pem: &str| {
            STANDARD.decode(pem.lines().filter(|line| !line.starts_with('-')).collect::<String>()).unwrap()
        };
        let (cert, issuer) = (pem("smart-id/cert-sign-40504040001-2026"), pem("ca/TEST_of_SK_ID_Solutions_EID-Q_2024E"));
        let trust = Trust::from_roots_pem(&pem("ca/TEST_of_SK_ID_Solutions_ROOT_G1E")).unwrap();
        let (cert, issuer) = (der(&cert), der(&issuer));
        let at = |at: &str| Judged { certificate: &cert, issuer: &issuer, at: at.parse().unwrap(), trust: &trust };
        let good = file("40504040001-good");
        let found = judge(&good, &at("2026-03-24T09:32:24Z")).unwrap();
        assert!(matches!(&found, Standing::Good { known, .. } if known == "2026-03-24T09:32:24Z"), "{found:?}");
        assert!(matches!(judge(&good, &at("2026-03-24T09:48:00Z")), Err(Doubt::Stale { .. })));
        // Of the same authority, and another person's.
        let other = der(&pem("smart-id/cert-auth-40504040001-2025"));
        let about_other = Judged { certificate: &other, ..at("2026-03-24T09:32:24Z") };
        assert_eq!(judge(&good, &about_other), Err(Doubt::OtherCertificate));
        // A status in a form that is not DER's.
        let malformed = judge(&file("synthetic-malformed-good"), &at("2026-03-25T20:00:00Z"));
        assert!(matches!(&malformed, Err(Doubt::Unreadable { detail }) if detail.starts_with("certStatus")), "{malformed:?}");
        // Its responder's certificate is signed with SHA-1, which counts in no certificate.
        let synthetic = pem("ca/synthetic_Test_CA");
        let trust = Trust::from_roots_pem(&synthetic).unwrap();
        let issuer = der(&synthetic);
        let judged = Judged { issuer: &issuer, trust: &trust, ..at("2026-03-25T20:00:00Z") };
        let found = judge(&file("synthetic-revoked"), &judged);
        assert_eq!(found, Err(Doubt::ResponderRefused { reason: Reason::PathAlgorithm }));
    }
}

#[test]
fn a_signature_over_a_hash_is_judged_with_what_was_said_of_its_certificate() {
    let hashed = support::hashed::Case::good();
    let trust = Trust::from_roots_pem(&pems(&hashed.roots)).unwrap();
    let trust = trust.with_intermediates_pem(&pems(&hashed.between)).unwrap();
    let said = |case: &Case| {
        let mut report = hashed.report();
        judge_into(&mut report, &case.octets(), &trust);
        report
    };
    let good = said(&Case::good());
    assert!(good.is_valid() && good.why_not().is_none(), "{good}");
    let revoked = said(&Case { status: Status::revoked("20240601110000Z"), ..Case::good() });
    assert!(!revoked.is_valid() && revoked.failure().is_none(), "{revoked}");
    assert!(revoked.why_not().unwrap().starts_with("revoked at 2024-06-01T11:00:00Z"), "{revoked}");
    let other = said(&Case { serial: vec![0x33, 0x45], ..Case::good() });
    assert!(!other.is_valid() && matches!(other.revocation(), Some(Err(Doubt::OtherCertificate))), "{other}");
}

#[test]
fn an_answer_counts_under_the_roots_that_are_trusted_only() {
    let spoiled = Case { trust_other: true, ..Case::good() };
    assert!(matches!(spoiled.judged(), Err(Doubt::ResponderRefused { .. })), "under another root");
}
