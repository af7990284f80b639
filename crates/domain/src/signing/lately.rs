//! How often a number may be asked about, whoever has it: over all clients and users.
//!
//! What was asked about a number is numbered from the first one on. Who asks takes the next place; of two at once, one
//! gets it, and the other looks and decides again. So the bound is exact, on however many nodes.

use uuid::Uuid;

use crate::time::Timestamp;
use crate::words::words;

/// The time in which [`Asking::max`] counts, in milliseconds.
pub const LATELY_MS: i64 = 5 * 60 * 1_000;

/// How long it is remembered what a number was asked about, in milliseconds: nothing counts longer.
pub const ASKED_MS: i64 = 60 * 60 * 1_000;

words! {
    /// What a number is asked about.
    Asking {
        /// Its person, who is shown a prompt.
        Signature = "signature";
        /// Its provider, about the phone; nobody is shown anything.
        Profile = "profile";
        /// Its phone, to which an SMS is sent.
        Sms = "sms";
        /// No number, but a user, by internal key, to whom something is sent.
        Message = "message";
    }
}

impl Asking {
    /// How often in [`LATELY_MS`].
    #[must_use]
    pub const fn max(self) -> usize {
        match self {
            // Who asks again and again tires a person into approving.
            Self::Signature => 5,
            Self::Profile => 20,
            // What the configuration says is asked of [`Lately::place`].
            Self::Sms | Self::Message => 20,
        }
    }
}

/// That a number was asked about.
#[derive(Clone, PartialEq, Eq)]
pub struct Noted {
    /// A UUIDv7; of a signature that signature's.
    pub id: Uuid,
    /// As the provider was asked: [`crate::msisdn::Msisdn::dialled`].
    pub number: String,
    /// What it was asked about.
    pub asking: Asking,
    /// From 1 on, for each number and what it is asked about; no two have the same.
    pub place: i64,
    /// When that was.
    pub at: Timestamp,
}

impl std::fmt::Debug for Noted {
    /// Without the number, which is a person's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Noted").field("asking", &self.asking).field("place", &self.place).finish_non_exhaustive()
    }
}

/// What a number was asked about last: [`Asking::max`] of these, the latest first, each with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lately(pub Vec<(i64, Timestamp)>);

impl Lately {
    /// The place of the one that is asked now.
    ///
    /// # Errors
    /// It would be one too many: in how many seconds it isn't.
    pub fn next(&self, asking: Asking, at: Timestamp) -> Result<i64, i64> {
        self.place(asking.max(), LATELY_MS, at)
    }

    /// The place of one more, where so many may be within so many milliseconds.
    ///
    /// # Errors
    /// It would be one too many: in how many seconds it isn't.
    pub fn place(&self, most: usize, within_ms: i64, at: Timestamp) -> Result<i64, i64> {
        match self.free_after(most, within_ms, at) {
            Some(free_at) => Err((free_at.micros() - at.micros()).div_euclid(1_000_000).max(0) + 1),
            None => Ok(self.0.first().map_or(1, |(place, _)| place + 1)),
        }
    }

    /// When one more may be asked; `None`: now.
    #[must_use]
    pub fn free_at(&self, asking: Asking, at: Timestamp) -> Option<Timestamp> {
        self.free_after(asking.max(), LATELY_MS, at)
    }

    fn free_after(&self, most: usize, within_ms: i64, at: Timestamp) -> Option<Timestamp> {
        let (_, oldest) = self.0.get(most.saturating_sub(1))?;
        Some(oldest.plus_millis(within_ms)).filter(|free_at| *free_at > at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_779_107_696_000_000);

    #[test]
    fn the_sixth_within_the_time_waits_for_the_first_to_be_over() {
        let lately = |times: &[i64]| {
            let places = (0..).zip(times).map(|(n, ago)| (50 - n, NOW.plus_millis(-ago)));
            Lately(places.collect()).next(Asking::Signature, NOW)
        };
        assert_eq!(Lately::default().next(Asking::Signature, NOW), Ok(1));
        assert_eq!(lately(&[0, 1, 2, 3]), Ok(51));
        assert_eq!(lately(&[0, 1, 2, 3, LATELY_MS - 9_000]), Err(10));
        assert_eq!(lately(&[0, 1, 2, 3, LATELY_MS]), Ok(51));
        assert_eq!(lately(&[0, 0, 0, 0, 0]), Err(301));
    }
}
