//! How a [`Change`] becomes rows.
//!
//! A change is data; this turns it into [`Step`]s that name tables and columns once. Each engine
//! renders them: one PostgreSQL statement, or a savepoint's worth of SQLite ones.

mod steps;

use sigill_domain::change::{Change, Guard};
use sigill_domain::standing::Witness;

pub(crate) use self::steps::steps as of;
use crate::error::{CommitError, StoreError};
use crate::event;
use crate::permit::{Permit, Scope};
use crate::sql::Sql;
use crate::step::Step;

/// The steps of a change: its guard first, its events last.
fn steps<R>(change: &Change<R>) -> Vec<Step> {
    let mut steps = match change.guard {
        Guard::Owner { id, rev, .. } => vec![Step::Bump { table: "owner", id, rev }],
        Guard::OwnerGoes { id, rev, .. } => vec![Step::Goes { table: "owner", id, rev }],
        Guard::Client { id, rev } | Guard::ClientGoes { id, rev, .. } => vec![Step::Bump { table: "client", id, rev }],
        Guard::ClientRules { id, rev, facts } => vec![Step::BumpRules { id, rev, facts }],
        Guard::ClientAlive { id } => vec![Step::ClientAlive { id }],
        Guard::Nothing => vec![],
    };
    if let Some(rules) = change.rules {
        steps.push(Step::Rules { client_id: rules.client_id, rev: rules.rev });
    }
    steps.extend(change.guard.witness().map(|Witness { user_id, client_id, rev }| Step::Stays {
        user_id,
        client_id,
        rev,
    }));
    for write in &change.writes {
        steps.extend(of(write, change.rules));
    }
    steps.extend(change.events.iter().map(event::row::insert));
    steps
}

pub(crate) const EVENT_EXISTS: Sql = Sql("SELECT 1 FROM event WHERE id = $1");

/// That a change is of one client, which `scope` has. Whatever was decided for another one is a fault of ours.
fn belongs<R>(scope: &impl Scope, change: &Change<R>) -> Result<(), StoreError> {
    let Some(client) = change.events.first().map(|event| event.client_id) else {
        return Err(StoreError::Failed("a change without an event".to_owned()));
    };
    let is_told = change.events.iter().all(|event| event.client_id == client && scope.has(&event.client_ext_id));
    if is_told && change.client_ids().all(|id| id == client) {
        Ok(())
    } else {
        Err(StoreError::Failed("a change was decided for another client than its permit is for".to_owned()))
    }
}

impl<R, S: Scope> Permit<R, S> {
    /// Applies a change of the right of this permit in one atomic step.
    ///
    /// # Errors
    /// [`CommitError::Moved`]: read and decide again. [`CommitError::Unknown`]: ask
    /// [`Permit::took_effect`] first. [`StoreError::Failed`] where it was decided for a client that the permit isn't
    /// for; then nothing was written.
    pub async fn commit(&self, change: &Change<R>) -> Result<(), CommitError> {
        belongs(&self.scope, change)?;
        self.store().apply(steps(change)).await
    }
}

impl<R, S> Permit<R, S> {
    /// Whether a change whose answer was lost has been applied.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn took_effect(&self, change: &Change<R>) -> Result<bool, StoreError> {
        let Some(event) = change.events.first() else { return Ok(false) };
        Ok(self.store().row(EVENT_EXISTS, vec![event.id.into()], |_| Ok(())).await?.is_some())
    }
}
