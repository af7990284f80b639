//! Which rows of the room of an authorization come and go.

use uuid::Uuid;

use super::Authorization;

/// An authorization whose room changes, and which rows of the room come and go.
#[derive(Clone, Debug)]
pub struct Redraw {
    /// As it is from now on.
    pub after: Authorization,
    /// Clients that come to its room, by internal key.
    pub new_clients: Vec<Uuid>,
    /// Clients that leave its room, by internal key.
    pub gone_clients: Vec<Uuid>,
    /// Units that come to its room, by internal key.
    pub new_units: Vec<Uuid>,
    /// Units that leave its room, by internal key.
    pub gone_units: Vec<Uuid>,
}

impl Redraw {
    pub(super) fn of(before: &Authorization, after: Authorization) -> Self {
        let less = |some: &[Uuid], others: &[Uuid]| -> Vec<Uuid> {
            some.iter().filter(|id| !others.contains(id)).copied().collect()
        };
        let units = |of: &Authorization| -> Vec<Uuid> { of.units.iter().map(|unit| unit.id).collect() };
        Self {
            new_clients: less(&after.client_ids, &before.client_ids),
            gone_clients: less(&before.client_ids, &after.client_ids),
            new_units: less(&units(&after), &units(before)),
            gone_units: less(&units(before), &units(&after)),
            after,
        }
    }
}
