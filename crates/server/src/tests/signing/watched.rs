//! What the metrics say of signatures, of providers and of certificates.

use sigill_mssp::{Act, Script};
use sigill_testing::Authority;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::tests::metrics::get;
use crate::{Faces, Tls};

/// The value of a metric with these labels, which have to be there.
fn value(metrics: &str, name_and_labels: &str) -> f64 {
    let found = metrics.lines().find_map(|line| line.strip_prefix(name_and_labels)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("{name_and_labels} isn't in\n{metrics}")).parse().unwrap()
}

#[tokio::test]
async fn signatures_are_counted_by_outcome_and_it_is_seen_how_providers_are_and_when_certificates_end() {
    let numbers = [("41791111111", Act::Approve), ("41791111112", Act::Cancel)];
    let numbers = numbers.map(|(msisdn, act)| Number::scripted(msisdn, Script::of(act)));
    let mut here = Signing::new(Database::new(Kind::Sqlite).await, Binding::Soap, numbers.to_vec()).await;

    // Another node of the same program, which speaks TLS.
    let (folder, issued) = (tempfile::tempdir().unwrap(), Authority::new().issue("localhost"));
    let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    std::fs::write(&certificate, issued.certificate_pem).unwrap();
    std::fs::write(&key, issued.key_pem).unwrap();
    let listen = async || TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (api, metrics, stop) = (listen().await, listen().await, CancellationToken::new());
    let watched = metrics.local_addr().unwrap();
    let tls = Some(Tls::load(&certificate, &key).unwrap());
    let faces = Faces { metrics: Some(metrics), tls, ..api.into() };
    let app = here.site.fixture.app.clone();
    let served = tokio::spawn(crate::serve(faces, app, Limits::default(), stop.clone().cancelled_owned()));

    let provider = r#"{provider="http://mssp.example""#;
    let before = get(watched, "/metrics", "").await;
    let total = |metrics: &str, outcome: &str| {
        value(metrics, &format!("sigill_signatures_total{provider},outcome=\"{outcome}\"}}"))
    };
    // All are there before the first one, so that whoever watches sees it come.
    assert!(sigill_domain::signing::Outcome::ALL.iter().all(|outcome| total(&before, outcome.as_str()) == 0.0));
    for (user, msisdn) in [("u", "+41791111111"), ("v", "+41791111112")] {
        let path = here.person(user, msisdn).await;
        here.settled(&here.ask(&path).await).await;
    }
    let after = get(watched, "/metrics", "").await;
    assert_eq!((total(&after, "approved"), total(&after, "cancelled"), total(&after, "busy")), (1.0, 1.0, 0.0));
    while value(&get(watched, "/metrics", "").await, "sigill_signatures_open") > 0.0 {}
    assert_eq!(value(&after, &format!("sigill_provider_up{provider}}}")), 1.0);
    assert!(value(&after, &format!("sigill_provider_duration_seconds_count{provider}}}")) >= 4.0);
    assert_eq!(value(&after, &format!("sigill_provider_failures_total{provider},cause=\"unreachable\"}}")), 0.0);
    let now = sigill_app::Clock::now(&*here.site.fixture.clock).seconds() as f64;
    for what in ["server", "provider_client", "signer_root"] {
        let of = if what == "server" { "" } else { "http://mssp.example" };
        let start = format!("sigill_certificate_end_timestamp_seconds{{what=\"{what}\",provider=\"{of}\",subject=\"");
        let line = after.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("{start}: {after}"));
        let end: f64 = line.rsplit(' ').next().unwrap().parse().unwrap();
        assert!(end > now, "{line}");
    }

    // Nobody is there any more.
    let nobody = listen().await.local_addr().unwrap();
    here.wire.retarget(nobody);
    // The former one goes with all its connections.
    here.serving = serve(&here.simulator).await.unwrap();
    let path = here.person("w", "+41791111113").await;
    here.ask(&path).await;
    let failures = format!("sigill_provider_failures_total{provider},cause=");
    loop {
        let gone = get(watched, "/metrics", "").await;
        let counts =
            gone.lines().filter_map(|line| line.strip_prefix(&failures)?.rsplit(' ').next()?.parse::<u64>().ok());
        if counts.sum::<u64>() > 0 {
            assert_eq!(value(&gone, &format!("sigill_provider_up{provider}}}")), 0.0);
            break;
        }
    }
    assert!(!after.contains("4179"), "no number");
    stop.cancel();
    served.await.unwrap().unwrap();
}
