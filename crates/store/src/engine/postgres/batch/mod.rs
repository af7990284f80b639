//! What waits goes together: reads of the same kind in one query, changes of the same kind in one statement and one
//! commit. The one place that knows of it: whoever asks, gets its own answer, as if it had asked alone.

mod changes;
mod columns;
mod reads;
mod together;

pub(super) use self::changes::Changes;
pub(super) use self::reads::Reads;
pub(crate) use self::reads::Unread;
use self::together::Places;

/// Of all connections, the part that slow jobs of one kind take at most.
const SLOW_SHARE: usize = 4;

/// How many jobs of one kind may be under way.
fn places(quick: usize, connections_max: usize) -> Places {
    Places { quick, all: (connections_max / SLOW_SHARE).max(quick + 1) }
}
