//! The good story: a signature is asked for, given and verified.

mod support;

use sigill_mss::message::{MessagingMode, Request, Response, Service, ServiceAnswer, ServiceDetail};
use sigill_mss::verify::{Asked, ExpectedText, SerialRule, Terms, Trust, verify_answer};
use sigill_mssp::{Act, Answer, DeviceModel, Number, Script, SignatureVariant};
use support::{BOTH, Bench, Binding, NUMBER, TEXT, code, trans_id};

fn number(script: Script) -> Vec<Number> {
    vec![Number::scripted(NUMBER, script)]
}

#[tokio::test]
async fn the_documented_robots_sign_at_once_and_the_signature_verifies() {
    let bench = Bench::of(Vec::new()).await;
    for binding in BOTH {
        for msisdn in ["+41700092501", "41700092501", "+41700092502"] {
            let request = Request::Signature(bench.signature(msisdn));
            let answer = bench.ask(binding, &request).await;
            assert_eq!(code(&answer), 500);
            let report = bench.verify(&request, msisdn, &answer);
            assert!(report.is_valid(), "{binding:?} {msisdn} {report}");
            let algorithm = report.facts.signature_algorithm.unwrap();
            assert_eq!(algorithm.contains("RSA"), msisdn.ends_with("502"), "{algorithm}");
        }
    }
}

#[tokio::test]
async fn the_default_signature_has_the_shape_of_the_captured_ones() {
    let bench = Bench::of(Vec::new()).await;
    let request = Request::Signature(bench.signature("41700092501"));
    let Response::Signature(answer) = bench.ask(Binding::Rest, &request).await else { panic!() };
    let Some(sigill_mss::message::SignatureValue::Base64(text)) = answer.signature else { panic!() };
    // BER with indefinite lengths.
    assert!(text.starts_with("MIAGCSqGSIb3DQEHAqCAMIAC"), "{text}");
    assert!(answer.mssp_trans_id.as_str().starts_with('h'));
    assert_eq!(answer.profile.as_deref(), Some("http://mid.swisscom.ch/STK-LoA4"));
}

#[tokio::test]
async fn a_person_keeps_her_serial_number_and_key() {
    let bench = Bench::of(Vec::new()).await;
    let mut signers = Vec::new();
    for _ in 0..2 {
        let request = Request::Signature(bench.signature("41700092501"));
        let answer = bench.ask(Binding::Rest, &request).await;
        signers.push(bench.verify(&request, "41700092501", &answer).facts.signer.unwrap());
    }
    assert_eq!(signers[0], signers[1]);
    let serial = signers[0].serial_number.clone().unwrap();
    assert!(serial.starts_with("MIDCHE") && serial.len() == 16, "{serial}");
}

#[tokio::test]
async fn every_good_variant_verifies() {
    use SignatureVariant as V;
    for variant in
        [V::Current, V::Der, V::RsaEncryption, V::WithoutRoot, V::KeyId, V::SigningCertificate, V::UnsortedAttributes]
    {
        let bench = Bench::of(number(Script { act: Act::Approve, signature: variant, ..Script::default() })).await;
        for binding in BOTH {
            let request = Request::Signature(bench.signature(NUMBER));
            let answer = bench.ask(binding, &request).await;
            let report = bench.verify(&request, NUMBER, &answer);
            assert!(report.is_valid(), "{variant:?} {report}");
        }
    }
}

#[tokio::test]
async fn without_authorities_inside_the_configured_intermediate_is_needed() {
    let script = Script { act: Act::Approve, signature: SignatureVariant::WithoutAuthorities, ..Script::default() };
    let bench = Bench::of(number(script)).await;
    let request = Request::Signature(bench.signature(NUMBER));
    let answer = bench.ask(Binding::Soap, &request).await;
    assert!(!bench.verify(&request, NUMBER, &answer).is_valid());
    let trust = Trust::from_roots_pem(&bench.simulator.signature_root_pem()).unwrap();
    let trust = trust.with_intermediates_pem(&bench.simulator.signature_issuing_pem()).unwrap();
    let text = ExpectedText::Exact(TEXT.to_owned());
    let now = sigill_mssp::Clock::now(&bench.clock);
    let asked = Asked::by(&request, NUMBER.parse().unwrap());
    let report = verify_answer(&answer, &asked, &Terms::new(&text, now, &trust));
    assert!(report.is_valid(), "{report}");
}

#[tokio::test]
async fn the_person_at_the_virtual_phone_approves_while_the_request_waits() {
    let bench = Bench::of(number(Script::default())).await;
    for binding in BOTH {
        let request = Request::Signature(bench.signature(NUMBER));
        let (answer, ()) = tokio::join!(bench.ask(binding, &request), async {
            let open = bench.simulator.wait_for(|each| each.is_open()).await;
            assert_eq!((open.ap.as_str(), open.text.as_str(), open.language.as_str()), ("Test Bank", TEXT, "EN"));
            assert!(bench.simulator.answer(&open.id, Answer::Approve));
            assert!(!bench.simulator.answer(&open.id, Answer::Cancel), "it is over");
        });
        assert!(bench.verify(&request, NUMBER, &answer).is_valid());
    }
}

