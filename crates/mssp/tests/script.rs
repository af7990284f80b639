//! Each script gives what is documented, and each bad signature is refused by the check that is meant for it.

mod support;

use std::time::Duration;

use sigill_mss::message::{Request, Response};
use sigill_mss::status::{Carrier, TABLE};
use sigill_mss::verify::{Check, Reason, SerialRule};
use sigill_mssp::{
    Act, Answer, Delivery, DeviceModel, DeviceState, Handshake, Number, Script, SignatureVariant, WireVariant,
};
use support::{BOTH, Bench, Binding, NUMBER, TEXT, code, trans_id};

fn scripted(act: Act) -> Vec<Number> {
    vec![Number::scripted(NUMBER, Script::of(act))]
}

fn approving(change: impl FnOnce(&mut Script)) -> Vec<Number> {
    let mut script = Script::of(Act::Approve);
    change(&mut script);
    vec![Number::scripted(NUMBER, script)]
}

#[tokio::test]
async fn every_bad_signature_is_refused_by_the_check_that_is_meant_for_it() {
    use SignatureVariant as V;
    let table = [
        (V::AlteredContent, Check::MessageDigest),
        (V::AlteredDigest, Check::MessageDigest),
        (V::OtherRoot, Check::Path),
        (V::ExpiredPerson, Check::Path),
        (V::ExpiredAuthority, Check::Path),
        (V::TwoSigners, Check::OneSigner),
        (V::NoCertificate, Check::SignerCertificate),
        (V::DuplicateCertificate, Check::SignerCertificate),
        (V::Detached, Check::Content),
        (V::BrokenBer, Check::Encoding),
        (V::DeepBer, Check::Encoding),
        (V::OtherText, Check::Text),
        (V::NoSerial, Check::SerialNumber),
        (V::WeakKey, Check::Algorithm),
        (V::TruncatedBase64, Check::Encoding),
    ];
    let bench = Bench::of(approving(|_| {})).await;
    for (signature, check) in table {
        let script = Script { act: Act::Approve, signature, ..Script::default() };
        bench.simulator.change(Number::scripted(NUMBER, script)).unwrap();
        for binding in BOTH {
            let request = Request::Signature(bench.signature(NUMBER));
            let answer = bench.ask(binding, &request).await;
            assert_eq!(code(&answer), 500, "{signature:?}");
            let report = bench.verify(&request, NUMBER, &answer);
            let failed = report.failure().map(|(check, _)| check);
            assert_eq!(failed, Some(check), "{signature:?} {report}");
            let expired = matches!(report.failure(), Some((_, Reason::Expired { .. })));
            assert_eq!(expired, matches!(signature, V::ExpiredPerson | V::ExpiredAuthority), "{signature:?} {report}");
        }
    }
}

#[tokio::test]
async fn another_serial_number_than_the_recorded_one_is_noticed() {
    let bench = Bench::of(approving(|script| script.signature = SignatureVariant::OtherSerial)).await;
    let serial = bench.simulator.numbers().into_iter().find(|each| each.msisdn == NUMBER).unwrap().serial;
    for binding in BOTH {
        let request = Request::Signature(bench.signature(NUMBER));
        let answer = bench.ask(binding, &request).await;
        let report = bench.verify_with(&request, NUMBER, &answer, SerialRule::Recorded(&serial), TEXT);
        assert!(matches!(report.failure(), Some((Check::SerialNumber, Reason::SerialDiffers { .. }))), "{report}");
    }
}

#[tokio::test]
async fn an_answer_for_somebody_else_is_noticed() {
    for (variant, is_number) in [(WireVariant::OtherApTransaction, false), (WireVariant::OtherMsisdn, true)] {
        let bench = Bench::of(approving(|script| script.wire = vec![variant])).await;
        for binding in BOTH {
            let request = Request::Signature(bench.signature(NUMBER));
            let report = bench.verify(&request, NUMBER, &bench.ask(binding, &request).await);
            let (check, reason) = report.failure().unwrap();
            assert_eq!((check, matches!(reason, Reason::OtherMsisdn)), (Check::Request, is_number), "{report}");
        }
    }
}

