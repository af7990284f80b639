//! What is refused before anybody's phone rings, who may ask, and what else can be asked.

mod support;

use sigill_mss::message::{
    Data, Instant, MessagingMode, Operation, ReceiptWish, Request, Response, Service, SignatureRequest, Status, Version,
};
use sigill_mss::status::Code;
use sigill_mssp::{
    Act, Answer, Clock as _, DeviceModel, Number, Place, ReceiptAnswer, Script, World, make_client, serve,
};
use support::{AP, BOTH, Bench, Binding, NUMBER, ap_identity, client, code, trans_id};

fn approving() -> Vec<Number> {
    vec![Number::scripted(NUMBER, Script::of(Act::Approve))]
}

#[tokio::test]
async fn each_broken_rule_of_a_signature_request_has_its_fault() {
    let bench = Bench::with(|options| {
        options.numbers = approving();
        options.aps[0].prefix = Some("Test: ".to_owned());
    })
    .await;
    type Change = fn(&mut SignatureRequest);
    let table: [(&str, u16, Change); 19] = [
        ("nothing", 500, |_| {}),
        ("version", 108, |r| r.header.version = Some(Version { major: 2, minor: 0 })),
        ("other AP", 104, |r| r.header.ap.id = "mid://other.example".to_owned()),
        ("empty AP", 102, |r| r.header.ap.id.clear()),
        ("old Instant", 101, |r| r.header.ap.instant = "2020-01-01T00:00:00Z".parse().unwrap()),
        ("number with blanks", 101, |r| r.mobile_user = support::user("+41 79 123")),
        ("heartbeat", 101, |r| r.mobile_user = support::user("+41000000000")),
        ("no number", 102, |r| r.mobile_user.msisdn = None),
        ("unknown number", 105, |r| r.mobile_user = support::user("+41799999999")),
        ("server mode", 101, |r| r.mode = MessagingMode::AsynchServerServer),
        ("no time", 101, |r| r.timeout_s = Some(0)),
        ("too much time", 101, |r| r.timeout_s = Some(301)),
        ("no language", 102, |r| r.services.clear()),
        ("other language", 101, |r| r.services = vec![Service::user_lang("rm")]),
        ("unknown service", 101, |r| {
            let detail = sigill_mss::message::ServiceDetail::None;
            r.services.push(Service { uri: "http://example.org/x".to_owned(), detail });
        }),
        ("no prefix", 107, |r| r.data = Data::plain("Pay?")),
        ("other MIME type", 107, |r| r.data.mime_type = Some("text/html".to_owned())),
        ("long text", 103, |r| r.data = Data::plain(format!("Test: {}", "a".repeat(234)))),
        ("long text with ç", 103, |r| r.data = Data::plain(format!("Test: {}", "ç".repeat(114)))),
    ];
    for (name, expected, change) in table {
        for binding in BOTH {
            let mut request = bench.signature(NUMBER);
            change(&mut request);
            assert_eq!(bench.code(binding, &Request::Signature(request)).await, expected, "{name} {binding:?}");
        }
    }
}

#[tokio::test]
async fn a_request_is_taken_once() {
    let bench = Bench::of(approving()).await;
    for binding in BOTH {
        let request = Request::Signature(bench.signature(NUMBER));
        assert_eq!(bench.code(binding, &request).await, 500);
        assert_eq!(bench.code(binding, &request).await, 101);
    }
}

#[tokio::test]
async fn a_missing_password_is_a_fault_in_soap_only_and_an_empty_one_in_neither() {
    let bench = Bench::of(approving()).await;
    let body = support::write(Binding::Soap, &Request::Signature(bench.signature(NUMBER)));
    let body = body.replace(" AP_PWD=\"\"", "");
    let answer = bench.post(Binding::Soap, "/soap/services/MSS_SignaturePort", body).await.unwrap();
    let Response::Fault(fault) = support::read(Binding::Soap, &answer.bytes().await.unwrap()) else { panic!() };
    assert_eq!(fault.code, Some(Code(102)));
    assert!(fault.details[0].contains("AP_PWD"));
    let mut request = bench.signature(NUMBER);
    request.header.ap.password = None;
    assert_eq!(bench.code(Binding::Rest, &Request::Signature(request)).await, 500);
}

