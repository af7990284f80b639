//! Entering a state.

use super::{ChangeReason, Credential, Logins, State};
use crate::breach::Breach;
use crate::event::Happening;
use crate::patch::Patch;
use crate::policy::Locking;
use crate::text;

/// The state that is to be entered; `None` where it stays.
pub(super) fn wanted_state(current: State, patch: &Patch<String>, may_archive: bool) -> Result<Option<State>, Breach> {
    let wanted = match patch {
        Patch::Keep => return Ok(None),
        Patch::Clear => return Err(Breach::invalid("stateName is mandatory: it can't be removed")),
        Patch::Set(name) => State::parse("stateName", name)?,
    };
    if wanted == current {
        return Ok(None);
    }
    if current == State::Archived {
        return Err(Breach::invalid("stateName: an archived credential stays archived; it can only be deleted"));
    }
    let can_be_set = |state: &State| state.can_be_set() && (may_archive || *state != State::Archived);
    if !can_be_set(&wanted) {
        return Err(Breach::invalid(format!(
            "stateName: {} can't be set: expected one of {}",
            wanted.as_str(),
            text::one_of(State::ALL.iter().filter(|state| can_be_set(state)).map(|state| state.as_str()))
        )));
    }
    Ok(Some(wanted))
}

/// Enters a state that an administrator sets.
pub(super) fn enter<K>(
    credential: &mut Credential<K>,
    from: State,
    to: State,
    locking: &Locking,
    happening: &Happening,
) {
    let unlocks = to == State::Active && matches!(from, State::TmpLocked | State::FailLocked);
    credential.state = to;
    credential.reason_detail = None;
    credential.reason = Some(if unlocks { ChangeReason::Unlock } else { ChangeReason::ChangedByAdmin });
    credential.lock_until = (to == State::TmpLocked).then(|| happening.at.plus_millis(locking.tmp_duration_ms));
    if unlocks {
        credential.logins = Logins { failure_count: 0, ..credential.logins };
    }
}