#[tokio::test]
async fn what_the_person_does_has_its_documented_fault() {
    for (act, expected) in [(Act::Cancel, 401), (Act::Unreachable, 209), (Act::WrongPin, 402)] {
        let bench = Bench::of(scripted(act)).await;
        for binding in BOTH {
            let answer = bench.ask(binding, &Request::Signature(bench.signature(NUMBER))).await;
            assert_eq!(code(&answer), expected);
        }
    }
}

#[tokio::test]
async fn whoever_ignores_the_prompt_lets_it_expire_at_its_time_out() {
    let bench = Bench::of(scripted(Act::Ignore)).await;
    for binding in BOTH {
        let mut request = bench.signature(NUMBER);
        request.timeout_s = Some(30);
        let request = Request::Signature(request);
        let (answer, ()) = tokio::join!(bench.ask(binding, &request), async {
            bench.simulator.wait_for(|each| each.is_open()).await;
            bench.advance_s(29);
            assert!(bench.simulator.transactions().iter().any(|each| each.is_open()));
            bench.advance_s(1);
        });
        let Response::Fault(fault) = answer else { panic!("{answer:?}") };
        assert_eq!(fault.code.unwrap().0, 208);
        assert_eq!(fault.details, ["Timed out waiting for an answer from user."]);
        let first = bench.ask(binding, &Request::Signature(bench.asynchronous(NUMBER))).await;
        bench.advance_s(80);
        let Response::Fault(fault) = bench.ask(binding, &bench.status(&trans_id(&first))).await else { panic!() };
        assert_eq!(fault.details, ["Original request timed out."]);
    }
}

#[tokio::test]
async fn the_third_wrong_pin_blocks_and_it_stays_blocked() {
    let bench = Bench::of(scripted(Act::Ask)).await;
    let request = Request::Signature(bench.signature(NUMBER));
    let (answer, ()) = tokio::join!(bench.ask(Binding::Rest, &request), async {
        let open = bench.simulator.wait_for(|each| each.is_open()).await;
        for wrong in 1..=3 {
            assert!(bench.simulator.answer(&open.id, Answer::WrongPin));
            let now = bench.simulator.transactions();
            assert_eq!((now[0].wrong_pins, now[0].is_open()), (wrong, wrong < 3));
        }
    });
    assert_eq!(code(&answer), 402);
    assert_eq!(bench.code(Binding::Soap, &Request::Signature(bench.signature(NUMBER))).await, 402);
}

#[tokio::test]
async fn every_code_of_the_table_comes_on_demand() {
    let bench = Bench::of(scripted(Act::Ask)).await;
    for entry in TABLE.iter().filter(|entry| !matches!(entry.code, 100 | 408 | 504)) {
        let code = entry.code;
        let act = match entry.carrier {
            Carrier::Status => Act::Status { code, with_signature: false },
            _ => Act::Fault { code, inner: Some(4012), detail: Some("as scripted".to_owned()), portal_url: None },
        };
        bench.simulator.change(Number::scripted(NUMBER, Script::of(act))).unwrap();
        for binding in BOTH {
            let answer = bench.ask(binding, &Request::Signature(bench.signature(NUMBER))).await;
            assert_eq!(support::code(&answer), code, "{answer:?}");
            if let Response::Fault(fault) = answer {
                assert_eq!(fault.inner.map(|inner| inner.0), Some(4012));
                assert_eq!(fault.details, ["as scripted"]);
            }
            let msisdn = format!("+41000092{code}");
            assert_eq!(bench.code(binding, &Request::Signature(bench.signature(&msisdn))).await, code, "{msisdn}");
        }
    }
}

