//! `sigill mssp` and `sigill verify`, from the outside.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::path::Path;

use serde_json::{Value, json};
use sigill_mssp::{
    Ap, AuthoritySize, Clock, Handshake, Options, Simulator, SystemClock, SystemEntropy, Until, World, make_client,
    serve,
};
use tempfile::{TempDir, tempdir};

use support::{Ended, Running, command, run};

const AP: &str = "mid://test.example";
const TEXT: &str = "Bank: Grüezi, pay CHF 10?";
const CONFIG: &str = "
    folder = 'provider'
    listen = '127.0.0.1:0'
    plain = '127.0.0.1:0'
    authority = 'small'
    [[ap]]
    id = 'mid://test.example'
";

/// A signature request in the REST form, to a number that approves at once.
fn request(at: &str) -> Value {
    json!({"MSS_SignatureReq": {
        "MajorVersion": "1", "MinorVersion": "2",
        "AP_Info": {"AP_ID": AP, "AP_PWD": "", "AP_TransID": "T1", "Instant": at},
        "MSSP_Info": {"MSSP_ID": {"URI": "http://mid.swisscom.ch/"}},
        "MobileUser": {"MSISDN": "41700092501"},
        "DataToBeSigned": {"Data": TEXT, "MimeType": "text/plain", "Encoding": "UTF-8"},
        "SignatureProfile": "http://mid.swisscom.ch/Any-LoA4",
        "MessagingMode": "synch", "TimeOut": "80",
        "AdditionalServices": [{"Description": "http://mss.ficom.fi/TS102204/v1.0.0#userLang", "UserLang": {"Value": "EN"}}]
    }})
}

/// Asks the provider for a signature; the whole answer.
fn signed(base_url: &str, at: &str) -> String {
    let answer = reqwest::blocking::Client::new()
        .post(format!("{base_url}/rest/service/sign"))
        .json(&request(at))
        .send()
        .unwrap();
    let (status, body) = (answer.status().as_u16(), answer.text().unwrap());
    assert_eq!(status, 200, "{body}");
    body
}

/// A folder with an answer, the bare signature out of it and the roots; and when it was made.
fn evidence() -> (TempDir, String) {
    let folder = tempdir().unwrap();
    let at = SystemClock.now();
    let mut options = Options::new(folder.path().join("provider"));
    options.authority = AuthoritySize::Small;
    options.listen = ([127, 0, 0, 1], 0).into();
    options.plain = Some(([127, 0, 0, 1], 0).into());
    options.aps = vec![Ap::new(AP, "")];
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let simulator = Simulator::open(options, World::real()).unwrap();
    let serving = runtime.block_on(sigill_mssp::serve(&simulator)).unwrap();
    let answer = signed(&format!("http://{}", serving.plain_address.unwrap()), &at.to_string());
    let json: Value = serde_json::from_str(&answer).unwrap();
    let signature = json["MSS_SignatureResp"]["MSS_Signature"]["Base64Signature"].as_str().unwrap();
    for (name, text) in
        [("answer.json", answer.as_str()), ("signature.b64", signature), ("roots.pem", &simulator.signature_root_pem())]
    {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    // A moment later, as the certificate's times are to the second.
    let at = at.checked_add(jiff::SignedDuration::from_secs(1)).unwrap();
    (folder, at.to_string())
}

fn verify(folder: &Path, file: &str, text: &str, at: &str, more: &[&str]) -> Ended {
    let mut arguments = vec!["verify", file, "--text", text, "--at", at, "--roots", "roots.pem"];
    arguments.extend(more);
    run(folder, &arguments)
}

#[test]
fn a_signature_is_valid_for_its_text_at_its_time_only() {
    let (folder, at) = evidence();
    let folder = folder.path();
    for file in ["answer.json", "signature.b64"] {
        let ended = verify(folder, file, TEXT, &at, &[]);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
        assert!(ended.stdout.starts_with("valid at "), "{ended:?}");
    }
    let ended = verify(folder, "answer.json", TEXT, &at, &["--output", "json"]);
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((ended.code, &report["valid"]), (Some(0), &json!(true)));
    let serial = report["facts"]["signer"]["serialNumber"].as_str().unwrap();
    assert_eq!(verify(folder, "answer.json", TEXT, &at, &["--serial", serial]).code, Some(0));

    let other_serial = ["--serial", "MIDCHE0000000000"];
    for (text, at, more, failed) in [
        ("Bank: Grüezi, pay CHF 99?", at.as_str(), &[][..], "text"),
        (TEXT, "2099-01-01T00:00:00Z", &[], "path"),
        (TEXT, &at, &other_serial, "serial-number"),
    ] {
        let ended = verify(folder, "answer.json", text, at, &[more, &["--output", "json"]].concat());
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.stderr.starts_with("sigill: the signature is not valid: "), "{ended:?}");
        assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
        let report: Value = serde_json::from_str(&ended.stdout).unwrap();
        let checks = report["checks"].as_array().unwrap();
        let found: Vec<_> = checks.iter().filter(|check| check["outcome"] == "failed").collect();
        assert_eq!((found.len(), &found[0]["check"], &report["valid"]), (1, &json!(failed), &json!(false)));
    }
}

