//! Mobile-ID of SK ID Solutions: each published test number ends as it is published, and what is signed verifies.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sigill_mss::sk::{
    Asked, Certificate, EndResult, Hash, HashKind, Session, Signed, read_begun, read_certificate, read_session, verify,
};
use sigill_mss::verify::{Reason, Trust, Usage};
use sigill_mssp::{Clock as _, SkOptions};
use support::Bench;

const PEOPLE: [(&str, &str, &str); 17] = [
    ("+37200000766", "60001019906", "OK"),
    ("+37200000566", "60001018800", "OK"),
    ("+37268000769", "60001017869", "OK"),
    ("+37269930366", "51307149560", "OK"),
    ("+37200001566", "39901019992", "OK"),
    ("+37200001466", "45001019980", "OK"),
    ("+37200001366", "61001019985", "OK"),
    ("+37060000666", "50001018865", "OK"),
    ("+37200000266", "60001019939", "NOT_MID_CLIENT"),
    ("+37200000366", "60001019928", "NOT_MID_CLIENT"),
    ("+37201100266", "60001019950", "USER_CANCELLED"),
    ("+37200000666", "60001019961", "SIGNATURE_HASH_MISMATCH"),
    ("+37201200266", "60001019972", "SIM_ERROR"),
    ("+37213100266", "60001019983", "PHONE_ABSENT"),
    ("+37207110066", "60001019947", "DELIVERY_ERROR"),
    ("+37266000266", "50001018908", "TIMEOUT"),
    ("+37200000766", "60001018800", "NOT_MID_CLIENT"),
];

async fn played() -> Bench {
    Bench::with(|options| options.sk = Some(SkOptions { after_ms: 0, ..SkOptions::default() })).await
}

fn question(phone: &str, code: &str, hash: &Hash) -> Value {
    json!({
        "relyingPartyName": "demo", "relyingPartyUUID": "00000000-0000-0000-0000-000000000000",
        "phoneNumber": phone, "nationalIdentityNumber": code,
        "hash": STANDARD.encode(hash.octets()), "hashType": hash.kind().as_str(), "language": "ENG",
        "displayText": "Log in?",
    })
}