#[tokio::test]
async fn the_state_of_a_person_has_its_documented_fault() {
    let number = || Number::scripted(NUMBER, Script::of(Act::Approve));
    let device = |state| Some(DeviceModel { state, ..DeviceModel::default() });
    let table = [
        (Number { suspended: true, ..number() }, "Any-LoA4", 403),
        (Number { certificate_expired: true, ..number() }, "Any-LoA4", 422),
        (
            Number { sim: Some(DeviceModel { pin_blocked: true, ..DeviceModel::default() }), ..number() },
            "Any-LoA4",
            402,
        ),
        (Number { sim: device(DeviceState::Inactive), ..number() }, "Any-LoA4", 404),
        (Number { sim: device(DeviceState::Registered), ..number() }, "Any-LoA4", 105),
        (Number { sim: None, ..number() }, "Any-LoA4", 105),
        (number(), "Device-LoA4", 109),
        (Number { sim: None, app: device(DeviceState::Active), ..number() }, "STK-LoA4", 109),
        (Number { sim: None, app: device(DeviceState::Active), ..number() }, "Any-LoA4", 500),
        (Number { app: device(DeviceState::Active), ..number() }, "Device-LoA4", 500),
        (number(), "Unheard-Of", 109),
    ];
    let bench = Bench::of(vec![number()]).await;
    for (number, profile, expected) in table {
        bench.simulator.change(number).unwrap();
        for binding in BOTH {
            let mut request = bench.signature(NUMBER);
            request.profile = Some(format!("http://mid.swisscom.ch/{profile}"));
            let answer = bench.ask(binding, &Request::Signature(request)).await;
            assert_eq!(code(&answer), expected, "{profile} {answer:?}");
            if let (404, Response::Fault(fault)) = (expected, answer) {
                assert!(fault.portal_url.unwrap().contains(NUMBER));
                assert_eq!(fault.details.last().unwrap(), "Mobile user account needs to be activated");
            }
        }
    }
}

/// What shows that a variant is there, in the binding that has it.
fn mark(variant: WireVariant, binding: Binding) -> Option<&'static str> {
    use WireVariant as W;
    match (binding, variant) {
        (Binding::Soap, W::QualifiedPart) => Some("MSS_SignatureResp xmlns:"),
        (Binding::Soap, W::UnqualifiedPart) => Some("<MSS_SignatureResp xmlns=\"\""),
        (Binding::Soap, W::RpcResult) => Some("rpc:result xmlns:"),
        (Binding::Soap, W::OtherPrefixes) => Some("<env:Envelope"),
        (Binding::Soap, W::WrappedBase64) => Some("\n"),
        (Binding::Soap, W::Extra) => Some("<!--"),
        (Binding::Rest, W::WrappedBase64) => Some("\\n"),
        (_, W::PemSignature) => Some("-----BEGIN PKCS7-----"),
        (Binding::Rest, W::Extra) => Some("SimulatorSays"),
        (Binding::Rest, W::BareMobileUser) => Some("\"MobileUser\":\"41"),
        (Binding::Rest, W::Numbers) => Some("\"MajorVersion\":1"),
        _ => None,
    }
}

#[tokio::test]
async fn every_wire_variant_is_still_readable_and_the_signature_verifies() {
    use WireVariant as W;
    let good =
        [W::QualifiedPart, W::RpcResult, W::OtherPrefixes, W::WrappedBase64, W::Extra, W::BareMobileUser, W::Numbers];
    let alone = [W::UnqualifiedPart, W::WsdlExtensions, W::UnpaddedBase64, W::UrlBase64, W::PemSignature];
    for variant in good.into_iter().chain(alone).map(|one| vec![one]).chain([good.to_vec()]) {
        let bench = Bench::of(approving(|script| script.wire.clone_from(&variant))).await;
        for binding in BOTH {
            let request = Request::Signature(bench.signature(NUMBER));
            let plain = bench.send(binding, &request).await.unwrap().text().await.unwrap();
            for variant in &variant {
                if let Some(mark) = mark(*variant, binding) {
                    assert!(plain.contains(mark), "{variant:?} {plain}");
                }
            }
            let answer = support::read(binding, plain.as_bytes());
            let report = bench.verify(&request, NUMBER, &answer);
            assert!(report.is_valid(), "{variant:?} {plain} {report}");
        }
    }
    for variant in [W::BareFault, W::RichFault] {
        let number = Number::scripted(NUMBER, Script { wire: vec![variant], ..Script::of(Act::Cancel) });
        let bench = Bench::of(vec![number]).await;
        for binding in BOTH {
            let request = Request::Signature(bench.signature(NUMBER));
            let Response::Fault(fault) = bench.ask(binding, &request).await else { panic!() };
            assert_eq!(fault.code.unwrap().0, 401);
            assert_eq!(fault.node.is_some(), variant == W::RichFault);
        }
    }
}

