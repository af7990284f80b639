//! How clients are written.

use sigill_domain::client::Client;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::row::Row;
use crate::step::Step;

pub(crate) fn insert(client: &Client) -> Step {
    Step::insert(client, vec![("state", "active".into()), ("rev", 0.into())])
}

/// Of the row that the guard moves.
pub(crate) fn update(client: &Client) -> Step {
    Step::AlsoSet { table: Client::TABLE, id: client.id, columns: client.changing() }
}

/// Marks a client as dead: what is left of it is purged in batches.
pub(crate) fn kill(id: Uuid, at: Timestamp) -> Step {
    let columns = vec![("state", "dead".into()), ("modified", at.micros().into())];
    Step::AlsoSet { table: Client::TABLE, id, columns }
}
