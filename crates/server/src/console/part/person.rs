//! How people are named, and in which state they are.

use sigill_domain::time::Timestamp;
use sigill_domain::user::{State, User};

use super::card::Tone;
use crate::console::look::Look;

/// The name of a user as people know it; else the login id.
pub(crate) fn name_of(user: &User) -> String {
    let name = &user.person.name;
    let named = [&name.first_name, &name.family_name].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    if named.trim().is_empty() { user.login_id.clone() } else { named }
}

/// The state of a user in a word or two.
pub(crate) fn state_of(look: &Look, user: &User, at: Timestamp) -> (Tone, String) {
    match user.state {
        State::Active if user.validity.to.is_some_and(|to| to <= at) => (Tone::Bad, look.t("user-over")),
        State::Active if user.validity.from.is_some_and(|from| from > at) => (Tone::Info, look.t("user-not-yet")),
        State::Active => (Tone::Ok, look.t("user-active")),
        State::Disabled => (Tone::Off, look.t("user-disabled")),
        State::Archived => (Tone::Off, look.t("user-archived")),
    }
}
