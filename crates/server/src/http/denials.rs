//! What callers are denied for lack of a right is a part of their history.

use axum::extract::MatchedPath;
use http::Uri;
use serde_json::{Map, Value, json};
use sigill_app::{App, Caller};
use sigill_domain::ext_id::ExtId;
use sigill_domain::right::Elementary;
use tokio_util::sync::CancellationToken;

use super::rationed::{Ration, Rationed};
use crate::http::path::PathIds;

/// Five a minute of each caller.
const RATION: Ration =
    Ration { what: "denials", window_ms: 60_000, per_key_max: 5, total_max: u32::MAX, keys_max: 1_000 };

/// What was asked for, as far as history may know it: no query, no body.
pub(crate) struct Asked<'a> {
    pub(crate) right: Elementary,
    pub(crate) method: &'static str,
    pub(crate) route: Option<&'a MatchedPath>,
    pub(crate) uri: &'a Uri,
}

impl Asked<'_> {
    fn told(&self, untold: u64) -> Value {
        let route = self.route.map_or("none", MatchedPath::as_str);
        let mut told = Map::new();
        told.insert("right".to_owned(), json!(self.right.as_str()));
        told.insert("method".to_owned(), json!(self.method));
        told.insert("route".to_owned(), json!(route));
        // What can't be an id isn't repeated, since it may be anything.
        for (name, id) in PathIds::matched(route, self.uri.path()).iter().filter(|(_, id)| ExtId::parse("", id).is_ok())
        {
            told.insert(name.to_owned(), json!(id));
        }
        if untold > 0 {
            told.insert("untold".to_owned(), json!(untold));
        }
        Value::Object(told)
    }
}

/// The denials of this node.
#[derive(Debug)]
pub(crate) struct Denials(Rationed);

impl Default for Denials {
    fn default() -> Self {
        Self(Rationed::new(RATION))
    }
}

impl Denials {
    /// Notes that `caller` was denied something.
    pub(crate) fn note(&self, caller: &Caller, asked: &Asked<'_>) {
        // The server itself is denied nothing.
        let Some(event) = caller.denied(Value::Null) else { return };
        self.0.note(caller.name(), event.at, |untold| caller.denied(asked.told(untold)));
    }

    /// Writes what is noted, until `stop`; then what still waits.
    pub(crate) async fn write(&self, app: &App, stop: &CancellationToken) {
        self.0.write(app, stop).await;
    }
}
