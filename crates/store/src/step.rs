//! What a change comes to, row by row: each engine renders it.

use sigill_domain::policy::Facts;
use sigill_domain::unit::Rewrite;
use uuid::Uuid;

use crate::row::{Columns, Row};

/// One row that is guarded or written.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Moves the revision of a row where it is what was read. Zero rows: moved.
    Bump {
        table: &'static str,
        id: Uuid,
        rev: i64,
    },
    /// Moves the revision of a second row where it is what was read, before the one that `Bump` moves. Zero rows: moved.
    BumpToo {
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
    /// The units with these paths, of which each is named once, are there, and stay so until the step is done.
    UnitsStand {
        paths: Vec<String>,
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
    /// Whatever sessions a user has end, perhaps none.
    EndSessions {
        user_id: Uuid,
        at: i64,
        reason: &'static str,
    },
    /// All units below one, exactly as many as were counted: another beginning of their paths.
    RewriteUnits(Rewrite),
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