#[tokio::test]
async fn every_answer_about_a_number_has_the_shape_that_its_script_wants() {
    let script =
        Script { act: Act::Approve, after_ms: 1000, wire: vec![WireVariant::OtherPrefixes], ..Script::default() };
    let bench = Bench::of(vec![Number::scripted(NUMBER, script)]).await;
    let told = async |request: Request| {
        let answer = bench.send(Binding::Soap, &request).await.unwrap().text().await.unwrap();
        assert!(answer.contains("<env:Envelope") && !answer.contains("soapenv"), "{answer}");
        support::read(Binding::Soap, answer.as_bytes())
    };
    let first = told(Request::Signature(bench.asynchronous(NUMBER))).await;
    assert_eq!(code(&told(Request::Signature(bench.asynchronous(NUMBER))).await), 406, "a refusal");
    let id = trans_id(&first);
    assert_eq!((code(&first), code(&told(bench.status(&id)).await)), (100, 504));
    bench.advance_s(1);
    assert_eq!(code(&told(bench.status(&id)).await), 500);
    assert_eq!(code(&told(Request::Receipt(bench.receipt(&id, NUMBER))).await), 100);
    assert_eq!(code(&told(Request::Receipt(bench.receipt(&id, NUMBER))).await), 101, "once");
    assert_eq!(code(&told(bench.profile(NUMBER, "sscds certs state")).await), 100);
}

#[tokio::test]
async fn an_answer_for_somebody_else_is_the_last_one_only() {
    let script = Script { act: Act::Approve, after_ms: 1000, ..Script::default() };
    for variant in [WireVariant::OtherApTransaction, WireVariant::OtherMsisdn] {
        let script = Script { wire: vec![variant], ..script.clone() };
        let bench = Bench::of(vec![Number::scripted(NUMBER, script)]).await;
        let request = bench.asynchronous(NUMBER);
        let asked = (request.header.ap.trans_id.clone(), request.mobile_user.clone());
        let answer = bench.ask(Binding::Rest, &Request::Signature(request)).await;
        let Response::Signature(first) = &answer else { panic!("{answer:?}") };
        assert_eq!((first.header.ap.trans_id.clone(), first.mobile_user.clone()), asked);
        bench.advance_s(1);
        let Request::Status(query) = bench.status(&trans_id(&answer)) else { panic!() };
        let asked = (query.header.ap.trans_id.clone(), Some(asked.1));
        let Response::Status(last) = bench.ask(Binding::Rest, &Request::Status(query)).await else { panic!() };
        assert_ne!((last.header.ap.trans_id, last.mobile_user), asked);
    }
}