#[tokio::test]
async fn a_wrong_client_certificate_is_fault_104_and_not_a_tls_failure() {
    let bench = Bench::of(approving()).await;
    let stranger = make_client(&World::real(), "Stranger").unwrap();
    let own = ap_identity();
    // The last one is the right certificate with another behind it: only the leaf may be sent.
    let chain = own.certificate_pem.clone() + &stranger.certificate_pem;
    let clients = [
        (client(&bench.simulator, None, ""), 104),
        (client(&bench.simulator, Some(&stranger.certificate_pem), &stranger.key_pem), 104),
        (client(&bench.simulator, Some(&chain), &own.key_pem), 104),
        (client(&bench.simulator, Some(&own.certificate_pem), &own.key_pem), 500),
    ];
    for (index, (client, expected)) in clients.into_iter().enumerate() {
        for binding in BOTH {
            let request = Request::Signature(bench.signature(NUMBER));
            let media_type = if binding == Binding::Soap { "application/soap+xml" } else { "application/json" };
            let url = bench.url(support::path(binding, &request));
            let sent = client.post(url).header("content-type", media_type).body(support::write(binding, &request));
            let answer = support::read(binding, &sent.send().await.unwrap().bytes().await.unwrap());
            assert_eq!(code(&answer), expected, "{index} {answer:?}");
            if let Response::Fault(fault) = answer {
                assert_eq!(fault.details, ["Wrong SSL credentials"]);
            }
        }
    }
}

#[tokio::test]
async fn plain_http_is_there_only_when_asked_for_and_only_on_loopback() {
    let bench = Bench::with(|options| {
        options.numbers = approving();
        options.plain = Some(([127, 0, 0, 1], 0).into());
    })
    .await;
    let url = format!("http://{}/rest/service", bench.serving.plain_address.unwrap());
    let body = support::write(Binding::Rest, &Request::Signature(bench.signature(NUMBER)));
    let sent = reqwest::Client::new().post(url).header("content-type", "application/json").body(body).send().await;
    assert_eq!(code(&support::read(Binding::Rest, &sent.unwrap().bytes().await.unwrap())), 500);
    let mut options = support::options();
    options.plain = Some(([0, 0, 0, 0], 0).into());
    let simulator = sigill_mssp::Simulator::open(options, World::real()).unwrap();
    assert!(matches!(serve(&simulator).await, Err(sigill_mssp::StartError::NotLoopback(_))));
    assert!(Bench::of(Vec::new()).await.serving.plain_address.is_none());
}

#[tokio::test]
async fn every_path_and_the_single_endpoint_answer() {
    let bench = Bench::of(approving()).await;
    let request = || Request::Signature(bench.signature(NUMBER));
    for (binding, path) in [(Binding::Rest, "/rest/service"), (Binding::Soap, "/soap/services")] {
        let answer = bench.post(binding, path, support::write(binding, &request())).await.unwrap();
        assert_eq!(code(&support::read(binding, &answer.bytes().await.unwrap())), 500);
    }
    for path in ["/soap/services/MSS_ProfilePort", "/soap/services/MSS_ProfileQueryPort"] {
        let profile = bench.profile(NUMBER, "");
        let answer = bench.post(Binding::Soap, path, support::write(Binding::Soap, &profile)).await.unwrap();
        assert_eq!(code(&support::read(Binding::Soap, &answer.bytes().await.unwrap())), 100);
    }
    let misplaced = bench.post(Binding::Rest, "/rest/service/status", support::write(Binding::Rest, &request())).await;
    assert_eq!(code(&support::read(Binding::Rest, &misplaced.unwrap().bytes().await.unwrap())), 101);
}

#[tokio::test]
async fn what_is_not_offered_is_refused_politely() {
    let bench = Bench::of(Vec::new()).await;
    for operation in [Operation::Registration, Operation::Handshake, Operation::Notification] {
        let name = operation.name();
        let body = format!("{{\"{name}Req\":{{}}}}");
        let answer = bench.post(Binding::Rest, "/rest/service", body).await.unwrap();
        assert_eq!(code(&support::read(Binding::Rest, &answer.bytes().await.unwrap())), 104);
        let body = format!(
            "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body><{name}><{name}Req/></{name}></e:Body></e:Envelope>"
        );
        let answer = bench.post(Binding::Soap, &format!("/soap/services/{name}Port"), body).await.unwrap();
        assert_eq!(code(&support::read(Binding::Soap, &answer.bytes().await.unwrap())), 104);
    }
}

#[tokio::test]
async fn what_is_too_large_or_of_another_kind_is_refused() {
    let bench = Bench::of(Vec::new()).await;
    let large = bench.post(Binding::Rest, "/rest/service", " ".repeat(65 * 1024)).await.unwrap();
    assert_eq!(large.status(), 413);
    let text = bench.client.post(bench.url("/rest/service")).header("content-type", "text/plain").body("x");
    assert_eq!(text.send().await.unwrap().status(), 415);
    let head = bench.client.get(bench.url("/sim/")).header("x-large", "a".repeat(20_000));
    assert!(head.send().await.map_or(true, |answer| answer.status() == 431));
    assert_eq!(bench.client.get(bench.url("/rest/service")).send().await.unwrap().status(), 405);
    let broken = bench.post(Binding::Rest, "/rest/service", "{".to_owned()).await.unwrap();
    assert_eq!(code(&support::read(Binding::Rest, &broken.bytes().await.unwrap())), 101);
}

