//! The simulator's own pages: numbers and scripts by API, the virtual phone, and who may press its buttons.

#![allow(clippy::unwrap_used, reason = "a helper of tests, outside of a test function")]

mod support;

use serde_json::{Value, json};
use sigill_mss::message::Request;
use sigill_mssp::{Act, Number, Options, Script};
use support::{Bench, Binding, NUMBER, TEXT, code};

async fn json(sent: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = sent.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default())
}

fn body(sent: reqwest::RequestBuilder, value: &Value) -> reqwest::RequestBuilder {
    sent.header("content-type", "application/json").body(value.to_string())
}

#[tokio::test]
async fn numbers_and_scripts_are_made_changed_and_removed_by_api() {
    let bench = Bench::of(Vec::new()).await;
    let url = |path: &str| bench.url(path);
    let new = json!({ "msisdn": "+41791234567", "name": "Anna", "script": { "act": { "do": "cancel" } } });
    let (status, made) = json(body(bench.client.post(url("/sim/numbers")), &new)).await;
    assert_eq!((status, made["msisdn"].as_str()), (201, Some(NUMBER)));
    assert_eq!(json(body(bench.client.post(url("/sim/numbers")), &new)).await.0, 409);
    let ask = async || bench.code(Binding::Rest, &Request::Signature(bench.signature(NUMBER))).await;
    assert_eq!(ask().await, 401);
    let script = json!({ "act": { "do": "approve" }, "signature": "two-signers", "wire": ["extra"] });
    let one = url(&format!("/sim/numbers/{NUMBER}"));
    assert_eq!(json(body(bench.client.put(format!("{one}/script")), &script)).await.0, 200);
    assert_eq!(ask().await, 500);
    let (status, changed) = json(body(bench.client.patch(&one), &json!({ "suspended": true }))).await;
    assert_eq!((status, &changed["script"]["signature"]), (200, &json!("two-signers")));
    assert_eq!(ask().await, 403);
    let (status, _) = json(body(bench.client.patch(&one), &json!({ "suspendde": true }))).await;
    assert_eq!(status, 422, "an unknown member is no wish");
    assert_eq!(json(bench.client.delete(&one)).await.0, 204);
    assert_eq!(ask().await, 105);
    assert_eq!(json(bench.client.get(&one)).await.0, 404);
}

#[tokio::test]
async fn numbers_are_bounded() {
    let bench = Bench::with(|options| options.limits.numbers_max = 4).await;
    let new = |msisdn: &str| json!({ "msisdn": msisdn });
    let url = bench.url("/sim/numbers");
    assert_eq!(json(body(bench.client.post(&url), &new("41791234567"))).await.0, 201);
    assert_eq!(json(body(bench.client.post(&url), &new("41791234568"))).await.0, 422);
    for wrong in ["", "0791234567", "x"] {
        assert_eq!(json(body(bench.client.post(&url), &new(wrong))).await.0, 422, "{wrong}");
    }
}

#[tokio::test]
async fn a_transaction_is_listed_and_answered_by_api() {
    let bench = Bench::of(vec![Number::new(NUMBER)]).await;
    let request = Request::Signature(bench.signature(NUMBER));
    let (answer, ()) = tokio::join!(bench.ask(Binding::Soap, &request), async {
        let open = bench.simulator.wait_for(|each| each.is_open()).await;
        let (_, list) = json(bench.client.get(bench.url("/sim/transactions"))).await;
        assert_eq!((&list["items"][0]["text"], &list["items"][0]["state"]), (&json!(TEXT), &json!("open")));
        let url = bench.url(&format!("/sim/transactions/{}/answer", open.id));
        assert_eq!(json(body(bench.client.post(&url), &json!({ "answer": "approve" }))).await.0, 204);
        assert_eq!(json(body(bench.client.post(&url), &json!({ "answer": "approve" }))).await.0, 404);
    });
    assert!(bench.verify(&request, NUMBER, &answer).is_valid());
}

#[tokio::test]
async fn the_phone_shows_the_prompt_and_its_buttons_work_without_javascript() {
    let bench = Bench::of(vec![Number::new(NUMBER)]).await;
    let mut request = bench.signature(NUMBER);
    request.data.text = "Test: <b>pay</b> & go?".to_owned();
    request.services = vec![sigill_mss::message::Service::user_lang("de")];
    let request = Request::Signature(request);
    let (answer, ()) = tokio::join!(bench.ask(Binding::Rest, &request), async {
        let open = bench.simulator.wait_for(|each| each.is_open()).await;
        let page = bench.client.get(bench.url("/phone")).send().await.unwrap();
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        let page = page.text().await.unwrap();
        assert!(page.contains("Test: &lt;b&gt;pay&lt;/b&gt; &amp; go?"), "{page}");
        assert!(page.contains("Test Bank") && page.contains("Mit PIN bestätigen") && page.contains("Simulator"));
        let form = format!("transaction={}&number={NUMBER}&answer=approve", open.id);
        let press = bench.client.post(bench.url("/phone/answer"));
        let press = press.header("content-type", "application/x-www-form-urlencoded").body(form);
        let after = press.send().await.unwrap();
        assert_eq!(after.url().path(), "/phone");
        assert!(after.text().await.unwrap().contains("Nothing to sign"));
    });
    assert_eq!(code(&answer), 500);
}

