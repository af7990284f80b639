//! What waits goes together: reads of the same kind in one query, changes of the same kind in one statement and one
//! commit. The one place that knows of it: whoever asks, gets its own answer, as if it had asked alone.

mod changes;
mod columns;
mod reads;
mod together;

pub(super) use self::changes::Changes;
pub(super) use self::reads::Reads;
#[cfg(test)]
pub(in crate::engine) use self::reads::shared;
pub(crate) use self::reads::{Read, Unread};
use self::together::Places;

/// The numbers of several, as an array that the planner can't look into. Where it can, a plan made for the few that there
/// are promises to be cheaper than the kept one, which reckons with ten; so PostgreSQL would plan every time, which
/// takes longer than everything else.
pub(crate) const NUMBERS: &str = "(SELECT $1::int8[])";

/// Of all connections, the part that slow jobs of one kind take at most.
const SLOW_SHARE: usize = 4;

/// How many jobs of one kind may be under way.
fn places(quick: usize, connections_max: usize) -> Places {
    Places { quick, all: (connections_max / SLOW_SHARE).max(quick + 1) }
}