async fn post(bench: &Bench, path: &str, body: &Value) -> (u16, Vec<u8>) {
    let url = bench.url(&format!("/mid-api/{path}"));
    let answer = bench.client.post(url).header("content-type", "application/json").body(body.to_string()).send().await;
    let answer = answer.unwrap();
    (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
}

async fn poll(bench: &Bench, kind: &str, session: &str, more: &str) -> (u16, Vec<u8>) {
    let answer = bench.client.get(bench.url(&format!("/mid-api/{kind}/session/{session}{more}"))).send().await.unwrap();
    (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
}

fn judged(bench: &Bench, signed: &Signed, hash: &Hash, identity: &str, usage: Usage) -> Result<(), Reason> {
    let trust = Trust::from_roots_pem(&bench.simulator.signature_root_pem()).unwrap();
    let trust = trust.with_intermediates_pem(&bench.simulator.sk_issuing_pem()).unwrap();
    verify(signed, &Asked { hash, identity, at: bench.clock.now(), trust: &trust, usage }).map(drop)
}

#[tokio::test]
async fn each_published_number_ends_as_it_is_published() {
    let bench = played().await;
    for (phone, code, result) in PEOPLE {
        let hash = Hash::of(HashKind::Sha256, phone.as_bytes());
        let (status, body) = post(&bench, "authentication", &question(phone, code, &hash)).await;
        assert_eq!(status, 200, "{phone}");
        let id = read_begun(&body).unwrap().session;
        if result == "TIMEOUT" {
            bench.advance_s(120);
        }
        let (status, body) = poll(&bench, "authentication", &id, "").await;
        assert_eq!(status, 200, "{phone}");
        match read_session(&body, None).unwrap() {
            Session::Complete(EndResult::Ok, Some(signed)) => {
                assert_eq!(result, "OK", "{phone}");
                assert_eq!(judged(&bench, &signed, &hash, code, Usage::Authentication), Ok(()), "{phone}");
                let other = Hash::of(HashKind::Sha256, b"other");
                let refused = judged(&bench, &signed, &other, code, Usage::Authentication);
                assert_eq!(refused, Err(Reason::SignatureWrong), "{phone}");
            }
            Session::Complete(found, None) => assert_eq!(found.as_str(), result, "{phone}"),
            other => panic!("{phone}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn every_kind_of_hash_is_signed_with_the_certificate_that_was_got_before() {
    let bench = played().await;
    for (phone, code) in [("+37200000766", "60001019906"), ("+37200001566", "39901019992")] {
        for kind in HashKind::ALL {
            let hash = Hash::of(kind, b"A document");
            let (_, body) = post(&bench, "certificate", &question(phone, code, &hash)).await;
            let Certificate::Found(certificate) = read_certificate(&body).unwrap() else { panic!("{phone}") };
            let (_, body) = post(&bench, "signature", &question(phone, code, &hash)).await;
            let id = read_begun(&body).unwrap().session;
            let (_, body) = poll(&bench, "signature", &id, "?timeoutMs=1000").await;
            let told = read_session(&body, Some(&certificate)).unwrap();
            let Session::Complete(EndResult::Ok, Some(signed)) = told else { panic!("{told:?}") };
            assert_eq!(judged(&bench, &signed, &hash, code, Usage::Signature), Ok(()), "{phone} {kind:?}");
            let as_login = judged(&bench, &signed, &hash, code, Usage::Authentication);
            assert!(matches!(as_login, Err(Reason::KeyUsage { .. })), "{as_login:?}");
            assert_eq!(poll(&bench, "authentication", &id, "").await.0, 404, "a session has its kind");
        }
    }
}

#[tokio::test]
async fn a_session_runs_until_the_person_has_answered_and_is_forgotten() {
    let bench = Bench::with(|options| options.sk = Some(SkOptions::default())).await;
    let hash = Hash::of(HashKind::Sha256, b"x");
    let (_, body) = post(&bench, "authentication", &question("+37200000766", "60001019906", &hash)).await;
    let id = read_begun(&body).unwrap().session;
    let ((_, body), ()) = tokio::join!(poll(&bench, "authentication", &id, "?timeoutMs=60000"), async {
        bench.advance_s(1);
    });
    assert!(matches!(read_session(&body, None).unwrap(), Session::Complete(EndResult::Ok, Some(_))));
    bench.advance_s(300);
    assert_eq!(poll(&bench, "authentication", &id, "").await.0, 404);
}

#[tokio::test]
async fn each_wrong_question_has_its_status() {
    let bench = played().await;
    let hash = Hash::of(HashKind::Sha256, b"x");
    let good = || question("+37200000766", "60001019906", &hash);
    let table: [(&str, Value, u16); 9] = [
        ("relyingPartyUUID", json!("00000000-0000-4000-8000-000000000000"), 401),
        ("relyingPartyName", json!("OTHER"), 401),
        ("phoneNumber", json!("37200000766"), 400),
        ("nationalIdentityNumber", json!("60001019907"), 400),
        ("hash", json!("AAAA"), 400),
        ("hashType", json!("SHA1"), 400),
        ("language", json!("GER"), 400),
        ("displayText", json!("a".repeat(101)), 400),
        ("displayTextFormat", json!("UTF-8"), 400),
    ];
    for (member, value, expected) in table {
        let mut body = good();
        body[member] = value;
        let (status, told) = post(&bench, "authentication", &body).await;
        assert_eq!(status, expected, "{member}");
        assert!(serde_json::from_slice::<Value>(&told).unwrap()["error"].is_string(), "{member}");
    }
    let mut body = good();
    body.as_object_mut().unwrap().remove("hash");
    assert_eq!(post(&bench, "signature", &body).await.0, 400);
    assert_eq!(post(&bench, "signature", &json!([])).await.0, 400);
    // Where it isn't played, nothing answers.
    let bench = Bench::of(Vec::new()).await;
    assert_eq!(post(&bench, "authentication", &good()).await.0, 404);
}
