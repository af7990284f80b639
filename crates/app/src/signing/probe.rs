//! Whether a provider would serve us: what `sigill doctor mssp` asks.

use std::io::ErrorKind;

use sigill_mss::client::{ConnectFailure, Failure, Transaction};
use sigill_mss::message::Fault;

use super::provider::{Provider, Said};
use super::{message, verdict};
use crate::world::World;

const ANSWER_MS_MAX: u64 = 10_000;
/// Nobody has a transaction of this name, and nobody's number is sent.
const NOBODYS: &str = "SIGILL-DOCTOR";
const NOBODY: &str = "0";

/// How a provider is, as an operator has to tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderHealth {
    /// It answers as it should.
    Healthy,
    /// Its address isn't reached, or no answer comes in time.
    Unreachable,
    /// Its address is reached, and nothing listens there.
    Refused,
    /// The TLS handshake fails: its certificate or ours isn't accepted.
    Tls,
    /// 104: it doesn't know us, or not by this certificate or password.
    NotAuthorised,
    /// 101 about the Instant: one of both clocks is wrong.
    ClockSkew,
    /// It answers, but not as it should.
    Trouble,
}

/// Asks for a transaction that nobody has. Who may ask is told so, with 101; nothing is shown to anybody.
pub async fn probe(provider: &Provider, world: &World) -> (ProviderHealth, String) {
    let named = NOBODYS.parse().and_then(|mssp_trans_id| Ok(Transaction { mssp_trans_id, msisdn: NOBODY.parse()? }));
    let (call, transaction) = match message::fresh(world).and_then(|call| Ok((call, named?))) {
        Ok(named) => named,
        Err(error) => return (ProviderHealth::Trouble, error.to_string()),
    };
    let (health, words) = match provider.status(&call, &transaction, ANSWER_MS_MAX).await {
        Ok(Said::Fault(fault)) => fault_health(&fault),
        Ok(Said::Open(_) | Said::Answered(_)) => {
            (ProviderHealth::Trouble, "it knows a transaction that nobody has begun".to_owned())
        }
        Err(failure) => (health(&failure), failure.to_string()),
    };
    (health, verdict::short(&words))
}

fn fault_health(fault: &Fault) -> (ProviderHealth, String) {
    let words = fault.details.join("; ");
    let about_time = words.to_ascii_lowercase().contains("instant");
    match fault.code.map(|code| code.0) {
        Some(104) => (ProviderHealth::NotAuthorised, words),
        Some(101) if about_time => (ProviderHealth::ClockSkew, words),
        Some(101) => (ProviderHealth::Healthy, words),
        code => (ProviderHealth::Trouble, format!("fault {}: {words}", code.unwrap_or_default())),
    }
}

fn health(failure: &Failure) -> ProviderHealth {
    match failure {
        Failure::Unreachable(ConnectFailure::Tcp(error)) if error.kind() == ErrorKind::ConnectionRefused => {
            ProviderHealth::Refused
        }
        Failure::Unreachable(_) | Failure::Late { .. } => ProviderHealth::Unreachable,
        Failure::Tls(_) => ProviderHealth::Tls,
        _ => ProviderHealth::Trouble,
    }
}