#[tokio::test]
async fn broken_deliveries_break_as_they_say() {
    let bench = Bench::of(approving(|_| {})).await;
    let deliveries = [
        Delivery::Reset,
        Delivery::Cut,
        Delivery::Empty,
        Delivery::Html { status: 502 },
        Delivery::Html { status: 200 },
    ];
    for delivery in deliveries {
        let script = Script { delivery: delivery.clone(), ..Script::of(Act::Approve) };
        bench.simulator.change(Number::scripted(NUMBER, script)).unwrap();
        for binding in BOTH {
            let sent = bench.send(binding, &Request::Signature(bench.signature(NUMBER))).await;
            match &delivery {
                Delivery::Reset => assert!(sent.is_err()),
                Delivery::Cut => assert!(sent.unwrap().bytes().await.is_err()),
                Delivery::Empty => assert!(sent.unwrap().bytes().await.unwrap().is_empty()),
                _ => {
                    let answer = sent.unwrap();
                    assert_eq!(answer.headers()["content-type"], "text/html;charset=UTF-8");
                    assert!(answer.text().await.unwrap().contains("simulator"));
                }
            }
        }
    }
}

#[tokio::test]
async fn a_slow_answer_comes_octet_by_octet() {
    let bench = Bench::of(approving(|script| script.delivery = Delivery::Slow { octet_ms: 1000 })).await;
    let mut answer = bench.send(Binding::Rest, &Request::Signature(bench.signature(NUMBER))).await.unwrap();
    let mut body = answer.chunk().await.unwrap().unwrap().to_vec();
    assert_eq!(body, b"{");
    while let Some(chunk) = {
        bench.advance_s(1);
        answer.chunk().await.unwrap()
    } {
        body.extend(chunk);
    }
    assert_eq!(code(&support::read(Binding::Rest, &body)), 500);
}

#[tokio::test]
async fn a_stalled_answer_stays_half() {
    let bench = Bench::of(approving(|script| script.delivery = Delivery::Stall)).await;
    let mut answer = bench.send(Binding::Rest, &Request::Signature(bench.signature(NUMBER))).await.unwrap();
    let half = answer.chunk().await.unwrap().unwrap();
    assert!(serde_json::from_slice::<serde_json::Value>(&half).is_err());
    bench.advance_s(600);
    assert!(answer.chunk().await.unwrap().is_none(), "it ends at last");
}

#[tokio::test]
async fn tls_fails_while_it_is_told_to() {
    let bench = Bench::of(approving(|_| {})).await;
    let ask = async || {
        // Each on a connection of its own.
        let own = support::ap_identity();
        let client = support::client(&bench.simulator, Some(&own.certificate_pem), &own.key_pem);
        let request = client.get(bench.url("/sim/tls")).timeout(Duration::from_secs(2));
        request.send().await.map(|answer| answer.status().as_u16())
    };
    assert_eq!(ask().await.unwrap(), 200);
    bench.simulator.set_handshake(Handshake::Refuse);
    let error = ask().await.unwrap_err();
    assert!(error.is_connect() && format!("{error:?}").contains("HandshakeFailure"), "{error:?}");
    bench.simulator.set_handshake(Handshake::Stall);
    assert!(ask().await.unwrap_err().is_timeout());
    bench.simulator.set_handshake(Handshake::Normal);
    assert_eq!(ask().await.unwrap(), 200);
}

#[tokio::test]
async fn what_ends_now_is_not_forgotten_for_what_is_too_old() {
    let late = Script { after_ms: 110_000, ..Script::of(Act::Approve) };
    let bench = Bench::with(|options| {
        options.numbers = vec![Number::scripted("41791234568", late)];
        options.numbers.extend(approving(|_| {}));
        (options.limits.ended_max, options.limits.ended_s) = (3, 100);
    })
    .await;
    let mut slow = bench.asynchronous("41791234568");
    slow.timeout_s = Some(200);
    let id = trans_id(&bench.ask(Binding::Rest, &Request::Signature(slow)).await);
    for _ in 0..4 {
        assert_eq!(bench.code(Binding::Rest, &Request::Signature(bench.signature(NUMBER))).await, 500);
    }
    let ended = || bench.simulator.transactions().iter().filter(|each| !each.is_open()).count();
    assert_eq!(ended(), 3, "the oldest made room");
    // At once those three become too old and the slow one ends.
    bench.advance_s(110);
    assert_eq!(ended(), 1);
    assert_eq!(bench.code(Binding::Rest, &bench.status(&id)).await, 500);
}