#[tokio::test]
async fn an_approval_comes_after_the_scripted_delay() {
    let bench = Bench::of(number(Script { act: Act::Approve, after_ms: 20_000, ..Script::default() })).await;
    for binding in BOTH {
        let request = Request::Signature(bench.signature(NUMBER));
        let (answer, ()) = tokio::join!(bench.ask(binding, &request), async {
            bench.simulator.wait_for(|each| each.is_open()).await;
            bench.advance_s(19);
            assert_eq!(bench.simulator.transactions().iter().filter(|each| each.is_open()).count(), 1);
            bench.advance_s(1);
        });
        assert!(bench.verify(&request, NUMBER, &answer).is_valid());
    }
}

#[tokio::test]
async fn an_asynchronous_request_is_pending_until_it_is_signed() {
    let bench = Bench::of(number(Script { act: Act::Approve, after_ms: 5000, ..Script::default() })).await;
    for binding in BOTH {
        let first = bench.ask(binding, &Request::Signature(bench.asynchronous(NUMBER))).await;
        assert_eq!(code(&first), 100);
        let id = trans_id(&first);
        assert_eq!(bench.code(binding, &bench.status(&id)).await, 504);
        bench.advance_s(5);
        let query = bench.status(&id);
        let answer = bench.ask(binding, &query).await;
        let report = bench.verify_with(&query, NUMBER, &answer, SerialRule::Present, TEXT);
        assert!(report.is_valid(), "{report}");
        // It can be asked for again, until it is forgotten.
        assert_eq!(bench.code(binding, &bench.status(&id)).await, 500);
        bench.advance_s(600);
        assert_eq!(bench.code(binding, &bench.status(&id)).await, 101);
    }
}

#[tokio::test]
async fn a_transaction_approval_is_signed_as_the_app_does() {
    let app =
        Number { sim: None, app: Some(DeviceModel::default()), ..Number::scripted(NUMBER, Script::of(Act::Approve)) };
    let bench = Bench::of(vec![app]).await;
    let payload = r#"{"type":"Pay","dtbd":[{"key":"Amount","value":"Grüezi 10"}]}"#;
    for binding in BOTH {
        let mut request = bench.signature(NUMBER);
        request.data.text = payload.to_owned();
        request.data.mime_type = Some(sigill_mss::verify::TRANSACTION_APPROVAL.to_owned());
        request.profile = Some("http://mid.swisscom.ch/Device-LoA4".to_owned());
        let request = Request::Signature(request);
        let answer = bench.ask(binding, &request).await;
        let trust = Trust::from_roots_pem(&bench.simulator.signature_root_pem()).unwrap();
        let text = ExpectedText::TransactionApproval(payload.to_owned());
        let now = sigill_mssp::Clock::now(&bench.clock);
        let asked = Asked::by(&request, NUMBER.parse().unwrap());
        let report = verify_answer(&answer, &asked, &Terms::new(&text, now, &trust));
        assert!(report.is_valid(), "{report}");
        // Octet for octet as the guide prints it.
        let signed = r#"{"format_version":1,"content_string":"[{\"key\":\"Amount\",\"value\":\"Grüezi 10\"}]"}"#;
        assert_eq!(report.facts.text.as_deref(), Some(signed));
    }
}

#[tokio::test]
async fn additional_services_are_answered_beside_the_signature() {
    let bench = Bench::of(Vec::new()).await;
    for binding in BOTH {
        let mut request = bench.signature("41700092501");
        for uri in [Service::GEOFENCING, Service::SUBSCRIBER_INFO] {
            request.services.push(Service { uri: uri.to_owned(), detail: ServiceDetail::None });
        }
        let validate = "http://uri.etsi.org/TS102204/v1.1.2#validate".to_owned();
        request.services.push(Service { uri: validate, detail: ServiceDetail::None });
        let Response::Signature(answer) = bench.ask(binding, &Request::Signature(request)).await else { panic!() };
        assert_eq!(answer.status.code.0, 502);
        let [place, subscriber] = answer.status.services.as_slice() else { panic!("{:?}", answer.status) };
        assert!(matches!(&place.answer, ServiceAnswer::GeoFencing(place) if place.country.as_deref() == Some("CH")));
        let network = ServiceAnswer::SubscriberInfo(vec![("1901".to_owned(), "22801".to_owned())]);
        assert_eq!(subscriber.answer, network);
    }
}

#[tokio::test]
async fn app_to_app_works_asynchronously_and_brings_a_link() {
    let app = Number { app: Some(DeviceModel::default()), ..Number::scripted(NUMBER, Script::of(Act::Approve)) };
    let bench = Bench::of(vec![app]).await;
    for binding in BOTH {
        let mut request = bench.asynchronous(NUMBER);
        request.profile = Some("http://mid.swisscom.ch/Device-LoA4".to_owned());
        let detail = ServiceDetail::App2App { redirect_uri: "bank://done".to_owned() };
        request.services.push(Service { uri: Service::APP2APP.to_owned(), detail });
        let Response::Signature(answer) = bench.ask(binding, &Request::Signature(request.clone())).await else {
            panic!()
        };
        let link =
            |answer: &ServiceAnswer| matches!(answer, ServiceAnswer::App2App { auth_uri } if !auth_uri.is_empty());
        assert!(link(&answer.status.services[0].answer));
        let request =
            sigill_mss::message::SignatureRequest { mode: MessagingMode::Synch, header: bench.header(), ..request };
        assert_eq!(bench.code(binding, &Request::Signature(request)).await, 101);
    }
}