#[tokio::test]
async fn a_sim_signs_one_thing_at_a_time_and_the_app_shows_the_newest() {
    let sim = vec![Number::new(NUMBER)];
    let bench = Bench::of(sim).await;
    bench.ask(Binding::Rest, &Request::Signature(bench.asynchronous(NUMBER))).await;
    let second = bench.ask(Binding::Soap, &Request::Signature(bench.asynchronous(NUMBER))).await;
    assert_eq!(code(&second), 406);
    let app = Number { sim: None, app: Some(DeviceModel::default()), ..Number::new(NUMBER) };
    let bench = Bench::of(vec![app]).await;
    let first = bench.ask(Binding::Rest, &Request::Signature(bench.asynchronous(NUMBER))).await;
    let second = bench.ask(Binding::Rest, &Request::Signature(bench.asynchronous(NUMBER))).await;
    assert_eq!(code(&second), 100);
    assert_eq!(bench.code(Binding::Rest, &bench.status(&trans_id(&first))).await, 401);
    assert_eq!(bench.code(Binding::Rest, &bench.status(&trans_id(&second))).await, 504);
}

#[tokio::test]
async fn open_transactions_are_bounded() {
    let bench = Bench::with(|options| {
        options.numbers = ["41791234567", "41791234568"].map(Number::new).to_vec();
        options.limits.open_max = 1;
    })
    .await;
    assert_eq!(bench.code(Binding::Rest, &Request::Signature(bench.asynchronous("41791234567"))).await, 100);
    assert_eq!(bench.code(Binding::Rest, &Request::Signature(bench.asynchronous("41791234568"))).await, 900);
}

#[tokio::test]
async fn an_unknown_transaction_and_one_of_another_ap_are_the_same() {
    let bench = Bench::with(|options| {
        options.numbers = approving();
        options.aps.push(sigill_mssp::Ap::new("mid://second.example", &ap_identity().certificate_pem));
    })
    .await;
    let id = trans_id(&bench.ask(Binding::Rest, &Request::Signature(bench.asynchronous(NUMBER))).await);
    let mut details = Vec::new();
    for (ap, id) in [(AP, "hunknown".parse().unwrap()), ("mid://second.example", id)] {
        let Request::Status(mut request) = bench.status(&id) else { panic!() };
        request.header.ap.id = ap.to_owned();
        let Response::Fault(fault) = bench.ask(Binding::Soap, &Request::Status(request)).await else { panic!() };
        details.push(fault.details);
    }
    assert_eq!(details[0], details[1]);
    assert_eq!(details[0], ["There is no such transaction."]);
}

#[tokio::test]
async fn a_receipt_comes_once_after_a_success_and_says_what_the_person_did() {
    let table = [
        (ReceiptAnswer::Ok, Some("OK")),
        (ReceiptAnswer::Cancel, Some("CANCEL")),
        (ReceiptAnswer::Timeout, Some("TIMEOUT")),
        (ReceiptAnswer::None, None),
    ];
    for (receipt, expected) in table {
        let bench = Bench::of(vec![Number::scripted(NUMBER, Script { receipt, ..Script::of(Act::Approve) })]).await;
        for binding in BOTH {
            let id = trans_id(&bench.ask(binding, &Request::Signature(bench.signature(NUMBER))).await);
            let mut request = bench.receipt(&id, NUMBER);
            let wish = ReceiptWish {
                messaging_mode: "synch".to_owned(),
                user_ack: true,
                language: Some("EN".to_owned()),
                profile_uri: Some("http://mss.swisscom.ch/synch".to_owned()),
            };
            request.status = Some(Status { receipt_wish: Some(wish), ..Status::of(Code::REQUEST_OK) });
            let Response::Receipt(answer) = bench.ask(binding, &Request::Receipt(request)).await else { panic!() };
            let outcome = answer.status.receipt.unwrap_or_default();
            assert_eq!(outcome.user_response, expected.map(|word| format!("{{\"status\":\"{word}\"}}")));
            let cancelled = (receipt == ReceiptAnswer::Cancel).then_some("User cancelled the request");
            assert_eq!(outcome.fault_message.as_deref(), cancelled);
            assert_eq!(bench.code(binding, &Request::Receipt(bench.receipt(&id, NUMBER))).await, 101, "once");
            let id = trans_id(&bench.ask(binding, &Request::Signature(bench.signature(NUMBER))).await);
            assert_eq!(bench.code(binding, &Request::Receipt(bench.receipt(&id, "41790000001"))).await, 101);
        }
    }
    let bench = Bench::of(vec![Number::new(NUMBER)]).await;
    let id = trans_id(&bench.ask(Binding::Rest, &Request::Signature(bench.asynchronous(NUMBER))).await);
    assert_eq!(bench.code(Binding::Rest, &Request::Receipt(bench.receipt(&id, NUMBER))).await, 101, "not yet");
}

