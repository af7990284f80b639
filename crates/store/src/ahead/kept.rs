//! What was read ahead, until it is asked for.

use std::time::{Duration, Instant};

use sigill_domain::rooms::UnitPath;
use uuid::Uuid;

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
    units: Option<Box<UnitsAhead>>,
}

/// In which units the user of a request is: what is read ahead for a caller who is held to some.
#[derive(Debug)]
pub(crate) struct UnitsAhead {
    pub(crate) user: Uuid,
    pub(crate) units: Vec<UnitPath>,
}

/// What was read ahead, and perhaps the units of its user.
pub(crate) type WithUnits<T> = (T, Option<Box<UnitsAhead>>);

impl UnitsAhead {
    /// The user and its units, as [`super::one`] has them: `<id>:<path>,<path>`.
    pub(crate) fn from_stored(text: &str) -> Option<Self> {
        let (user, paths) = text.split_once(':')?;
        let units = paths.split(',').map(|path| UnitPath::from_stored(path.to_owned())).collect();
        Some(Self { user: Uuid::try_parse(user).ok()?, units })
    }
}

impl Ahead {
    pub(crate) fn new(
        asked: SharedRead,
        (rows, row): (Unread, usize),
        units: Option<Box<UnitsAhead>>,
        at: Instant,
    ) -> Self {
        Self { asked, rows, row, at, units }
    }

    /// What it is, where just this is asked for, and soon enough; with the units of its user, if they were read.
    pub(crate) fn answer<T>(
        self,
        asked: &SharedRead,
        read: impl Fn(&mut Cells<'_>) -> Result<T, StoreError>,
    ) -> Option<Result<WithUnits<T>, StoreError>> {
        let is_this = self.asked == *asked && self.at.elapsed() < FRESH;
        let mut cells = self.rows.rows().nth(self.row).filter(|_| is_this)?;
        cells.skip(OF_CALLER + 2);
        Some(read(&mut cells).map(|read| (read, self.units)))
    }
}
