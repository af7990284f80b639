//! May somebody sign in, and if not, why not?

use sigill_domain::event::Happening;
use sigill_domain::sign_in::{self, Attempt, Barrier, Whose};

use crate::refusal::{Refusal, RefusedAttempt};

/// The refusal of an attempt, which history remembers where these rules are why.
pub(crate) fn refused(
    why: Refusal,
    happening: &Happening,
    whose: &Whose<'_>,
    attempt: Attempt,
    barriers: &[Barrier],
) -> Refusal {
    if barriers.is_empty() {
        return why;
    }
    let event = Box::new(sign_in::refused(happening, whose, attempt, barriers));
    Refusal::Attempt(RefusedAttempt { why: Box::new(why), event })
}
