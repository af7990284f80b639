//! Every published signature of SK Mobile-ID comes out as the collection says, and every answer and request is read. The
//! material may not be in the repository: `SIGILL_VECTORS` names its folder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sigill_mss::sk::smart_id::{self, Algorithm, Authentication};
use sigill_mss::sk::{
    Asked, Begun, Certificate, EndResult, Hash, HashKind, Question, Session, Signed, is_identity_number, read_begun,
    read_certificate, read_session, verification_code, verify,
};
use sigill_mss::verify::{Reason, Trust, Usage};
use support::vectors;

fn text(name: &str) -> String {
    vectors::text(&format!("sk/{name}"))
}

fn json(name: &str) -> Value {
    serde_json::from_str(&text(name)).unwrap()
}

fn der(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(body).unwrap()
}

/// The last of the named authorities is the anchor.
fn trust(case: &Value) -> Trust {
    let issuers: Vec<_> = case["issuers"].as_array().unwrap().iter().map(|name| text(name.as_str().unwrap())).collect();
    let (root, between) = issuers.split_last().unwrap();
    let trust = Trust::from_roots_pem(root).unwrap();
    if between.is_empty() { trust } else { trust.with_intermediates_pem(&between.concat()).unwrap() }
}

fn hash(case: &Value) -> Hash {
    let kind = match case["hash"].as_str().unwrap() {
        "SHA-256" => HashKind::Sha256,
        "SHA-384" => HashKind::Sha384,
        "SHA-512" => HashKind::Sha512,
        other => panic!("{other}"),
    };
    Hash::made(kind, &STANDARD.decode(case["digest"].as_str().unwrap()).unwrap()).unwrap()
}

/// What came back, and whose it is.
fn signed(case: &Value) -> (Signed, &'static str) {
    match case["session"].as_str() {
        Some(session) => match read_session(text(session).as_bytes(), None).unwrap() {
            Session::Complete(EndResult::Ok, Some(signed)) => (signed, "51307149560"),
            other => panic!("{other:?}"),
        },
        None => {
            let signed = Signed {
                algorithm: format!("{}WithECEncryption", hash(case).kind().as_str()),
                value: STANDARD.decode(case["signature"].as_str().unwrap()).unwrap(),
                certificate: der(&text(case["certificate"].as_str().unwrap())),
            };
            (signed, "60001019906")
        }
    }
}

fn cases() -> Vec<Value> {
    let all = json("cases.json");
    all.as_array().unwrap().iter().filter(|case| case["protocol"] == "mobile-id").cloned().collect()
}

on_captures! {
    fn every_case_of_mobile_id_comes_out_as_it_must() {
        let cases = cases();
        assert_eq!(cases.len(), 11);
        for case in &cases {
            let name = case["id"].as_str().unwrap();
            let (signed, identity) = signed(case);
            let (hash, trust) = (hash(case), trust(case));
            let at = case["verifyAt"].as_str().unwrap().parse().unwrap();
            let asked = Asked { hash: &hash, identity, at, trust: &trust, usage: Usage::Authentication };
            let result = verify(&signed, &asked);
            match case["expect"].as_str().unwrap() {
                "valid" => {
                    let verified = result.unwrap_or_else(|reason| panic!("{name}: {reason}"));
                    assert_eq!(verified.algorithm, "ECDSA P-256 with SHA-512", "{name}");
                    assert_eq!(verified.path.len(), 3, "{name}");
                    assert_eq!(verified.signer.serial_number.as_deref(), Some("60001019906"));
                }
                // Decided: no second form. In DER one signature would have two spellings.
                "policy" => assert_eq!(result, Err(Reason::SignatureForm { octets: signed.value.len() }), "{name}"),
                "invalid" => {
                    let reason = result.expect_err(name);
                    let wanted = match name {
                        "mid-1-short" => matches!(reason, Reason::SignatureForm { octets: 63 }),
                        "mid-1-expired-certificate" => matches!(reason, Reason::Expired { .. }),
                        _ => reason == Reason::SignatureWrong,
                    };
                    assert!(wanted, "{name}: {reason:?}");
                }
                other => panic!("{other}"),
            }
        }
    }
}

