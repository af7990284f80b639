//! Waiting for a signature.

use std::time::Duration;

use sigill_domain::right::SignatureView;
use sigill_domain::signing::{Signature, State};
use sigill_store::Permit;
use tokio::time::Instant;

use super::desk::Desk;
use super::get;
use crate::refusal::Refusal;

/// How often it is read where another node drives it, and where this one does and would tell.
const ELSEWHERE: Duration = Duration::from_secs(1);
const HERE: Duration = Duration::from_secs(5);

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    Settled,
    /// It is in another state than this one.
    Not(State),
}

/// The signature once what is waited for is so, or as it is at `end`.
pub async fn wait(
    permit: &Permit<SignatureView>,
    desk: &Desk,
    user: &str,
    id: &str,
    until: Until,
    end: Instant,
) -> Result<Signature, Refusal> {
    loop {
        // Before reading: what changes after it wakes us.
        let changes = id.parse().ok().and_then(|id| desk.changes(id));
        let signature = get(permit, user, id).await?;
        let is_so = match until {
            Until::Settled => signature.state == State::Settled,
            Until::Not(state) => signature.state != state,
        };
        if is_so || Instant::now() >= end {
            return Ok(signature);
        }
        match changes {
            Some(mut changes) => {
                let pause = tokio::time::sleep_until(end.min(Instant::now() + HERE));
                tokio::select! {
                    // An error: it isn't driven here any more, so that it is settled, or nearly.
                    told = changes.changed() => if told.is_err() { tokio::task::yield_now().await },
                    () = pause => {}
                }
            }
            None => tokio::time::sleep_until(end.min(Instant::now() + ELSEWHERE)).await,
        }
    }
}
