//! How what is the same for every client is written.

use sigill_domain::application::{AppRole, Application};
use sigill_domain::register::RegisterWrite;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::row::Row;
use crate::step::Step;
use crate::terms::write as terms;

/// The one row that every change of it moves.
pub(crate) const REGISTER: Uuid = Uuid::from_u128(1);

pub(crate) fn step(registered: &RegisterWrite) -> Step {
    match registered {
        RegisterWrite::InsertApplication(new) => Step::insert(new, vec![("state", "active".into())]),
        RegisterWrite::UpdateApplication(application) => Step::update(application.id, application, vec![]),
        RegisterWrite::KillApplication { id, at } => kill(Application::TABLE, *id, *at),
        RegisterWrite::AssignApplication { id, application_id, client_id, at } => Step::Insert {
            table: "application_client",
            columns: vec![
                ("id", (*id).into()),
                ("application_id", (*application_id).into()),
                ("client_id", (*client_id).into()),
                ("created", at.micros().into()),
            ],
        },
        RegisterWrite::WithdrawApplication { id } => Step::Delete { table: "application_client", id: *id },
        RegisterWrite::InsertRole(new) => Step::insert(new, vec![("state", "active".into())]),
        RegisterWrite::UpdateRole(role) => Step::update(role.id, role, vec![]),
        RegisterWrite::KillRole { id, at } => kill(AppRole::TABLE, *id, *at),
        RegisterWrite::InsertTerms(new) => terms::insert(new),
        RegisterWrite::UpdateTerms(changed) => terms::update(changed),
        RegisterWrite::AssignTerms { id, terms_id, application_id } => terms::assign(*id, *terms_id, *application_id),
        RegisterWrite::WithdrawTerms { id } => terms::withdraw(*id),
    }
}

/// Marks a row as dead: what is left of it is purged in batches.
fn kill(table: &'static str, id: Uuid, at: Timestamp) -> Step {
    Step::Update { table, id, columns: vec![("state", "dead".into()), ("modified", at.micros().into())] }
}
