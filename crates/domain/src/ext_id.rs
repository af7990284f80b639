//! External ids.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::breach::Breach;
use crate::text;

/// The external id of an entity: 1 to 50 characters out of ASCII letters, digits and
/// `-@./_:()\{}[]=!~+`, fixed at creation.
///
/// Source: *Identifiers (IDs)* (nevisIDM 8.2411) for the characters, the table pages for 50. The
/// page allows letters beyond ASCII and advises against them; Sigill refuses them, so that two
/// spellings of one letter can't be two ids.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExtId(String);

impl ExtId {
    /// Longest id, in characters (*Identifiers*).
    pub const LEN_MAX: usize = 50;
    pub(crate) const MARKS: &str = r"-@./_:()\{}[]=!~+";

    /// Reads an id that is to be given to something new: as [`ExtId::parse`], and one that paths can carry. Whoever
    /// follows RFC 3986 §5.2.4 takes `.` and `..` out of a path, with the part before it, and so would ask for
    /// something else. A backslash counts as a slash, since browsers send it as one.
    ///
    /// # Errors
    /// What was expected.
    pub fn parse_new(field: &str, value: &str) -> Result<Self, Breach> {
        let id = Self::parse(field, value)?;
        match id.0.split(['/', '\\']).find(|part| matches!(*part, "." | "..")) {
            None => Ok(id),
            Some(part) => Err(Breach::invalid(format!(
                "{field} must not have a part between slashes that is '.' or '..', which paths can't carry: found '{part}'"
            ))),
        }
    }

    /// Reads an id by which a caller names in `field` what may be there. Ids like `..` were given to things once, and
    /// still find them.
    pub fn parse(field: &str, value: &str) -> Result<Self, Breach> {
        let value = text::mandatory(field, Some(value), Self::LEN_MAX)?;
        match value.chars().find(|c| !c.is_ascii_alphanumeric() && !Self::MARKS.contains(*c)) {
            None => Ok(Self(value)),
            Some(c) => Err(Breach::invalid(format!(
                "{field} must consist of ASCII letters, digits and {}: found {}",
                Self::MARKS,
                text::echo(&c.to_string())
            ))),
        }
    }

    /// As [`ExtId::parse_new`], for an id that need not be given; absent, one is made of `generated`.
    pub fn parse_or(field: &str, value: Option<&str>, generated: uuid::Uuid) -> Result<Self, Breach> {
        value.map_or_else(|| Ok(Self::from(generated)), |value| Self::parse_new(field, value))
    }

    /// Takes an id that was stored, and so was checked before.
    #[must_use]
    pub fn from_stored(value: String) -> Self {
        Self(value)
    }

    /// As paths and bodies spell it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<uuid::Uuid> for ExtId {
    fn from(id: uuid::Uuid) -> Self {
        Self(id.to_string())
    }
}

impl fmt::Display for ExtId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ExtId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_character_is_accepted() {
        assert!(ExtId::parse("extId", r"aZ09-@./_:()\{}[]=!~+").is_ok());
    }

    #[test]
    fn other_characters_are_refused_and_named() {
        for (value, named) in [("a b", "' '"), ("ä", "'ä'"), ("a%2F", "'%'"), ("a\nb", r"'\n'")] {
            let message = ExtId::parse("extId", value).unwrap_err().message;
            assert!(message.contains(named), "{message}");
        }
    }

    #[test]
    fn a_new_id_has_no_part_that_a_path_cannot_carry() {
        for value in [".", "..", "./a", "a/..", "a/./b", "../..", r"a\..", r"..\a", "/..", "../"] {
            let message = ExtId::parse_new("extId", value).unwrap_err().message;
            assert!(message.contains("between slashes"), "{message}");
            assert!(ExtId::parse("extId", value).is_ok(), "what is there is still found: {value}");
        }
        for value in ["...", "a.b", ".a", "a..", "a/b", "..a/b..", "/", "a//b"] {
            assert!(ExtId::parse_new("extId", value).is_ok(), "{value}");
        }
    }

    #[test]
    fn one_to_fifty_characters_are_accepted() {
        assert!(ExtId::parse("extId", &"x".repeat(50)).is_ok());
        assert!(ExtId::parse("extId", &"x".repeat(51)).is_err());
        assert!(ExtId::parse("extId", "").is_err());
    }
}
