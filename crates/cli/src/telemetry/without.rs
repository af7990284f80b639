//! Nothing, since it wasn't built in.

use std::sync::Arc;

use sigill_server::Spans;
use tracing::warn;

use super::asked::{MISSING, variable};
use crate::config::Config;
use crate::failure::Failure;

/// No telemetry.
pub(crate) struct Telemetry;

impl Telemetry {
    /// That the configuration asks for it was refused before; the environment may mean other programs.
    #[allow(clippy::unnecessary_wraps, reason = "the other one can fail")]
    pub(crate) fn start(_: &Config) -> Result<Self, Failure> {
        if let Some(variable) = variable() {
            warn!(variable, "no traces are exported: {MISSING}");
        }
        Ok(Self)
    }

    pub(crate) fn spans(&self) -> Option<Arc<dyn Spans>> {
        None
    }

    #[allow(clippy::unused_async, reason = "the other one waits")]
    pub(crate) async fn stop(self) {}
}
