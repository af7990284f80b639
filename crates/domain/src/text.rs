//! Bounded text.
//!
//! Lengths are counted in code points, as the column sizes of the vendor's data model are. White
//! space alone is blank, and U+0000 is refused everywhere: PostgreSQL can't store it.

use crate::breach::Breach;
use crate::code::Code;
use crate::patch::Patch;

/// Longest value echoed in a message, in code points.
const ECHO_MAX: usize = 60;

/// Reads a mandatory text: present, not blank, at most `len_max` code points, no U+0000.
pub fn mandatory(field: &str, value: Option<&str>, len_max: usize) -> Result<String, Breach> {
    match value {
        None => Err(Breach::invalid(format!("{field} is mandatory: expected a non-blank text, got none"))),
        Some(value) => bounded(field, value, len_max),
    }
}

/// Reads an optional text: absent, or as [`mandatory`].
pub fn optional(field: &str, value: Option<&str>, len_max: usize) -> Result<Option<String>, Breach> {
    value.map(|value| bounded(field, value, len_max)).transpose()
}

/// A mandatory text after a patch, which can't remove it.
pub fn patched(field: &str, patch: &Patch<String>, before: &str, len_max: usize) -> Result<String, Breach> {
    match patch.empty_clears() {
        Patch::Keep => Ok(before.to_owned()),
        Patch::Clear => Err(Breach::invalid(format!("{field} is mandatory: it can't be removed"))),
        Patch::Set(value) => bounded(field, value, len_max),
    }
}

/// An optional text after a patch: `null` and `""` remove it.
pub fn patched_optional(
    field: &str,
    patch: &Patch<String>,
    before: &Option<String>,
    len_max: usize,
) -> Result<Option<String>, Breach> {
    let patch = patch.empty_clears().try_map(|value| bounded(field, value, len_max))?;
    Ok(patch.apply(before.clone()))
}

/// Whether a patch leaves what never changes as it is.
pub fn unchanged(field: &str, patch: &Patch<String>, before: &str) -> Result<(), Breach> {
    match patch {
        Patch::Keep => Ok(()),
        Patch::Set(value) if value == before => Ok(()),
        _ => Err(Breach::new(Code::ModifyReadonlyData, format!("{field} can't be changed: it is {before}"))),
    }
}

fn bounded(field: &str, value: &str, len_max: usize) -> Result<String, Breach> {
    if value.trim().is_empty() {
        return Err(Breach::invalid(format!("{field} must not be blank: expected 1 to {len_max} characters")));
    }
    within(field, value, len_max)?;
    Ok(value.to_owned())
}

/// Checks length and U+0000 only.
pub fn within(field: &str, value: &str, len_max: usize) -> Result<(), Breach> {
    if value.contains('\0') {
        return Err(Breach::invalid(format!("{field} must not contain U+0000")));
    }
    let len = value.chars().count();
    if len > len_max {
        return Err(Breach::invalid(format!("{field} is too long: expected at most {len_max} characters, got {len}")));
    }
    Ok(())
}

/// A value as a message may show it: shortened, control characters escaped.
#[must_use]
pub fn echo(value: &str) -> String {
    let mut shown: String = value.chars().take(ECHO_MAX).flat_map(char::escape_debug).collect();
    if value.chars().nth(ECHO_MAX).is_some() {
        shown.push('…');
    }
    format!("'{shown}'")
}

/// The expected values of an enumeration, as a message lists them.
#[must_use]
pub fn one_of<'a>(values: impl Iterator<Item = &'a str>) -> String {
    values.collect::<Vec<_>>().join(", ")
}

/// A value of an enumeration that isn't one of its `words`.
#[must_use]
pub fn none_of<'a>(field: &str, words: impl Iterator<Item = &'a str>, got: &str) -> Breach {
    Breach::invalid(format!("{field}: expected one of {}, got {}", one_of(words), echo(got)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_code_points() {
        assert!(mandatory("name", Some(&"ß".repeat(50)), 50).is_ok());
        let message = mandatory("name", Some(&"ß".repeat(51)), 50).unwrap_err().message;
        assert_eq!(message, "name is too long: expected at most 50 characters, got 51");
    }

    #[test]
    fn white_space_alone_is_blank() {
        assert!(mandatory("name", Some(" \u{a0}\t"), 50).unwrap_err().message.contains("blank"));
        assert!(optional("name", Some(""), 50).is_err());
        assert_eq!(optional("name", None, 50), Ok(None));
    }

    #[test]
    fn an_echo_is_short_and_has_no_control_characters() {
        assert_eq!(echo("a\nb"), r"'a\nb'");
        assert_eq!(echo(&"x".repeat(61)), format!("'{}…'", "x".repeat(60)));
    }
}
