//! Whether a provider would serve us: what `sigill doctor mssp` asks.

use std::io::ErrorKind;

use sigill_mss::client::{ConnectFailure, Failure, Transaction};
use sigill_mss::message::Fault;

use super::provider::Provider;
use super::said::Said;
use super::{message, verdict};
use crate::world::World;

const ANSWER_MS_MAX: u64 = 10_000;
/// Nobody has a transaction of this name, and nobody's number is sent.
const NOBODYS: &str = "SIGILL-DOCTOR";
const NOBODY: &str = "0";
/// The same of a provider that has sessions.
const NO_SESSION: &str = "00000000-0000-0000-0000-000000000000";

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
    let Some(client) = provider.mss() else { return of_sk(provider).await };
    let named = NOBODYS.parse().and_then(|mssp_trans_id| Ok(Transaction { mssp_trans_id, msisdn: NOBODY.parse()? }));
    let (call, transaction) = match message::fresh(world).and_then(|call| Ok((call, named?))) {
        Ok(named) => named,
        Err(error) => return (ProviderHealth::Trouble, error.to_string()),
    };
    let (health, words) = match provider.of_transaction(client, &call, &transaction, ANSWER_MS_MAX).await {
        Ok(Said::Fault(fault)) => fault_health(&fault),
        Ok(_) => (ProviderHealth::Trouble, "it knows a transaction that nobody has begun".to_owned()),
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

/// Asks for its version, and for a session that nobody has. Who we are is told to it only with a request.
async fn of_sk(provider: &Provider) -> (ProviderHealth, String) {
    let Some(client) = provider.sk_client() else { return (ProviderHealth::Trouble, "it can't be asked".to_owned()) };
    let version = match client.version().await {
        Ok(version) => verdict::short(&version),
        Err(failure) => return (answering(&failure), verdict::short(&failure.to_string())),
    };
    let (state, words) = match client.session(NO_SESSION, 0).await {
        Ok(_) => (ProviderHealth::Trouble, "it knows a session that nobody has begun".to_owned()),
        Err(Failure::Status { kept }) if kept.http_status == 404 => (
            ProviderHealth::Healthy,
            "relying_party_name and relying_party_uuid_file show only with a request".to_owned(),
        ),
        Err(failure) => (answering(&failure), verdict::short(&failure.to_string())),
    };
    (state, format!("{version}; {words}"))
}

fn answering(failure: &Failure) -> ProviderHealth {
    match failure {
        Failure::Status { kept } if matches!(kept.http_status, 401 | 403) => ProviderHealth::NotAuthorised,
        other => health(other),
    }
}