on_captures! {
    fn a_good_signature_is_of_one_person_under_one_root_for_one_hash() {
        let cases = cases();
        let case = &cases[0];
        let (signed, identity) = signed(case);
        let (hash, trust) = (hash(case), trust(case));
        let at = case["verifyAt"].as_str().unwrap().parse().unwrap();
        let asked = Asked { hash: &hash, identity, at, trust: &trust, usage: Usage::Authentication };
        assert!(verify(&signed, &asked).is_ok());
        let other = Asked { identity: "60001019907", ..asked };
        assert!(matches!(verify(&signed, &other), Err(Reason::IdentityDiffers)));
        let root = Trust::from_roots_pem(&text("ca/TEST_of_SK_ID_Solutions_ROOT_G1E.pem")).unwrap();
        assert_eq!(verify(&signed, &Asked { trust: &root, ..asked }), Err(Reason::IssuerUnknown));
        let renamed = Signed { algorithm: "SHA256WithECEncryption".to_owned(), ..signed.clone() };
        assert_eq!(verify(&renamed, &asked), Err(Reason::AlgorithmsDisagree));
        let renamed = Signed { algorithm: "SHA512WithRSAEncryption".to_owned(), ..signed.clone() };
        assert_eq!(verify(&renamed, &asked), Err(Reason::KeyUnfit));
        // The person of the new profile, whose number has a scheme and a country in front.
        let new = cases.iter().find(|case| case["id"] == "mid-new-profile-parser-only").unwrap();
        let (theirs, _) = self::signed(new);
        assert_eq!(theirs.value.len(), 64);
        for index in 0..signed.value.len() {
            let mut value = signed.value.clone();
            value[index] ^= 0x10;
            let flipped = Signed { value, ..signed.clone() };
            assert_eq!(verify(&flipped, &asked), Err(Reason::SignatureWrong), "octet {index}");
        }
    }
}

on_captures! {
    fn every_published_answer_and_request_is_read() {
        let read = |name: &str| text(&format!("mobile-id/responses/{name}.json")).into_bytes();
        for (name, result) in [
            ("DeliveryError", EndResult::DeliveryError),
            ("NotMIDClient", EndResult::NotMidClient),
            ("PhoneAbsent", EndResult::PhoneAbsent),
            ("SignatureHashMismatch", EndResult::SignatureHashMismatch),
            ("SimError", EndResult::SimError),
            ("Timeout", EndResult::Timeout),
            ("UserCancelled", EndResult::UserCancelled),
            ("Error", EndResult::Other("ERROR".to_owned())),
            ("ExpiredTransaction", EndResult::Other("EXPIRED_TRANSACTION".to_owned())),
            ("MIDNotReady", EndResult::Other("MID_NOT_READY".to_owned())),
        ] {
            let session = read_session(&read(&format!("sessionStatusWhen{name}")), None).unwrap();
            assert_eq!(session, Session::Complete(result, None), "{name}");
        }
        assert_eq!(read_session(&read("sessionStatusRunning"), None).unwrap(), Session::Running);
        for name in ["authenticationResponse", "signatureResponse", "signatureResponseLegacySessionId"] {
            let Begun { session } = read_begun(&read(name)).unwrap();
            assert_eq!(session.len(), 36, "{name}");
        }
        let none = read("certificateChoiceResponseWhenCertificateNotFound");
        assert_eq!(read_certificate(&none).unwrap(), Certificate::NotFound);

        let mut count = 0;
        for entry in std::fs::read_dir(vectors::path("sk/mobile-id/requests")).unwrap() {
            let sent: Value = serde_json::from_slice(&std::fs::read(entry.unwrap().path()).unwrap()).unwrap();
            let question: Question = serde_json::from_value(sent.clone()).unwrap();
            assert_eq!(serde_json::to_value(&question).unwrap(), sent);
            assert!(is_identity_number(&question.national_identity_number));
            let shown = format!("{question:?}");
            assert!(!shown.contains(&question.phone_number) && !shown.contains("6000"), "{shown}");
            count += 1;
        }
        assert_eq!(count, 8);
    }
}

on_captures! {
    fn the_codes_are_those_that_were_computed() {
        let computed = json("computed.json");
        let codes = computed["verificationCodesMobileId"].as_array().unwrap();
        assert!(codes.len() >= 7);
        for each in codes {
            let hex = each["digestHex"].as_str().unwrap();
            let octets: Vec<u8> =
                (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
            assert_eq!(verification_code(&octets).as_deref(), each["code"].as_str());
        }
    }
}

fn member<'a>(of: &'a Value, names: &[&str]) -> &'a str {
    names.iter().find_map(|name| of[*name].as_str()).unwrap_or_default()
}

