//! Whether requests can be answered.

use sigill_app::{App, Refusal, Snapshot};
use sigill_domain::time::Timestamp;

use super::refused::{Ill, Refused};

/// How long it holds that all is well, in milliseconds.
const WELL_MS: i64 = 5_000;
/// How long it holds that something isn't: less, so that a server that can work again is soon back.
const ILL_MS: i64 = 1_000;

/// Whether requests can be answered. One finds out for all who ask, so that asking often costs the database nothing.
#[derive(Debug)]
pub(crate) struct Ready(Snapshot<Result<(), Ill>>);

impl Default for Ready {
    /// Nothing is known yet.
    fn default() -> Self {
        Self(Snapshot::new(Err(Ill::NoAnswer("it has not been asked yet".to_owned())), Timestamp::from_micros(0)))
    }
}

impl Ready {
    pub(crate) async fn now(&self, app: &App) -> Result<(), Refused> {
        let at = app.world.clock.now();
        let mut known = self.0.fresh(WELL_MS, at, || look(app)).await?;
        if known.is_err() {
            known = self.0.fresh(ILL_MS, at, || look(app)).await?;
        }
        known.as_ref().clone().map_err(Refused::NotReady)
    }
}

/// Asks the database something, and makes a change that counts for nobody: it may be read-only, or its disk full.
async fn look(app: &App) -> Result<Result<(), Ill>, Refusal> {
    let answered = app.store.ping().await.map_err(|error| Ill::NoAnswer(error.to_string()));
    Ok(match answered {
        Ok(()) => app.store.try_change(app.world.clock.now()).await.map_err(|error| Ill::NoChanges(error.to_string())),
        ill => ill,
    })
}
