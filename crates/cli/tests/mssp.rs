//! `sigill mssp` and what the doctor says of it, from the outside.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use serde_json::Value;
use sigill_mssp::{
    Ap, AuthoritySize, Clock, Handshake, Options, Simulator, SystemClock, SystemEntropy, Until, World, make_client,
    serve,
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
