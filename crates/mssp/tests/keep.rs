//! What is kept: the authority and the people in their folder; and what ends when the simulator does.

#![allow(clippy::unwrap_used, reason = "a helper of tests, outside of a test function")]

mod support;

use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::time::Duration;

use sigill_mss::message::{Request, Response};
use sigill_mssp::{
    Act, AuthoritySize, Clock as _, ManualClock, Number, Options, Script, Simulator, SystemClock, SystemEntropy, World,
};
use support::{BOTH, Bench, Binding, NUMBER, code};

fn open(folder: &std::path::Path, clock: &ManualClock) -> Simulator {
    let mut options = Options::new(folder);
    options.authority = AuthoritySize::Small;
    let world = World { clock: Arc::new(clock.clone()), entropy: Arc::new(SystemEntropy) };
    Simulator::open(options, world).unwrap()
}

#[test]
fn the_authority_is_made_once_and_readable_by_nobody_else() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("authority");
    let clock = ManualClock::at(SystemClock.now());
    let first = open(&folder, &clock);
    clock.advance(Duration::from_hours(24 * 30));
    let second = open(&folder, &clock);
    assert_eq!(first.signature_root_pem(), second.signature_root_pem());
    assert_eq!(first.tls_root_pem(), second.tls_root_pem());
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), if path.is_dir() { 0o700 } else { 0o600 }, "{path:?}");
    }
}

#[tokio::test]
async fn a_person_has_the_same_key_after_a_restart_and_a_new_one_when_her_certificate_has_expired() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("authority");
    let mut signers = Vec::new();
    for years in [0, 0, 4] {
        let bench = Bench::with(|options| {
            options.folder.clone_from(&folder);
            options.numbers = vec![Number::scripted(NUMBER, Script::of(Act::Approve))];
        })
        .await;
        bench.clock.advance(Duration::from_hours(24 * 365 * years));
        let request = Request::Signature(bench.signature(NUMBER));
        let answer = bench.ask(Binding::Rest, &request).await;
        let report = bench.verify(&request, NUMBER, &answer);
        assert!(report.is_valid(), "{report}");
        signers.push(report.facts.signer.unwrap());
    }
    assert_eq!(signers[0], signers[1]);
    assert_ne!(signers[1].certificate_sha256, signers[2].certificate_sha256);
    assert_eq!(signers[1].serial_number, signers[2].serial_number);
}

#[tokio::test]
async fn a_simulator_that_stops_drops_who_waits_and_refuses_who_comes() {
    let bench = Bench::of(vec![Number::new(NUMBER)]).await;
    let Bench { simulator, serving, client, .. } = &bench;
    let url = format!("https://localhost:{}/rest/service", serving.address.port());
    let body = support::write(Binding::Rest, &Request::Signature(bench.signature(NUMBER)));
    let send = |body: String| client.post(&url).header("content-type", "application/json").body(body).send();
    let waiting = tokio::spawn(send(body.clone()));
    simulator.wait_for(|each| each.is_open()).await;
    let (client, url) = (client.clone(), url.clone());
    drop(bench);
    assert!(waiting.await.unwrap().is_err());
    assert!(client.post(&url).body(body).send().await.unwrap_err().is_connect());
}

#[tokio::test]
async fn a_code_that_nobody_documented_travels_too() {
    let act = Act::Fault { code: 999, inner: None, detail: None, portal_url: None };
    let bench = Bench::of(vec![Number::scripted(NUMBER, Script::of(act))]).await;
    for binding in BOTH {
        let answer = bench.ask(binding, &Request::Signature(bench.signature(NUMBER))).await;
        assert!(matches!(answer, Response::Fault(_)));
        assert_eq!(code(&answer), 999);
    }
}