#[tokio::test]
async fn the_phone_page_hears_of_a_prompt() {
    let bench = Bench::of(vec![Number::new(NUMBER)]).await;
    let mut events = bench.client.get(bench.url("/phone/events")).send().await.unwrap();
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    let request = Request::Signature(bench.asynchronous(NUMBER));
    let (heard, _) = tokio::join!(events.chunk(), bench.ask(Binding::Rest, &request));
    let heard = String::from_utf8(heard.unwrap().unwrap().to_vec()).unwrap();
    assert!(heard.contains("event: changed"), "{heard}");
}

#[tokio::test]
async fn another_web_page_cannot_press_buttons() {
    let bench = Bench::of(Vec::new()).await;
    let new = json!({ "msisdn": "41791234567" });
    let post = || body(bench.client.post(bench.url("/sim/numbers")), &new);
    for (name, value) in
        [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("host", "evil.example")]
    {
        assert_eq!(json(post().header(name, value)).await.0, 403, "{name}");
    }
    let read = bench.client.get(bench.url("/sim/numbers")).header("host", "evil.example");
    assert_eq!(json(read).await.0, 403, "a rebound name reads nothing either");
    let own = bench.url("").trim_end_matches('/').to_owned();
    assert_eq!(json(post().header("origin", own)).await.0, 201);
}

#[tokio::test]
async fn every_answer_says_that_it_is_a_simulators() {
    let bench = Bench::of(Vec::new()).await;
    for path in ["/phone", "/sim/", "/sim/numbers", "/sim/trust-signatures.pem", "/nowhere", "/rest/service"] {
        let answer = bench.client.get(bench.url(path)).send().await.unwrap();
        assert_eq!(answer.headers()["x-simulator"], "sigill-mssp", "{path}");
    }
    let root = bench.client.get(bench.url("/sim/trust-signatures.pem")).send().await.unwrap().text().await.unwrap();
    assert_eq!(root, bench.simulator.signature_root_pem());
}

#[test]
fn options_come_from_toml_and_an_unknown_member_is_refused() {
    let text = r#"
        folder = "x"
        plain = "127.0.0.1:8080"
        [[ap]]
        id = "mid://bank.example"
        prefix = "Bank: "
        [[number]]
        msisdn = "41791234567"
        app = {}
        [number.script]
        act = { do = "fault", code = 401, inner = 4013 }
        after_ms = 2000
        delivery = { how = "slow", octet_ms = 5 }
        wire = ["wrapped-base64"]
        [limits]
        open_max = 5
    "#;
    let options = Options::from_toml(text).unwrap();
    assert_eq!((options.aps[0].id.as_str(), options.limits.open_max), ("mid://bank.example", 5));
    let act = Act::Fault { code: 401, inner: Some(4013), detail: None, portal_url: None };
    assert_eq!(options.numbers[0].script.act, act);
    assert!(options.numbers[0].sim.is_some() && options.numbers[0].app.is_some());
    assert!(Options::from_toml("folder = 'x'\nfoldr = 'y'").is_err());
    assert!(Options::from_toml("folder = 'x'\n[[number]]\nmsisdn = '1'\nscript = { act = { do = 'dance' } }").is_err());
    assert_eq!(Script::default().act, Act::Ask);
}

#[tokio::test]
async fn failing_tls_is_switched_on_and_off_at_the_plain_port() {
    let bench = Bench::with(|options| options.plain = Some(([127, 0, 0, 1], 0).into())).await;
    let plain = reqwest::Client::new();
    let url = format!("http://{}/sim/tls", bench.serving.plain_address.unwrap());
    for handshake in ["refuse", "stall", "normal"] {
        let wanted = json!({ "handshake": handshake });
        assert_eq!(json(body(plain.put(&url), &wanted)).await, (200, wanted.clone()));
        assert_eq!(json(plain.get(&url)).await, (200, wanted));
        assert_eq!(
            bench.client.get(bench.url("/sim/")).timeout(std::time::Duration::from_secs(2)).send().await.is_ok(),
            handshake == "normal"
        );
    }
    assert_eq!(json(body(plain.put(&url), &json!({ "handshake": "often" }))).await.0, 422);
}
