//! A request, from its headers to its answer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use http::{Extensions, StatusCode};
use sigill_app::{Caller, Occasion, Refusal};

use super::places::Place;
use super::refused::Refused;
use super::unproven::Unproven;

/// What is known of a request while it is answered. It travels in the request's extensions.
#[derive(Debug)]
pub(crate) struct Trail {
    pub(crate) occasion: Occasion,
    name: OnceLock<String>,
    caller: OnceLock<Caller>,
    unproven: OnceLock<Unproven>,
    is_verified: AtomicBool,
    place: Mutex<Option<Place>>,
}

impl Trail {
    pub(super) fn new(occasion: Occasion) -> Self {
        let (name, caller, unproven, is_verified, place) = Default::default();
        Self { occasion, name, caller, unproven, is_verified, place }
    }

    pub(crate) fn of(extensions: &Extensions) -> Result<Arc<Self>, Refused> {
        let trail = extensions.get::<Arc<Self>>().cloned();
        trail.ok_or_else(|| Refusal::Failed("a route without what belongs around it".to_owned()).into())
    }

    /// Who calls, where that is known.
    pub(super) fn name(&self) -> Option<&str> {
        self.name.get().map(String::as_str)
    }

    /// The same, with its rights.
    pub(super) fn caller(&self) -> Option<&Caller> {
        self.caller.get()
    }

    /// Why nobody is proved to call.
    pub(super) fn unproven(&self) -> Option<&Unproven> {
        self.unproven.get()
    }

    /// Notes who calls, for the log.
    pub(crate) fn called_by(&self, name: &str) {
        // The first one stays; there is never another.
        let _ = self.name.set(name.to_owned());
    }

    /// Notes who calls, for the log and for what is denied.
    pub(crate) fn is_of(&self, caller: &Caller) {
        self.called_by(caller.name());
        let _ = self.caller.set(caller.clone());
    }

    /// Notes why nobody is proved to call, for the log.
    pub(crate) fn is_unproven(&self, unproven: Unproven) {
        // There is never another.
        let _ = self.unproven.set(unproven);
    }

    /// Notes that the token is good, whatever its caller may.
    pub(crate) fn is_verified(&self) {
        self.is_verified.store(true, Ordering::Relaxed);
    }

    /// Whether a stranger asks: not who sent a good token and is refused for want of a place, but who sent one of somebody
    /// who is no more.
    pub(super) fn is_of_a_stranger(&self, status: StatusCode) -> bool {
        let is_verified = self.is_verified.load(Ordering::Relaxed) && status != StatusCode::UNAUTHORIZED;
        self.name.get().is_none() && !is_verified
    }

    /// Holds a place until the request is answered, and the answer sent.
    pub(crate) fn hold(&self, place: Place) {
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
    }

    pub(super) fn let_go(&self) -> Option<Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_stranger_is_who_sent_no_good_token_or_that_of_somebody_who_is_no_more() {
        let occasion = || sigill_app::World::real().occasion("test".to_owned(), Duration::from_secs(1));
        let (stranger, verified, known) = (Trail::new(occasion()), Trail::new(occasion()), Trail::new(occasion()));
        verified.is_verified();
        known.is_verified();
        known.called_by("api/robot");
        for (status, is_stranger) in [
            (StatusCode::UNAUTHORIZED, [true, true, false]),
            (StatusCode::SERVICE_UNAVAILABLE, [true, false, false]),
            (StatusCode::OK, [true, false, false]),
        ] {
            assert_eq!([&stranger, &verified, &known].map(|trail| trail.is_of_a_stranger(status)), is_stranger);
        }
    }
}
