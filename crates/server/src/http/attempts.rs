//! Attempts to sign in that a state or a validity refuses are a part of the user's history.

use serde_json::{Value, json};
use sigill_app::App;
use sigill_domain::event::Event;
use tokio_util::sync::CancellationToken;

use super::rationed::{Ration, Rationed};

/// Five an hour of each user, and two thousand an hour in all.
const RATION: Ration =
    Ration { what: "refused attempts", window_ms: 60 * 60 * 1_000, per_key_max: 5, total_max: 2_000, keys_max: 10_000 };

/// The refused attempts of this node.
#[derive(Debug)]
pub(crate) struct Attempts(Rationed);

impl Default for Attempts {
    fn default() -> Self {
        Self(Rationed::new(RATION))
    }
}

impl Attempts {
    /// Notes that an attempt was refused.
    pub(crate) fn note(&self, event: &Event) {
        let user = event.user_ext_id.as_ref().map_or("", |user| user.as_str());
        self.0.note(&format!("{}/{user}", event.client_ext_id), event.at, |untold| {
            let mut event = event.clone();
            if let (Some(Value::Object(after)), true) = (&mut event.after, untold > 0) {
                after.insert("untold".to_owned(), json!(untold));
            }
            Some(event)
        });
    }

    /// Writes what is noted, until `stop`; then what still waits.
    pub(crate) async fn write(&self, app: &App, stop: &CancellationToken) {
        self.0.write(app, stop).await;
    }
}
