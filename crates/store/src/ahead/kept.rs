//! What was read ahead, until it is asked for.

use std::time::{Duration, Instant};

use crate::caller::COLUMNS as OF_CALLER;
use crate::engine::{SharedRead, Unread};
use crate::error::StoreError;
use crate::value::Cells;

/// What was read is good for so long: what a body takes that comes slowly, nobody decides by what was before it.
pub(crate) const FRESH: Duration = Duration::from_millis(250);

/// What was read ahead, and for what.
#[derive(Debug)]
pub(crate) struct Ahead {
    asked: SharedRead,
    rows: Unread,
    /// Which of them has it.
    row: usize,
    at: Instant,
}

impl Ahead {
    pub(crate) fn new(asked: SharedRead, rows: Unread, row: usize, at: Instant) -> Self {
        Self { asked, rows, row, at }
    }

    /// What it is, where just this is asked for, and soon enough.
    pub(crate) fn answer<T>(
        &self,
        asked: &SharedRead,
        read: impl Fn(&mut Cells<'_>) -> Result<T, StoreError>,
    ) -> Option<Result<T, StoreError>> {
        let is_this = self.asked == *asked && self.at.elapsed() < FRESH;
        let mut cells = self.rows.rows().nth(self.row).filter(|_| is_this)?;
        cells.skip(OF_CALLER + 1);
        Some(read(&mut cells))
    }
}
