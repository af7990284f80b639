//! The way between us and the provider, and what can happen on it.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use sigill_app::Entropy as _;
use sigill_mssp::{Act, Script};
use sigill_testing::SeededEntropy;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;

/// What happens to some of what the provider sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    /// Octet after octet.
    Slow,
    /// The connection ends in the middle.
    Cut,
    Duplicated,
    /// The second half comes first.
    Reordered,
    Garbage,
}

/// Passes octets on to a provider that may move, and spoils them where it is told to.
#[derive(Clone)]
pub(super) struct Wire {
    pub(super) address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    target: Mutex<SocketAddr>,
    fault: Mutex<Fault>,
    dice: SeededEntropy,
}

impl Wire {
    pub(super) async fn to(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let dice = SeededEntropy::new(11);
        let shared = Arc::new(Shared { target: Mutex::new(target), fault: Mutex::new(Fault::None), dice });
        tokio::spawn({
            let shared = shared.clone();
            async move {
                while let Ok((client, _)) = listener.accept().await {
                    let target = *shared.target.lock().unwrap_or_else(PoisonError::into_inner);
                    // Nobody is there: the client sees its connection end.
                    if let Ok(server) = TcpStream::connect(target).await {
                        tokio::spawn(pass(client, server, shared.clone()));
                    }
                }
            }
        });
        Self { address, shared }
    }

    pub(super) fn retarget(&self, target: SocketAddr) {
        *self.shared.target.lock().unwrap() = target;
    }

    pub(super) fn spoil(&self, fault: Fault) {
        *self.shared.fault.lock().unwrap() = fault;
    }
}

async fn pass(client: TcpStream, server: TcpStream, shared: Arc<Shared>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let requests = tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read) = from_server.read(&mut buffer).await {
        if read == 0 || !send(&mut to_client, &buffer[..read], &shared).await {
            break;
        }
    }
    requests.abort();
}

/// `false` where the connection is to end.
async fn send(to: &mut tokio::net::tcp::OwnedWriteHalf, octets: &[u8], shared: &Shared) -> bool {
    let mut die = [0; 1];
    shared.dice.fill(&mut die);
    let fault = if die[0] % 4 == 0 { *shared.fault.lock().unwrap() } else { Fault::None };
    let (first, second) = octets.split_at(octets.len() / 2);
    match fault {
        Fault::None => to.write_all(octets).await.is_ok(),
        Fault::Slow => {
            for octet in octets {
                if to.write_all(&[*octet]).await.is_err() {
                    return false;
                }
                tokio::task::yield_now().await;
            }
            true
        }
        Fault::Cut => {
            let _ = to.write_all(first).await;
            false
        }
        Fault::Duplicated => to.write_all(octets).await.is_ok() && to.write_all(octets).await.is_ok(),
        Fault::Reordered => to.write_all(second).await.is_ok() && to.write_all(first).await.is_ok(),
        Fault::Garbage => {
            let spoilt: Vec<u8> = octets.iter().map(|octet| octet ^ 0x55).collect();
            to.write_all(&spoilt).await.is_ok()
        }
    }
}

const PEOPLE: usize = 6;

on_both! {
    async fn whatever_happens_on_the_way_nothing_hangs_and_nobody_is_blamed(database: Database) {
        let numbers = (0..PEOPLE).map(|n| Number::scripted(&format!("417940000{n:02}"), Script::of(Act::Approve))).collect();
        let here = Signing::new(database, Binding::Soap, numbers).await;
        let mut paths = Vec::new();
        for n in 0..PEOPLE {
            paths.push(here.person(&format!("u{n}"), &format!("+417940000{n:02}")).await);
        }
        let mut approved = 0;
        for fault in [Fault::Slow, Fault::Cut, Fault::Duplicated, Fault::Reordered, Fault::Garbage] {
            here.wire.spoil(fault);
            let mut asked = Vec::new();
            for path in &paths {
                asked.push(here.ask(path).await);
            }
            for at in &asked {
                here.pending(at).await;
            }
            // Past every limit, and past what a provider may be late; and out of the way of the next round.
            here.site.fixture.clock.advance_ms(100_000);
            for at in &asked {
                let settled = here.settled(at).await;
                let outcome = settled["outcome"].as_str().unwrap();
                // Busy: it was asked twice, since the first answer was lost on the way.
                assert!(["approved", "provider-trouble", "busy"].contains(&outcome), "{fault:?}: {settled}");
                approved += usize::from(outcome == "approved");
            }
        }
        let sum = |column: &str| format!("SELECT coalesce(sum({column}), 0) FROM credential WHERE kind = 16");
        let database = &here.site.fixture.database;
        assert_eq!(database.query(&sum("success_count")).await.unwrap(), approved.to_string());
        assert_eq!(database.query(&sum("failure_count")).await.as_deref(), Some("0"));
        // Who was asked once more, and that it stands in the history each time.
        let repeated = database.query("SELECT sum(attempts - 1) FROM signature").await.unwrap();
        let told = database.query("SELECT count(*) FROM event WHERE kind = 'SIGNATURE_REPEAT'").await.unwrap();
        assert_eq!(repeated, told);
        assert_ne!(told, "0");
        assert!(approved >= PEOPLE, "only {approved} came through: little was tried");
    }
}
