//! What became of what was sent, counted.

use std::sync::atomic::{AtomicU64, Ordering};

use sigill_domain::message::Channel;

/// What became of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It was taken.
    Taken,
    /// It wasn't, and won't be.
    Failed,
    /// It is tried again.
    Postponed,
}

impl Sent {
    /// All of them, each once.
    pub const ALL: [Self; 3] = [Self::Taken, Self::Failed, Self::Postponed];

    /// As metrics name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "sent",
            Self::Failed => "failed",
            Self::Postponed => "postponed",
        }
    }
}

/// How often, since the start.
#[derive(Debug, Default)]
pub struct SentTally([[AtomicU64; 3]; 2]);

impl SentTally {
    fn of(&self, channel: Channel, sent: Sent) -> Option<&AtomicU64> {
        let at = Sent::ALL.iter().position(|one| *one == sent)?;
        self.0.get(usize::from(channel == Channel::Sms))?.get(at)
    }

    pub(super) fn count(&self, channel: Channel, sent: Sent) {
        if let Some(count) = self.of(channel, sent) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How often that came of tries on this channel.
    #[must_use]
    pub fn get(&self, channel: Channel, sent: Sent) -> u64 {
        self.of(channel, sent).map_or(0, |count| count.load(Ordering::Relaxed))
    }
}
