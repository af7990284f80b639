//! Each answer has the names, the namespaces and the prefixes of the capture of the same request. Nothing is moved and
//! nothing renamed first. The captures may not be in the repository: `SIGILL_VECTORS` names their folder.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use serde_json::Value;
use sigill_mss::message::{Data, Request, Response, Service, ServiceDetail};
use sigill_mss::wire::soap::{self, Shape};
use sigill_mssp::{Act, Clock as _, Number, Script};
use support::{Bench, Binding, NUMBER, path, trans_id};

/// The file of a capture, where there is the folder.
fn capture(name: &str) -> Option<String> {
    let Some(folder) = std::env::var_os("SIGILL_VECTORS") else {
        println!("left out: SIGILL_VECTORS is not set");
        return None;
    };
    Some(std::fs::read_to_string(std::path::Path::new(&folder).join(name)).unwrap())
}

/// Every kind of element once, in the order in which it comes first: the way to it with its prefixes, its namespace
/// and its attributes.
fn elements(text: &str) -> Vec<String> {
    let mut reader = NsReader::from_str(text.trim_start());
    let (mut way, mut found): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    loop {
        let (resolved, event) = reader.read_resolved_event().unwrap();
        let ns = match resolved {
            ResolveResult::Bound(ns) => ns.as_ref().to_owned(),
            _ => String::new(),
        };
        let mut open = |start: &BytesStart<'_>, way: &mut Vec<String>| {
            way.push(start.name().as_ref().to_owned());
            let attributes = start.attributes().map(|attribute| attribute.unwrap().key.as_ref().to_owned());
            let mut attributes: Vec<_> = attributes.filter(|name| !name.starts_with("xmlns")).collect();
            attributes.sort();
            let line = format!("{} {{{ns}}} {}", way.join("/"), attributes.join(" "));
            if !found.contains(&line) {
                found.push(line);
            }
        };
        match event {
            Event::Start(start) => open(&start, &mut way),
            Event::Empty(start) => {
                open(&start, &mut way);
                way.pop();
            }
            Event::End(_) => drop(way.pop()),
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// Every kind of member once, with the type of its value.
fn members(value: &Value, way: &str, found: &mut Vec<String>) {
    let kind = match value {
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        Value::String(_) => "text",
        _ => "other",
    };
    let line = format!("{way}: {kind}");
    if !found.contains(&line) {
        found.push(line);
    }
    match value {
        Value::Object(all) => all.iter().for_each(|(name, value)| members(value, &format!("{way}/{name}"), found)),
        Value::Array(all) => all.iter().for_each(|value| members(value, &format!("{way}[]"), found)),
        _ => {}
    }
}

fn same_members(name: &str, captured: &str, answer: &str) {
    let tree = |text: &str| {
        let mut found = Vec::new();
        members(&serde_json::from_str(text).unwrap(), "", &mut found);
        found
    };
    assert_eq!(tree(answer), tree(captured), "{name}: {answer}");
}

async fn sent(bench: &Bench, binding: Binding, path: &str, body: String) -> String {
    bench.post(binding, path, body).await.unwrap().text().await.unwrap()
}

/// A number that approves after a second: its asynchronous signature is outstanding until then.
async fn slow() -> Bench {
    let script = Script { after_ms: 1000, ..Script::of(Act::Approve) };
    Bench::of(vec![Number::scripted(NUMBER, script)]).await
}

fn with_service(bench: &Bench, uri: &str) -> Request {
    let mut request = bench.signature("41700092501");
    request.services.push(Service { uri: uri.to_owned(), detail: ServiceDetail::None });
    Request::Signature(request)
}

#[tokio::test]
async fn soap_answers_have_the_tree_of_the_captures() {
    let bench = slow().await;
    // What was asked: the ports of 2015 by the operator's sample client, those of 2021 by a client made from the WSDL.
    let (older, newer) = (Shape::qualified(), Shape::default());
    let ask = async |name: &str, shape: &Shape, request: &Request| {
        let captured = capture(name)?;
        let answer =
            sent(&bench, Binding::Soap, path(Binding::Soap, request), soap::write_request_in(request, shape)).await;
        // The library of that client put an empty header into what it kept, with a prefix of its own.
        let wanted: Vec<_> =
            elements(&captured).into_iter().filter(|line| !line.starts_with("soapenv:Envelope/env:Header ")).collect();
        assert_eq!(elements(&answer), wanted, "{name}: {answer}");
        Some(support::read(Binding::Soap, answer.as_bytes()))
    };
    let outstanding = || Request::Signature(bench.asynchronous(NUMBER));
    let Some(first) = ask("swisscom-captured/soap12_async_100_request_ok.xml", &older, &outstanding()).await else {
        return;
    };
    let query = bench.status(&trans_id(&first));
    ask("swisscom-captured/soap12_status_504_outstanding.xml", &newer, &query).await;
    let query = bench.status(&trans_id(&first));
    ask("swisscom-samples/soap/soap-response-status-outstanding.xml", &newer, &query).await;
    let unknown = Request::Signature(bench.signature("+41799999999"));
    ask("swisscom-captured/soap12_fault_105_portalurl.xml", &older, &unknown).await;
    let request = with_service(&bench, Service::SUBSCRIBER_INFO);
    ask("swisscom-captured/soap12_sync_500_signature.xml", &older, &request).await;
    let query = bench.profile("41700092501", "sscds state certs pinstatus rcstatus aastatus");
    ask("swisscom-samples/soap/soap-response-profile-query.xml", &newer, &query).await;

    let Request::Signature(mut request) = with_service(&bench, Service::GEOFENCING) else { return };
    request.mode = sigill_mss::message::MessagingMode::AsynchClientServer;
    let request = Request::Signature(request);
    let first = ask("swisscom-samples/soap/soap-response-async-signature.xml", &newer, &request).await.unwrap();
    let query = bench.status(&trans_id(&first));
    ask("swisscom-samples/soap/soap-response-status-signature.xml", &newer, &query).await;
}

/// The namespaces of wrapper and part.
fn layout(text: &str) -> Vec<String> {
    let tree = elements(text);
    let of = |depth: usize| {
        let at = |line: &&String| {
            let way = line.split(' ').next().unwrap_or_default();
            way.matches('/').count() == depth && !way.ends_with("rpc:result")
        };
        tree.iter().find(at).and_then(|line| Some(line.split_once('{')?.1.split_once('}')?.0.to_owned()))
    };
    [of(2), of(3)].into_iter().map(Option::unwrap).collect()
}

#[tokio::test]
async fn each_soap_answer_has_the_layout_of_its_request() {
    let foreign = Shape { wrapper: "http://www.vodafone.com.tr/mobilesignature/soap".to_owned(), ..Shape::default() };
    for shape in [Shape::qualified(), Shape::default(), foreign] {
        let bench = slow().await;
        let ask = async |request: &Request| {
            let asked = soap::write_request_in(request, &shape);
            let answer = sent(&bench, Binding::Soap, "/soap/services", asked.clone()).await;
            assert_eq!(layout(&answer), layout(&asked), "{answer}");
            support::read(Binding::Soap, answer.as_bytes())
        };
        let id = trans_id(&ask(&Request::Signature(bench.signature("41700092501"))).await);
        ask(&bench.status(&id)).await;
        ask(&Request::Receipt(bench.receipt(&id, "41700092501"))).await;
        ask(&bench.profile(NUMBER, "sscds state certs")).await;
    }
}

/// A captured request with values in its places.
fn filled(bench: &Bench, name: &str, values: &[(&str, &str)]) -> Option<String> {
    let instant = bench.clock.now().to_string();
    let id = bench.header().ap.trans_id.as_str().to_owned();
    let common = [
        ("AP_ID", support::AP),
        ("instant", instant.as_str()),
        ("apTransId", id.as_str()),
        ("MSISDN", NUMBER),
        ("UserLang", "EN"),
        ("SignatureProfile", "http://mid.swisscom.ch/Any-LoA4"),
        ("DataToBeSigned", support::TEXT),
        ("Message", "Done"),
    ];
    let text = capture(&format!("swisscom-rest-2024/{name}_request_template.json"))?;
    // The values for this one request first.
    let all = values.iter().chain(&common);
    Some(all.fold(text, |text, (place, value)| text.replace(&format!("{{{{{place}}}}}"), value)))
}

#[tokio::test]
async fn rest_answers_to_the_captured_requests_have_the_members_of_the_captures() {
    let bench = slow().await;
    let ask = async |request: &str, values: &[(&str, &str)], name: &str| {
        let body = filled(&bench, request, values)?;
        let answer = sent(&bench, Binding::Rest, "/rest/service", body).await;
        same_members(name, &capture(&format!("swisscom-rest-2024/{name}.json"))?, &answer);
        Some(answer)
    };
    let id = |answer: &str| match support::read(Binding::Rest, answer.as_bytes()) {
        Response::Signature(answer) => answer.mssp_trans_id.as_str().to_owned(),
        other => panic!("{other:?}"),
    };
    let Some(first) = ask("sign_async", &[], "sign_async_resp_100_http200").await else { return };
    let outstanding = id(&first);
    ask("status", &[("MSSP_TransID", &outstanding)], "status_resp_504_http200").await;
    let robot = [("MSISDN", "41700092501")];
    let signed = id(&ask("sign_sync", &robot, "sign_sync_resp_500_http200").await.unwrap());
    let receipt = [("MSISDN", "41700092501"), ("MSSP_TransID", signed.as_str())];
    ask("receipt", &receipt, "receipt_resp_100_http200").await;
    let signed = id(&ask("sign_sync", &robot, "sign_sync_resp_500_http200").await.unwrap());
    let receipt = [("MSISDN", "41700092501"), ("MSSP_TransID", signed.as_str())];
    ask("receipt_ext", &receipt, "receipt_ext_resp_user_ok_http200").await;
    ask("profile", &robot, "profile_resp_100_http200").await;
    let unknown = [("MSISDN", "41799999999")];
    for (request, name) in [("profile", "profile_fault_105_http500"), ("sign_sync", "sign_sync_fault_105_http500")] {
        let answer = ask(request, &unknown, name).await.unwrap();
        // Faults carry nothing of the request: they are the same altogether.
        let captured = capture(&format!("swisscom-rest-2024/{name}.json")).unwrap();
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(read(&answer), read(&captured));
    }
}

#[tokio::test]
async fn rest_faults_are_the_captured_ones() {
    let bench = Bench::with(|options| {
        options.aps[0].prefix = Some("Test: ".to_owned());
        options.numbers = vec![Number::scripted(NUMBER, Script::of(Act::Ignore))];
    })
    .await;
    let same = |name: &str, answer: &Response| {
        let Some(captured) = capture(&format!("swisscom-rest-2024/{name}.json")) else { return };
        assert_eq!(*answer, support::read(Binding::Rest, captured.as_bytes()), "{name}");
    };
    let mut request = bench.signature(NUMBER);
    request.data = Data::plain("no prefix");
    same("sign_sync_fault_107_http500", &bench.ask(Binding::Rest, &Request::Signature(request)).await);
    let first = bench.ask(Binding::Rest, &Request::Signature(bench.asynchronous(NUMBER))).await;
    bench.advance_s(80);
    same("status_fault_208_http500", &bench.ask(Binding::Rest, &bench.status(&trans_id(&first))).await);
}