/// The octets whose hash was signed.
fn message(case: &Value) -> Vec<u8> {
    let acsp = &case["acsp"];
    if acsp.is_object() {
        let payload = Authentication {
            scheme_name: member(acsp, &["scheme", "schemeName"]),
            server_random: member(acsp, &["serverRandom"]),
            rp_challenge: member(acsp, &["rpChallenge"]),
            user_challenge: member(acsp, &["userChallenge"]),
            relying_party_name: member(acsp, &["rpName", "relyingPartyName"]),
            brokered_rp_name: member(acsp, &["brokeredRpName"]),
            interactions: member(acsp, &["interactions"]),
            interaction_type_used: member(acsp, &["interactionTypeUsed", "interactionType"]),
            initial_callback_url: member(acsp, &["initialCallbackUrl", "callbackUrl", "callback"]),
            flow_type: member(acsp, &["flowType", "flow"]),
        };
        assert_eq!(payload.payload(), case["payload"].as_str().unwrap(), "{acsp}");
        return payload.payload().into_bytes();
    }
    match case["textHex"].as_str() {
        Some(hex) => (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect(),
        None => case["text"].as_str().unwrap().as_bytes().to_vec(),
    }
}

on_captures! {
    fn every_case_of_smart_id_comes_out_as_it_must_but_for_sha_3() {
        let all = json("cases.json");
        let mut count = (0, 0);
        for case in all.as_array().unwrap().iter().filter(|case| case["protocol"] != "mobile-id") {
            let name = case["id"].as_str().unwrap();
            let (value, certificate) = match case["session"].as_str() {
                Some(session) => {
                    let session = json(session);
                    let value = session["signature"]["value"].as_str().unwrap().to_owned();
                    (value, STANDARD.decode(session["cert"]["value"].as_str().unwrap()).unwrap())
                }
                None => {
                    let value = case["signature"].as_str().unwrap().to_owned();
                    (value, der(&text(case["certificate"].as_str().unwrap())))
                }
            };
            let message = message(case);
            let kind = match case["hash"].as_str().unwrap() {
                "SHA-256" => HashKind::Sha256,
                "SHA-512" => HashKind::Sha512,
                // The library behind us has no RSASSA-PSS with it: it must not be asked for.
                "SHA3-512" => {
                    count.1 += 1;
                    continue;
                }
                other => panic!("{name}: {other}"),
            };
            let hash = Hash::of(kind, &message);
            let algorithm =
                if case["form"] == "rsassa-pss" { Algorithm::Pss } else { Algorithm::Pkcs1 };
            let usage = if name.starts_with("sid-sign") { Usage::Signature } else { Usage::Authentication };
            let (trust, at) = (trust(case), case["verifyAt"].as_str().unwrap().parse().unwrap());
            let value = STANDARD.decode(value).unwrap();
            let serial = if name.starts_with("sid-v2") { name.split('-').nth(2).unwrap() } else { "40504040001" };
            let asked = smart_id::Asked { hash: &hash, algorithm, identity: serial, at, trust: &trust, usage };
            let result = smart_id::verify(&value, &certificate, &asked);
            match case["expect"].as_str().unwrap() {
                "valid" => {
                    let verified = result.unwrap_or_else(|reason| panic!("{name}: {reason}"));
                    assert!(verified.path.len() >= 2, "{name}");
                    let other = smart_id::Asked { identity: "40504040002", ..asked };
                    let refused = smart_id::verify(&value, &certificate, &other);
                    assert!(matches!(refused, Err(Reason::IdentityDiffers)), "{name}: {refused:?}");
                }
                "invalid" => assert_eq!(result.map(drop), Err(Reason::SignatureWrong), "{name}"),
                other => panic!("{other}"),
            }
            if let Some(code) = case["verificationCode"].as_str() {
                let challenge = STANDARD.decode(member(&case["acsp"], &["rpChallenge"])).unwrap();
                assert_eq!(smart_id::verification_code(&challenge), code, "{name}");
            }
            count.0 += 1;
        }
        assert_eq!(count.0 + count.1, 24, "{count:?}");
    }
}

on_captures! {
    fn the_codes_of_smart_id_are_those_that_were_computed() {
        let computed = json("computed.json");
        for each in computed["verificationCodesSmartId"].as_array().unwrap() {
            let challenge = STANDARD.decode(each["rpChallenge"].as_str().unwrap()).unwrap();
            assert_eq!(smart_id::verification_code(&challenge), each["code"].as_str().unwrap());
        }
    }
}
