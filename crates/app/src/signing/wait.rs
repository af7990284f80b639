//! Waiting for a signature.

use std::time::Duration;

use sigill_domain::right::SignatureView;
use sigill_domain::signing::{Signature, State};
use sigill_domain::time::Timestamp;
use sigill_store::Permit;
use tokio::time::Instant;

use super::desk::Desk;
use super::signature::get;
use crate::refusal::Refusal;

/// When it is read again first, where another node drives it; then after twice as long each time, to at most
/// [`ELSEWHERE_MAX`]. People take long, and each look is a question to the database.
const ELSEWHERE: Duration = Duration::from_secs(1);
const ELSEWHERE_MAX: Duration = Duration::from_secs(5);
/// How often it is read where this node drives it, and would tell.
const HERE: Duration = Duration::from_secs(5);

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// It is over.
    Settled,
    /// It is in another state than this one.
    Not(State),
}

/// Until when it is waited.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// When to answer whatever has become of it.
    pub at: Instant,
    /// When the token of the one who waits ends.
    pub expires: Option<Timestamp>,
}

impl End {
    /// After `most`, or when a token ends at `expires`, which is before that; it is `now`.
    #[must_use]
    pub fn after(most: Duration, expires: Option<Timestamp>, now: Timestamp) -> Self {
        let left_ms = expires.map(|expires| u64::try_from(expires.millis() - now.millis()).unwrap_or(0));
        let left = left_ms.map_or(most, |left_ms| most.min(Duration::from_millis(left_ms)));
        Self { at: Instant::now() + left, expires }
    }

    fn is_over(self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }
}

/// The signature once what is waited for is so, or as it is at `end`; `None` where the token has ended.
///
/// The caller is read again at each look, which there is when something happens or after a while: who was deleted or has
/// lost the right meanwhile is refused.
pub async fn wait(
    permit: &Permit<SignatureView>,
    desk: &Desk,
    user: &str,
    id: &str,
    until: Until,
    end: End,
) -> Result<Option<Signature>, Refusal> {
    let mut elsewhere = ELSEWHERE;
    loop {
        // Before reading: what changes after it wakes us.
        let changes = id.parse().ok().and_then(|id| desk.changes(id));
        permit.renew().await?;
        if end.is_over(permit.now()) {
            return Ok(None);
        }
        let signature = get(permit, user, id).await?;
        let is_so = match until {
            Until::Settled => signature.state == State::Settled,
            Until::Not(state) => signature.state != state,
        };
        if is_so || Instant::now() >= end.at {
            return Ok(Some(signature));
        }
        match changes {
            Some(mut changes) => {
                let pause = tokio::time::sleep_until(end.at.min(Instant::now() + HERE));
                tokio::select! {
                    // An error: it isn't driven here any more, so that it is settled, or nearly.
                    told = changes.changed() => if told.is_err() { tokio::task::yield_now().await },
                    () = pause => {}
                }
            }
            None => {
                tokio::time::sleep_until(end.at.min(Instant::now() + elsewhere)).await;
                elsewhere = longer(elsewhere);
            }
        }
    }
}

/// After which pause the next look comes, after one.
fn longer(pause: Duration) -> Duration {
    (pause * 2).min(ELSEWHERE_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_node_drives_is_looked_at_less_and_less_often() {
        let pauses: Vec<u64> =
            std::iter::successors(Some(ELSEWHERE), |pause| Some(longer(*pause))).take(5).map(|p| p.as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 5, 5]);
    }
}
