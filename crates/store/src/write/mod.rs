//! How a [`Change`] becomes rows.
//!
//! A change is data; this turns it into [`Step`]s that name tables and columns once. Each engine
//! renders them: one PostgreSQL statement, or a savepoint's worth of SQLite ones.

pub(crate) mod login;
mod steps;

use sigill_domain::change::{Change, Guard};
use sigill_domain::policy::Facts;
use sigill_domain::standing::Witness;
use uuid::Uuid;

pub(crate) use self::steps::steps as of;
use crate::error::{CommitError, StoreError};
use crate::event;
use crate::permit::{Permit, Scope};
use crate::row::{Columns, Row};
use crate::sql::Sql;

/// One row that is guarded or written.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Moves the revision of a row where it is what was read. Zero rows: moved.
    Bump {
        table: &'static str,
        id: Uuid,
        rev: i64,
    },
    /// As `Bump` of a client, for new rules: the facts hold, and the revision of the rules moves, too. Whoever has
    /// the rules as they were is waited for, and told that something moved from then on.
    BumpRules {
        id: Uuid,
        rev: i64,
        facts: Facts,
    },
    /// The client's rules are those that were read, and stay so until the step is done.
    Rules {
        client_id: Uuid,
        rev: i64,
    },
    /// As `Bump`, for a row that goes at the end: see `GuardedGoes`.
    Goes {
        table: &'static str,
        id: Uuid,
        rev: i64,
    },
    /// The client is there and not being deleted, and stays so until the step is done.
    ClientAlive {
        id: Uuid,
    },
    /// A user who must stay, with its client: moves its revision where it is what was read.
    Stays {
        user_id: Uuid,
        client_id: Uuid,
        rev: i64,
    },
    /// Exactly one row each.
    Insert {
        table: &'static str,
        columns: Columns,
    },
    Update {
        table: &'static str,
        id: Uuid,
        columns: Columns,
    },
    Delete {
        table: &'static str,
        id: Uuid,
    },
    /// Columns of the very row that the guard moves, which can't be written twice.
    AlsoSet {
        table: &'static str,
        id: Uuid,
        columns: Columns,
    },
    /// The row that `Goes` guards goes here, after what refers to it.
    GuardedGoes {
        table: &'static str,
        id: Uuid,
    },
}

impl Step {
    /// A new row, with `more` columns of the same table.
    pub(crate) fn insert<R: Row>(row: &R, more: Columns) -> Self {
        let mut columns = row.all();
        columns.extend(more);
        Self::Insert { table: R::TABLE, columns }
    }

    /// What may change of a row, with `more` columns of the same table.
    pub(crate) fn update<R: Row>(id: Uuid, row: &R, more: Columns) -> Self {
        let mut columns = row.changing();
        columns.extend(more);
        Self::Update { table: R::TABLE, id, columns }
    }
}

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
