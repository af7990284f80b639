//! Which part of a history.

use std::fmt;

use uuid::Uuid;

use super::Parameters;
use super::page::take_limit;
use crate::breach::Breach;
use crate::time::Timestamp;

/// An event's place in a history. As a token it is opaque: 48 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub at: Timestamp,
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
        let after = given.take("continuationToken").map(|token| {
            Position::parse(token)
                .ok_or_else(|| Breach::invalid("continuationToken: expected one as a page before gave it"))
        });
        let after = after.and_then(|position| given.broken.keep(position));
        let limit = take_limit(&mut given);
        given.finish("continuationToken, limit")?;
        Ok(Self { after, limit })
    }
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
}