#[tokio::test]
async fn a_profile_query_tells_what_was_asked_for() {
    let number = Number { app: Some(DeviceModel::default()), ..Number::scripted(NUMBER, Script::of(Act::Approve)) };
    let bench = Bench::of(vec![number]).await;
    for binding in BOTH {
        let all = "sscds state certs pinstatus rcstatus aastatus carddetails";
        let Response::Profile(answer) = bench.ask(binding, &bench.profile(NUMBER, all)).await else { panic!() };
        assert!(answer.profiles.iter().any(|uri| uri.ends_with("Any-LoA4")));
        let detail = answer.status.profile.unwrap();
        let sim = detail.sim.unwrap();
        assert_eq!((sim.state.as_deref(), sim.pin_blocked), (Some("ACTIVE"), Some(false)));
        assert_eq!((sim.certificates[0].certificates.len(), detail.apps.len()), (3, 1));
        // Not base64, which the published OpenAPI document says and the captures do not.
        let serial = bench.simulator.numbers().into_iter().find(|each| each.msisdn == NUMBER).unwrap().serial;
        let serial = serial.to_lowercase();
        assert_eq!(sim.certificates[0].subjects[0], format!("cn={serial}:pn,serialnumber={serial}"));
        assert_eq!(sim.card.unwrap().mcc.as_deref(), Some("228"));
        assert_eq!(bench.code(binding, &bench.profile("41799999999", "")).await, 105);
        assert_eq!(bench.code(binding, &bench.profile(NUMBER, "nonsense")).await, 101);
    }
}

#[tokio::test]
async fn a_phone_outside_of_the_allowed_place_is_a_fault_and_an_unknown_place_is_not() {
    use sigill_mss::message::{GeoPolicy, ServiceAnswer, ServiceDetail};
    let table = [
        (Place::default(), 500),
        (Place { country: "DE".to_owned(), ..Place::default() }, 450),
        (Place { error_code: Some(101), ..Place::default() }, 500),
    ];
    for (place, expected) in table {
        let failed = place.error_code.is_some();
        let bench = Bench::of(vec![Number { place, ..Number::scripted(NUMBER, Script::of(Act::Approve)) }]).await;
        for binding in BOTH {
            let mut request = bench.signature(NUMBER);
            let policy = GeoPolicy { country_whitelist: vec!["CH".to_owned()], ..GeoPolicy::default() };
            request
                .services
                .push(Service { uri: Service::GEOFENCING.to_owned(), detail: ServiceDetail::GeoFencing(policy) });
            let answer = bench.ask(binding, &Request::Signature(request)).await;
            assert_eq!(code(&answer), expected);
            if let Response::Signature(answer) = answer {
                let ServiceAnswer::GeoFencing(place) = &answer.status.services[0].answer else { panic!() };
                assert_eq!(place.error_code.is_some(), failed);
            }
        }
    }
}

#[tokio::test]
async fn an_answer_repeats_the_offset_in_soap_and_says_utc_in_rest() {
    let bench = Bench::of(approving()).await;
    for (binding, is_kept) in [(Binding::Soap, true), (Binding::Rest, false)] {
        let mut request = bench.signature(NUMBER);
        let now = bench.clock.now();
        let local = jiff::tz::offset(1).to_datetime(now);
        let text = format!("{}+01:00", local.strftime("%Y-%m-%dT%H:%M:%S%.3f"));
        request.header.ap.instant = text.parse::<Instant>().unwrap();
        let Response::Signature(answer) = bench.ask(binding, &Request::Signature(request)).await else { panic!() };
        let echoed = answer.header.ap.instant.as_str();
        assert_eq!((echoed == text, echoed.ends_with('Z')), (is_kept, !is_kept), "{echoed}");
    }
}

#[tokio::test]
async fn an_inactive_sim_is_activated_where_the_ap_may() {
    use sigill_mssp::DeviceState;
    let sim = Some(DeviceModel { state: DeviceState::Inactive, ..DeviceModel::default() });
    let bench = Bench::with(|options| {
        options.aps[0].auto_activation = true;
        options.numbers = vec![Number { sim, ..Number::scripted(NUMBER, Script::of(Act::Ask)) }];
    })
    .await;
    bench.ask(Binding::Rest, &Request::Signature(bench.asynchronous(NUMBER))).await;
    let open = bench.simulator.wait_for(|each| each.is_open()).await;
    assert!(bench.simulator.answer(&open.id, Answer::Approve));
    let number = bench.simulator.numbers().into_iter().find(|each| each.msisdn == NUMBER).unwrap();
    assert_eq!(number.sim.unwrap().state, DeviceState::Active);
}
