//! What becomes of a message that was to be sent.

use serde_json::json;

use super::{Channel, Message, MessageWrite, Progress};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::event::{Event, EventKind, Happening};
use crate::right::System;
use crate::standing::Ruled;
use crate::time::Timestamp;
use crate::user::UserRef;

/// How long a node may be silent about a message that it has claimed, in milliseconds; then another one tries.
pub const CLAIM_MS: i64 = 120_000;
/// The first wait before something is tried again, in milliseconds: doubled each time.
const FIRST_WAIT_MS: i64 = 5_000;
/// The longest one: half an hour.
const LAST_WAIT_MS: i64 = 1_800_000;
/// So often one way is tried where there is a further one.
const TRIES_OF_ONE_MAX: i64 = 5;

/// A message with whose it is.
#[derive(Clone, Debug)]
pub struct HeldMessage {
    /// The client of the user.
    pub client: ClientRef,
    /// To whom it goes.
    pub user: UserRef,
    /// The owner's revision as it was read; what the guard compares.
    pub rev: i64,
    /// As it was read.
    pub message: Message,
}

/// What comes after a try that wasn't taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The same again, then.
    Again(Timestamp),
    /// The next way, or the end where there is none.
    Over,
}

impl Message {
    /// What comes after a try that had no answer, or one that says that it may be tried again; `ways`: how many it has.
    #[must_use]
    pub fn next(&self, ways: usize, now: Timestamp) -> Next {
        let doublings = u32::try_from(self.tries.clamp(1, 20) - 1).unwrap_or_default();
        let wait_ms = LAST_WAIT_MS.min(FIRST_WAIT_MS.saturating_mul(2_i64.saturating_pow(doublings)));
        let at = now.plus_millis(wait_ms);
        let has_further = usize::try_from(self.way + 1).is_ok_and(|next| next < ways);
        if at >= self.until || (has_further && self.tries >= TRIES_OF_ONE_MAX) { Next::Over } else { Next::Again(at) }
    }
}

impl HeldMessage {
    /// Whether whoever drew this id still has it.
    fn is_claimed_by(&self, claim: uuid::Uuid) -> bool {
        self.message.state == Progress::Waiting && self.message.claim == Some(claim)
    }

    /// It was taken. `None` where somebody else has gone on with it.
    #[must_use]
    pub fn sent(&self, claim: uuid::Uuid, happening: &Happening) -> Option<Change<System>> {
        let after = self.is_claimed_by(claim).then(|| self.over(Progress::Sent, happening))?;
        let event = self.event(EventKind::MessageSend, &after, None, happening);
        Some(self.change(after, event))
    }

    /// It wasn't taken this way, for this reason, which names neither a secret nor an address: the next one is tried, if
    /// there is one. `None` where somebody else has gone on with it.
    #[must_use]
    pub fn failed(
        &self,
        claim: uuid::Uuid,
        reason: &str,
        further: Option<Channel>,
        happening: &Happening,
    ) -> Option<Change<System>> {
        if !self.is_claimed_by(claim) {
            return None;
        }
        let after = match further.filter(|_| happening.at < self.message.until) {
            Some(channel) => Message {
                channel,
                way: self.message.way + 1,
                tries: 0,
                due: Some(happening.at),
                claim: None,
                modified: happening.at,
                ..self.message.clone()
            },
            None => self.over(Progress::Failed, happening),
        };
        let event = self.event(EventKind::MessageFail, &after, Some(reason), happening);
        Some(self.change(after, event))
    }

    fn over(&self, state: Progress, happening: &Happening) -> Message {
        Message { state, due: None, claim: None, modified: happening.at, ..self.message.clone() }
    }

    fn event(&self, kind: EventKind, after: &Message, reason: Option<&str>, happening: &Happening) -> Event {
        let Message { id, purpose, channel, tries, subject_ext_id, .. } = &self.message;
        let mut told = json!({
            "message": id, "purpose": purpose.as_str(), "channel": channel.as_str(), "tries": tries,
            "state": after.state.as_str(),
        });
        if let Some(reason) = reason {
            told["reason"] = reason.into();
        }
        Event::about_user(happening, &self.client, &self.user, kind, subject_ext_id).after(told)
    }

    fn change(&self, after: Message, event: Event) -> Change<System> {
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled: Ruled::UNTOUCHED };
        Change::new(guard, vec![Write::Message(MessageWrite::Update(Box::new(after)))], event)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::MessagePurpose;
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_779_107_696_000_000);

    fn message(way: i64, tries: i64) -> Message {
        let id = Uuid::nil();
        Message {
            id,
            client_id: id,
            user_id: id,
            credential_id: Some(id),
            subject_ext_id: id.into(),
            purpose: MessagePurpose::Ticket,
            state: Progress::Waiting,
            channel: Channel::Email,
            way,
            tries,
            due: Some(NOW),
            until: NOW.plus_millis(86_400_000),
            claim: None,
            caller: String::new(),
            request_id: String::new(),
            created: NOW,
            modified: NOW,
        }
    }

    #[test]
    fn waits_grow_to_half_an_hour_and_end_with_the_day() {
        let wait = |tries: i64| match message(0, tries).next(1, NOW) {
            Next::Again(at) => at.millis() - NOW.millis(),
            Next::Over => 0,
        };
        let waits = [1, 2, 3, 8, 9, 10, 50, i64::MAX].map(wait);
        assert_eq!(waits, [5_000, 10_000, 20_000, 640_000, 1_280_000, 1_800_000, 1_800_000, 1_800_000]);
        assert_eq!(message(0, 50).next(1, NOW.plus_millis(86_400_000 - 1_800_000)), Next::Over);
        let soon = Message { until: NOW.plus_millis(4_000), ..message(0, 1) };
        assert_eq!(soon.next(1, NOW), Next::Over);
    }

    #[test]
    fn a_further_way_is_taken_after_five_tries_of_one() {
        assert!(matches!(message(0, 4).next(2, NOW), Next::Again(_)));
        assert_eq!(message(0, 5).next(2, NOW), Next::Over);
        assert!(matches!(message(1, 5).next(2, NOW), Next::Again(_)), "there is no further one");
    }
}
