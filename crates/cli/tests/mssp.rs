//! `sigill mssp` and what the doctor says of it, from the outside.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use base64::Engine as _;
use serde_json::Value;
use sigill_mss::client::{Begin, Limits, SkClient, SkProvider};
use sigill_mss::sk::{Document, EndResult, Session, code_of, hash_of};
use sigill_mssp::{
    Ap, AuthoritySize, Clock, Handshake, Options, Simulator, SkOptions, SystemClock, SystemEntropy, Until, World,
    make_client, serve,
};
use tempfile::tempdir;

use support::signed::{AP, TEXT, signed, verify};
use support::{Running, command, run};

const CONFIG: &str = "
    folder = 'provider'
    listen = '127.0.0.1:0'
    plain = '127.0.0.1:0'
    authority = 'small'
    [[ap]]
    id = 'mid://test.example'
";

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

/// Mobile-ID of SK, whose persons answer at once.
async fn playing_sk(folder: &std::path::Path) -> (Simulator, sigill_mssp::Serving, String) {
    let mut options = Options::new(folder.join("provider"));
    options.authority = AuthoritySize::Small;
    options.listen = ([127, 0, 0, 1], 0).into();
    options.plain = Some(([127, 0, 0, 1], 0).into());
    options.sk = Some(SkOptions { after_ms: 0, ..SkOptions::default() });
    let simulator = Simulator::open(options, World::real()).unwrap();
    let serving = serve(&simulator).await.unwrap();
    let url = format!("http://{}", serving.plain_address.unwrap());
    (simulator, serving, url)
}

const NOBODYS_UUID: &str = "00000000-0000-0000-0000-000000000000";

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_knows_mobile_id_of_sk() {
    let folder = tempdir().unwrap();
    let (_simulator, _serving, url) = playing_sk(folder.path()).await;
    std::fs::write(folder.path().join("uuid"), NOBODYS_UUID).unwrap();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (url, health, code) in [(url, "healthy", 0), (format!("http://{nobody}"), "refused", 6)] {
        let config = format!(
            "[[providers]]\nidentifier = 'https://mid.example'\nbinding = 'sk-mid'\nurl = '{url}'\n\
             relying_party_name = 'DEMO'\nrelying_party_uuid_file = 'uuid'\n\
             signer_roots_file = 'provider/trust-signatures.pem'\n\
             signer_intermediates_file = 'provider/trust-sk-issuing.pem'\n"
        );
        std::fs::write(folder.path().join("sigill.toml"), config).unwrap();
        let ended = run(folder.path(), &["doctor", "mssp", "--output", "json"]);
        let told: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{ended:?}"));
        let found = (told["providers"][0]["health"].as_str().unwrap_or_default(), ended.code);
        assert_eq!(found, (health, Some(code)), "{told}");
        let shown = run(folder.path(), &["config", "print"]);
        assert!(!format!("{shown:?}").contains(NOBODYS_UUID), "{shown:?}");
    }
}

/// What a person has signed at the simulator, with its document and the text that was shown.
async fn evidence_of_sk(simulator: &Simulator, base_url: String) -> (Value, String, String) {
    let client = SkClient::new(SkProvider {
        base_url,
        relying_party_name: "DEMO".to_owned(),
        relying_party_uuid: NOBODYS_UUID.to_owned(),
        server_roots_pem: String::new(),
        identity: None,
        limits: Limits::default(),
    })
    .unwrap();
    let (id, person) = ("0196e3a2-7c10-7000-8000-000000000001", "60001019906");
    let document = Document::new(id, person, "Bank: pay CHF 10? Code {code}", &[7; 32]);
    let (written, hash) = (document.written(), hash_of(&document.written()));
    let (code, text) = (code_of(&written), document.shown(&code_of(&written)));
    let begin = Begin {
        phone_number: "+37200000766",
        national_identity_number: person,
        hash: &hash,
        language: "ENG",
        display_text: &text,
    };
    let begun = client.begin(&begin).await.unwrap();
    let Session::Complete(EndResult::Ok, Some(signed)) = client.session(&begun.session, 1_000).await.unwrap().session
    else {
        panic!("it is signed at once")
    };
    let base64 = base64::engine::general_purpose::STANDARD;
    let pem = |der: &[u8]| format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", base64.encode(der));
    // A moment later, as the certificate's times are to the second.
    let at = SystemClock.now().checked_add(jiff::SignedDuration::from_secs(1)).unwrap().to_string();
    let file = serde_json::json!({
        "format": "sigill-evidence/1", "id": id, "received": at,
        "request": {
            "clientExtId": "c", "userExtId": "u", "credentialExtId": "k", "provider": "https://mid.example",
            "number": "+37200000766", "text": text, "code": code, "language": "en", "apTransId": "T1",
            "msspTransId": begun.session, "caller": "c/admin", "created": at,
        },
        "verdict": { "outcome": "approved", "serialMismatch": false, "proven": "hash-of-text-signed", "checks": [] },
        "rules": { "family": "sk-mid", "keyUsage": "authentication", "legacySha1": false },
        "authorities": { "roots": [simulator.signature_root_pem()], "intermediates": [simulator.sk_issuing_pem()] },
        "signature": base64.encode(&signed.value),
        "hashed": { "document": written, "algorithm": signed.algorithm, "certificate": pem(&signed.certificate) },
    });
    (file, written, text)
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_of_a_hash_that_was_signed_is_judged_by_itself() {
    let folder = tempdir().unwrap();
    let (simulator, _serving, base_url) = playing_sk(folder.path()).await;
    let (file, written, text) = evidence_of_sk(&simulator, base_url).await;
    let code = file["request"]["code"].as_str().unwrap();
    let judged = |file: &Value| {
        std::fs::write(folder.path().join("evidence.json"), file.to_string()).unwrap();
        run(folder.path(), &["verify", "evidence.json"])
    };
    let ended = judged(&file);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    for said in ["hashed text", "it proves    hash-of-text-signed", &format!("code {code}"), "compare SHA-256 "] {
        assert!(ended.stdout.contains(said), "{said}: {ended:?}");
    }
    for (pointer, value, told) in [
        ("/request/text", text.replace("10", "1000"), "another text"),
        ("/request/code", "0000".to_owned(), "another text"),
        ("/id", "2".to_owned(), "another text"),
        ("/hashed/document", written.replace("10", "1000"), "the signature is not valid"),
        ("/hashed/document", written.replace("60001019906", "60001018800"), "the signature is not valid"),
        ("/rules/serialNumber", "PNOEE-60001018800".to_owned(), "the serial number is"),
        ("/received", "2020-01-01T00:00:00Z".to_owned(), "not yet valid"),
        ("/signature", "AAAA".to_owned(), "3 octets"),
    ] {
        let mut other = file.clone();
        match other.pointer_mut(pointer) {
            Some(place) => *place = value.into(),
            None => other["rules"]["serialNumber"] = value.into(),
        }
        let ended = judged(&other);
        assert!(ended.code == Some(1) && ended.stderr.contains(told), "{pointer}: {ended:?}");
    }
}
