//! Networks that fail, and answers that are not ours.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sigill_mss::client::{Binding, Client, ConnectFailure, Failure, Foreign};
use sigill_mss::verify::Reason;
use sigill_mssp::{Act, Delivery, Handshake, Script, WireVariant};

use crate::bench::{BOTH, Bench, wish};

fn delivered(delivery: Delivery) -> Script {
    Script { delivery, ..Script::of(Act::Approve) }
}

/// Passes connections on; its port, and how many there were.
async fn between(near: &str, far: SocketAddr) -> (u16, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind((near, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(async move {
                let mut far = tokio::net::TcpStream::connect(far).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
            });
        }
    });
    (port, count)
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_unreachable() {
    let bench = Bench::approving().await;
    for binding in BOTH {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut provider = bench.provider(binding);
        provider.base_url = format!("https://{free}");
        let failure = Client::new(provider).unwrap().sign(&bench.call(), &wish()).await.unwrap_err();
        assert!(matches!(&failure, Failure::Unreachable(ConnectFailure::Tcp(_))), "{failure:?}");
        assert!(!failure.may_have_arrived());
    }
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_unreachable_and_one_that_fails_is_tls() {
    let bench = Bench::approving().await;
    for binding in BOTH {
        bench.simulator.set_handshake(Handshake::Stall);
        let mut provider = bench.provider(binding);
        provider.limits.connect_ms = 200;
        let failure = Client::new(provider).unwrap().sign(&bench.call(), &wish()).await.unwrap_err();
        assert!(matches!(failure, Failure::Unreachable(ConnectFailure::Timeout { connect_ms: 200 })), "{failure:?}");

        bench.simulator.set_handshake(Handshake::Refuse);
        let failure = bench.client(binding).sign(&bench.call(), &wish()).await.unwrap_err();
        assert!(matches!(&failure, Failure::Tls(why) if why.contains("HandshakeFailure")), "{failure:?}");
        assert!(!failure.may_have_arrived());

        bench.simulator.set_handshake(Handshake::RefuseClient);
        let failure = bench.client(binding).sign(&bench.call(), &wish()).await.unwrap_err();
        assert!(matches!(&failure, Failure::Tls(why) if why == "UnknownCA"), "{failure:?}");
        assert!(!failure.may_have_arrived());
        bench.simulator.set_handshake(Handshake::Normal);
    }
}

/// Its alert races with our request: whichever comes first, the refusal is what is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_refuses_our_certificate_is_always_told_so() {
    let bench = Bench::approving().await;
    bench.simulator.set_handshake(Handshake::RefuseClient);
    for round in 0..300 {
        let failure = bench.client(Binding::Rest).sign(&bench.call(), &wish()).await.unwrap_err();
        assert!(matches!(&failure, Failure::Tls(why) if why == "UnknownCA"), "round {round}: {failure:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_the_configured_one_is_a_tls_failure() {
    let bench = Bench::approving().await;
    for binding in BOTH {
        let mut stranger = bench.provider(binding);
        // An authority, but not that of the server.
        stranger.server_roots_pem = bench.simulator.signature_root_pem();
        let mut renamed = bench.provider(binding);
        // The same server under an address that its certificate does not name.
        let (port, _) = between("127.0.0.2", bench.serving.address).await;
        renamed.base_url = format!("https://127.0.0.2:{port}");
        for (provider, why) in [(stranger, "UnknownIssuer"), (renamed, "not valid for name")] {
            let failure = Client::new(provider).unwrap().sign(&bench.call(), &wish()).await.unwrap_err();
            assert!(matches!(&failure, Failure::Tls(text) if text.contains(why)), "{failure:?}");
        }
    }
}

#[tokio::test]
async fn a_connection_that_ends_early_cuts_the_answer_off() {
    let bench = Bench::approving().await;
    for binding in BOTH {
        for delivery in [Delivery::Reset, Delivery::Cut] {
            bench.script(delivered(delivery.clone()));
            let failure = bench.ended(&bench.client(binding)).await.unwrap_err();
            assert!(matches!(failure, Failure::CutOff(_)), "{delivery:?}: {failure:?}");
            assert!(failure.may_have_arrived());
        }
    }
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_late() {
    let bench = Bench::approving().await;
    for binding in BOTH {
        // The simulator's clock stands, so the second octet never comes.
        for delivery in [Delivery::Slow { octet_ms: 1000 }, Delivery::Stall] {
            bench.script(delivered(delivery.clone()));
            let transaction = bench.pending(&bench.client(binding)).await.transaction;
            let mut provider = bench.provider(binding);
            provider.limits.answer_ms = 500;
            let impatient = Client::new(provider).unwrap();
            let failure = impatient.status(&bench.call(), &transaction).await.unwrap_err();
            assert!(matches!(failure, Failure::Late { within_ms: 500 }), "{delivery:?}: {failure:?}");
            assert!(failure.may_have_arrived());
        }
    }
}

#[tokio::test]
async fn what_is_no_message_is_unreadable_and_kept() {
    let bench = Bench::approving().await;
    for binding in BOTH {
        for (delivery, http_status, is_empty) in [
            (Delivery::Html { status: 502 }, 502, false),
            (Delivery::Html { status: 200 }, 200, false),
            (Delivery::Empty, 200, true),
        ] {
            bench.script(delivered(delivery));
            let failure = bench.ended(&bench.client(binding)).await.unwrap_err();
            assert!(failure.may_have_arrived() && failure.code().is_none());
            let Failure::Unreadable { kept, .. } = &failure else { panic!("{failure:?}") };
            assert_eq!((kept.http_status, kept.octets.is_empty()), (http_status, is_empty));
        }
    }
}

#[tokio::test]
async fn an_answer_beyond_the_limit_is_not_read() {
    let bench = Bench::approving().await;
    for binding in BOTH {
        // With its length announced, and octet by octet without.
        let transaction = bench.pending(&bench.client(binding)).await.transaction;
        let mut provider = bench.provider(binding);
        provider.limits.answer_octets_max = 1000;
        let client = Client::new(provider).unwrap();
        let failure = client.status(&bench.call(), &transaction).await.unwrap_err();
        assert!(matches!(failure, Failure::TooLarge { octets_max: 1000 }), "{failure:?}");
    }
}

#[tokio::test]
async fn an_answer_to_somebody_else_does_not_end_our_transaction() {
    let bench = Bench::approving().await;
    for binding in BOTH {
        bench.script(Script { wire: vec![WireVariant::OtherApTransaction], ..Script::of(Act::Approve) });
        let failure = bench.ended(&bench.client(binding)).await.unwrap_err();
        let Failure::Foreign { what, kept } = failure else { panic!("{failure:?}") };
        let other = Reason::OtherApTransaction { found: "A.somebody.else".to_owned() };
        assert_eq!((what, kept.http_status), (Foreign::Named(other), 200));
        // With another number, but no signature, neither.
        let status = Act::Status { code: 504, with_signature: false };
        bench.script(Script { wire: vec![WireVariant::OtherMsisdn], ..Script::of(status) });
        let failure = bench.ended(&bench.client(binding)).await.unwrap_err();
        assert!(matches!(failure, Failure::Foreign { what: Foreign::Named(Reason::OtherMsisdn), .. }), "{failure:?}");
        // Who signed is for the verification to say.
        bench.script(Script { wire: vec![WireVariant::OtherMsisdn], ..Script::of(Act::Approve) });
        assert!(bench.ended(&bench.client(binding)).await.unwrap().claims_signature());
    }
}

#[tokio::test]
async fn the_same_connection_serves_many_calls() {
    let bench = Bench::of(Script { after_ms: 30_000, ..Script::of(Act::Approve) }).await;
    let (port, count) = between("127.0.0.1", bench.serving.address).await;
    let mut provider = bench.provider(Binding::Rest);
    provider.base_url = format!("https://localhost:{port}");
    let client = Client::new(provider).unwrap();
    let transaction = bench.pending(&client).await.transaction;
    for _ in 0..5 {
        client.clone().status(&bench.call(), &transaction).await.unwrap();
    }
    assert_eq!(count.load(Ordering::Relaxed), 1);
}
