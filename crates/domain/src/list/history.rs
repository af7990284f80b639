//! Which part of a history.

use std::fmt;

use uuid::Uuid;

use super::Parameters;
use super::page::take_limit;
use crate::breach::{Breach, Breaches};
use crate::event::EventKind;
use crate::ext_id::ExtId;
use crate::text;
use crate::time::Timestamp;

/// Longest name of a caller that is looked for, `client/user`, in code points.
const CALLER_LEN_MAX: usize = 101;

/// Events that a page with filters looks at, at most; then it ends early, and has a token that goes on.
pub const EVENTS_TRIED_MAX: u32 = 20_000;

/// An event's place in a history. As a token it is opaque: 48 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// When the event happened.
    pub at: Timestamp,
    /// The event: tells those of one moment apart.
    pub id: Uuid,
}

impl Position {
    fn parse(value: &str) -> Option<Self> {
        let (at, id) = value.split_at_checked(16).filter(|_| value.len() == 48)?;
        let at = i64::from_str_radix(at, 16).ok()?;
        Some(Self { at: Timestamp::from_micros(at), id: Uuid::try_parse(id).ok()? })
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{}", self.at.micros(), self.id.simple())
    }
}

/// Which page of a history, the newest event first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryQuery {
    /// The page begins with what was before this event.
    pub after: Option<Position>,
    /// Events at most.
    pub limit: u32,
}

impl HistoryQuery {
    /// Reads `continuationToken` and `limit`.
    ///
    /// # Errors
    /// Every parameter that is unknown or has a value that can't be.
    pub fn read(mut given: Parameters<'_>) -> Result<Self, Vec<Breach>> {
        let query = Self::take(&mut given);
        given.finish("continuationToken, limit")?;
        Ok(query)
    }

    fn take(given: &mut Parameters<'_>) -> Self {
        let after = given.take("continuationToken").map(|token| {
            Position::parse(token)
                .ok_or_else(|| Breach::invalid("continuationToken: expected one as a page before gave it"))
        });
        let after = after.and_then(|position| given.broken.keep(position));
        Self { after, limit: take_limit(given) }
    }
}

/// Which events of a history, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventQuery {
    /// From where on, and how many.
    pub page: HistoryQuery,
    /// Only events at this time or later.
    pub from: Option<Timestamp>,
    /// Only events before this time.
    pub to: Option<Timestamp>,
    /// What they are about.
    pub only: EventFilter,
}

/// What events are about; each that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Only events of this kind.
    pub kind: Option<EventKind>,
    /// The caller who did it, `client/user`, or `system`.
    pub by: Option<String>,
    /// The credential, by its external id.
    pub credential: Option<ExtId>,
}

impl EventFilter {
    /// Whether every event is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl EventQuery {
    /// The filters with what stands for them in documents, in their order.
    pub const FILTERS: &[(&str, &str)] = &[
        ("kind", "Only events of this kind."),
        ("from", "Only events at this time or later."),
        ("to", "Only events before this time."),
        ("by", "Only what this caller did: `client/user`, or `system`."),
        ("credential", "Only events about the credential with this external id."),
    ];

    /// Reads `continuationToken`, `limit` and the [filters](Self::FILTERS).
    ///
    /// # Errors
    /// Every parameter that is unknown or has a value that can't be.
    pub fn read(mut given: Parameters<'_>) -> Result<Self, Vec<Breach>> {
        let page = HistoryQuery::take(&mut given);
        let [kind, from, to, by, credential] = ["kind", "from", "to", "by", "credential"].map(|name| given.take(name));
        let broken = &mut given.broken;
        let kind = kind.map(|name| EventKind::parse("kind", name));
        let only = EventFilter {
            kind: kind.and_then(|kind| broken.keep(kind)),
            by: by.and_then(|by| broken.keep(text::mandatory("by", Some(by), CALLER_LEN_MAX))),
            credential: credential.and_then(|id| broken.keep(ExtId::parse("credential", id))),
        };
        let (from, to) = (time("from", from, broken), time("to", to, broken));
        given.finish("kind, from, to, by, credential, continuationToken, limit")?;
        Ok(Self { page, from, to, only })
    }

    /// One event, whatever it is, to learn whether there is any.
    #[must_use]
    pub fn any() -> Self {
        Self { page: HistoryQuery { after: None, limit: 1 }, from: None, to: None, only: EventFilter::default() }
    }

    /// The events lie before the first place and not before the second one.
    #[must_use]
    pub fn range(&self) -> (Position, Position) {
        let end = Position { at: Timestamp::from_micros(i64::MAX), id: Uuid::max() };
        let to = self.to.map_or(end, |at| Position { at, id: Uuid::nil() });
        let before = match self.page.after {
            Some(after) if (after.at, after.id) < (to.at, to.id) => after,
            _ => to,
        };
        let at = self.from.unwrap_or(Timestamp::from_micros(i64::MIN));
        (before, Position { at, id: Uuid::nil() })
    }
}

fn time(name: &str, value: Option<&str>, broken: &mut Breaches) -> Option<Timestamp> {
    let value = value?;
    let time = Timestamp::parse(value).ok_or_else(|| {
        let got = text::echo(value);
        Breach::invalid(format!("{name}: expected a time such as 2026-05-18T12:34:56Z, got {got}"))
    });
    broken.keep(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_as_it_was_written_and_nothing_else_is() {
        let position = Position { at: Timestamp::from_micros(1_779_107_696_789_012), id: Uuid::from_u128(7) };
        let token = position.to_string();
        assert_eq!(Position::parse(&token), Some(position));
        for wrong in ["", "0", &token[1..], &format!("{token}0"), &token.replace('0', "ä"), &token.replace('0', "g")] {
            assert_eq!(Position::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn filters_are_read_or_refused_by_name() {
        let read = |pairs: &[(&'static str, &'static str)]| EventQuery::read(Parameters::new(pairs.iter().copied()));
        let query = read(&[("kind", "USER_MODIFY"), ("by", "api/root"), ("credential", "k")]).unwrap();
        assert_eq!((query.only.kind, query.only.by.as_deref()), (Some(EventKind::UserModify), Some("api/root")));
        for wrong in [("kind", "USER"), ("from", "soon"), ("to", "1"), ("credential", "ä"), ("by", " "), ("on", "x")] {
            assert_eq!(read(&[wrong]).unwrap_err().len(), 1, "{wrong:?}");
        }
        assert!(read(&[("from", "2026-05-18T12:34:56Z"), ("from", "2026-05-18T12:34:56Z")]).is_err());
        for (name, _) in EventQuery::FILTERS {
            assert!(read(&[(name, "\u{0}")]).unwrap_err()[0].message.starts_with(name), "{name}");
        }
    }

    #[test]
    fn a_page_never_leaves_the_time_that_was_asked_for() {
        let at = Timestamp::from_micros;
        let place = |micros| Position { at: at(micros), id: Uuid::max() };
        let range = |after, from: Option<i64>, to: Option<i64>| {
            let page = HistoryQuery { after, limit: 1 };
            let query = EventQuery { page, from: from.map(at), to: to.map(at), only: EventFilter::default() };
            let (before, first) = query.range();
            (before.at.micros(), first.at.micros())
        };
        assert_eq!(range(None, None, None), (i64::MAX, i64::MIN));
        assert_eq!(range(None, Some(3), Some(7)), (7, 3));
        assert_eq!(range(Some(place(5)), Some(3), Some(7)), (5, 3));
        assert_eq!(range(Some(place(9)), Some(3), Some(7)), (7, 3), "a token of another question");
    }
}