#[test]
fn what_sigill_itself_answers_about_a_signature_is_read() {
    let (folder, at) = evidence();
    let folder = folder.path();
    let signature = std::fs::read_to_string(folder.join("signature.b64")).unwrap();
    let own = json!({
        "id": "0196e3a2-7c10-7000-8000-000000000001", "state": "settled", "code": "K7QX", "outcome": "approved",
        "text": TEXT, "signature": signature, "links": { "self": "/sigill/v1/c/users/u/mobile-signature/signatures/i" },
    });
    std::fs::write(folder.join("own.json"), own.to_string()).unwrap();
    let ended = verify(folder, "own.json", TEXT, &at, &[]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert_eq!(verify(folder, "own.json", "Bank: pay CHF 99?", &at, &[]).code, Some(1));

    let none = json!({ "state": "settled", "code": "K7QX", "outcome": "cancelled" });
    std::fs::write(folder.join("own.json"), format!("\u{feff}\n{none}")).unwrap();
    let ended = verify(folder, "own.json", TEXT, &at, &[]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
    insta::assert_snapshot!(
        ended.stderr,
        @"sigill: own.json: no signature was given to the request with the code K7QX: its state is settled, its outcome cancelled"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_no_verdict() {
    let folder = tempdir().unwrap();
    let at = "2026-01-01T00:00:00Z";
    let ended = verify(folder.path(), "answer.json", TEXT, at, &[]);
    assert_eq!(ended.code, Some(2));
    insta::assert_snapshot!(ended.stderr, @"sigill: roots.pem: No such file or directory (os error 2)");
    std::fs::write(folder.path().join("roots.pem"), "nothing").unwrap();
    let ended = verify(folder.path(), "answer.json", TEXT, at, &[]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    insta::assert_snapshot!(ended.stderr, @"sigill: roots.pem: no certificate in the text");
    let ended = verify(folder.path(), "answer.json", TEXT, "yesterday", &[]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
}

#[test]
fn the_simulator_says_what_it_is_answers_and_stops() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("mssp.toml"), CONFIG).unwrap();
    let running = Running::start(command(folder.path(), &["mssp", "--config", "mssp.toml"]));
    let lines = running.lines_until("Ctrl-C stops it.");
    assert!(lines[0].starts_with("This is a SIMULATOR "), "{lines:?}");
    let phone = lines.iter().find_map(|line| line.trim().strip_prefix("phone page")).unwrap().trim();
    let page = reqwest::blocking::get(phone).unwrap();
    assert!(page.status().is_success() && page.headers().contains_key("x-simulator"), "{page:?}");

    let answer = signed(phone.trim_end_matches("/phone"), &SystemClock.now().to_string());
    std::fs::write(folder.path().join("answer.json"), answer).unwrap();
    std::fs::copy(folder.path().join("provider/trust-signatures.pem"), folder.path().join("roots.pem")).unwrap();
    let at = SystemClock.now().checked_add(jiff::SignedDuration::from_secs(1)).unwrap().to_string();
    let ended = verify(folder.path(), "answer.json", TEXT, &at, &[]);
    assert_eq!(ended.code, Some(0), "{ended:?}");

    running.signal("TERM");
    let (status, stdout, _) = running.end();
    assert_eq!((status.code(), stdout), (Some(0), vec!["The simulator has stopped.".to_owned()]));
}

#[test]
fn a_configuration_of_the_simulator_that_is_wrong_is_told() {
    let folder = tempdir().unwrap();
    let ended = run(folder.path(), &["mssp", "--config", "mssp.toml"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(2), "sigill: mssp.toml: no such file\n"));
    for (changed, code) in [("listn = 'x'\n", 2), ("folder = 'p'\nauthority = 'small'\nplain = '192.0.2.1:80'\n", 2)] {
        std::fs::write(folder.path().join("mssp.toml"), changed).unwrap();
        let ended = run(folder.path(), &["mssp", "--config", "mssp.toml"]);
        assert_eq!((ended.code, ended.stderr.lines().count()), (Some(code), 1), "{ended:?}");
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let config = format!("folder = 'p'\nauthority = 'small'\nlisten = '{}'\n", taken.local_addr().unwrap());
    std::fs::write(folder.path().join("mssp.toml"), config).unwrap();
    let ended = run(folder.path(), &["mssp", "--config", "mssp.toml"]);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.stderr.contains("another program listens there already"), "{ended:?}");
}

/// An hour ahead.
#[derive(Debug)]
struct Ahead;

impl Clock for Ahead {
    fn now(&self) -> jiff::Timestamp {
        SystemClock.now() + jiff::SignedDuration::from_hours(1)
    }

    fn until(&self, at: jiff::Timestamp) -> Until {
        SystemClock.until(at - jiff::SignedDuration::from_hours(1))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_tells_apart_what_can_be_wrong_with_a_provider() {
    let folder = tempdir().unwrap();
    let ap = make_client(&World::real(), "Test AP").unwrap();
    std::fs::write(folder.path().join("ap.pem"), &ap.certificate_pem).unwrap();
    std::fs::write(folder.path().join("ap.key"), &ap.key_pem).unwrap();
    let options = |name: &str| {
        let mut options = Options::new(folder.path().join(name));
        options.authority = AuthoritySize::Small;
        options.listen = ([127, 0, 0, 1], 0).into();
        options.aps = vec![Ap::new(AP, &ap.certificate_pem)];
        options
    };
    let simulator = Simulator::open(options("provider"), World::real()).unwrap();
    let serving = serve(&simulator).await.unwrap();
    let world = World { clock: std::sync::Arc::new(Ahead), entropy: std::sync::Arc::new(SystemEntropy) };
    let early = Simulator::open(options("early"), world).unwrap();
    let early_serving = serve(&early).await.unwrap();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();

    // What is found, whether there is a next step, and the exit code.
    let found = |port: u16, ap_id: &str, roots: &str| {
        let config = format!(
            "[[providers]]\nidentifier = 'http://mid.example'\nbinding = 'soap'\nurl = 'https://localhost:{port}'\n\
             ap_id = '{ap_id}'\nclient_cert_file = 'ap.pem'\nclient_key_file = 'ap.key'\n\
             server_roots_file = '{roots}'\nsigner_roots_file = 'provider/trust-signatures.pem'\n"
        );
        std::fs::write(folder.path().join("sigill.toml"), config).unwrap();
        let ended = run(folder.path(), &["doctor", "mssp", "--output", "json"]);
        let told: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{ended:?}"));
        let told = &told["providers"][0];
        (told["health"].as_str().unwrap_or_default().to_owned(), told["advice"].is_string(), ended.code)
    };
    let ill = |health: &str| (health.to_owned(), true, Some(6));
    let (port, roots) = (serving.address.port(), "provider/trust-tls.pem");
    assert_eq!(found(port, AP, roots), ("healthy".to_owned(), false, Some(0)));
    assert_eq!(found(port, "mid://other", roots), ill("not-authorised"));
    assert_eq!(found(early_serving.address.port(), AP, "early/trust-tls.pem"), ill("clock-skew"));
    assert_eq!(found(nobody, AP, roots), ill("refused"));
    assert_eq!(found(port, AP, "early/trust-tls.pem"), ill("tls"));
    simulator.set_handshake(Handshake::RefuseClient);
    assert_eq!(found(port, AP, roots), ill("tls"));
    simulator.set_handshake(Handshake::Stall);
    assert_eq!(found(port, AP, roots), ill("unreachable"));
}
