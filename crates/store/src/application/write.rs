//! How what is the same for every client is written.

use sigill_domain::application::{AppRole, Application};
use sigill_domain::register::Registered;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::row::Row;
use crate::step::Step;

/// The one row that every change of it moves.
pub(crate) const REGISTER: Uuid = Uuid::from_u128(1);

pub(crate) fn step(registered: &Registered) -> Step {
    match registered {
        Registered::InsertApplication(new) => Step::insert(new, vec![("state", "active".into())]),
        Registered::UpdateApplication(application) => Step::update(application.id, application, vec![]),
        Registered::KillApplication { id, at } => kill(Application::TABLE, *id, *at),
        Registered::AssignApplication { id, application_id, client_id, at } => Step::Insert {
            table: "application_client",
            columns: vec![
                ("id", (*id).into()),
                ("application_id", (*application_id).into()),
                ("client_id", (*client_id).into()),
                ("created", at.micros().into()),
            ],
        },
        Registered::WithdrawApplication { id } => Step::Delete { table: "application_client", id: *id },
        Registered::InsertRole(new) => Step::insert(new, vec![("state", "active".into())]),
        Registered::UpdateRole(role) => Step::update(role.id, role, vec![]),
        Registered::KillRole { id, at } => kill(AppRole::TABLE, *id, *at),
    }
}

/// Marks a row as dead: what is left of it is purged in batches.
fn kill(table: &'static str, id: Uuid, at: Timestamp) -> Step {
    Step::Update { table, id, columns: vec![("state", "dead".into()), ("modified", at.micros().into())] }
}
