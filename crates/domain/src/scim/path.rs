//! Names of attributes (RFC 7644 §3.10).

use super::attribute::{COMMON, ENTERPRISE, GROUP, ScimAttribute, USER};
use super::{ENTERPRISE_SCHEMA, GROUP_SCHEMA, USER_SCHEMA};

/// An attribute by its name, perhaps one below another.
#[derive(Clone, Copy, Debug)]
pub struct AttributePath {
    /// Whether it is of the extension, and so below its URN.
    pub is_extension: bool,
    /// What the name begins with.
    pub attribute: &'static ScimAttribute,
    /// What is named below it.
    pub sub: Option<&'static ScimAttribute>,
}

impl PartialEq for AttributePath {
    fn eq(&self, other: &Self) -> bool {
        let name = |path: &Self| (path.is_extension, path.attribute.name, path.sub.map(|sub| sub.name));
        name(self) == name(other)
    }
}

impl AttributePath {
    /// Reads a name: `userName`, `name.givenName`, either of them behind a schema's URN and a colon; whatever the case.
    /// `None`: there is no such attribute.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        if let Some(rest) = after(name, ENTERPRISE_SCHEMA) {
            return Self::of(true, ENTERPRISE, rest);
        }
        let rest = after(name, USER_SCHEMA).unwrap_or(name);
        Self::of(false, COMMON, rest).or_else(|| Self::of(false, USER, rest))
    }

    /// The same of a group.
    #[must_use]
    pub fn of_group(name: &str) -> Option<Self> {
        let rest = after(name, GROUP_SCHEMA).unwrap_or(name);
        Self::of(false, COMMON, rest).or_else(|| Self::of(false, GROUP, rest))
    }

    fn of(is_extension: bool, among: &'static [ScimAttribute], name: &str) -> Option<Self> {
        let (name, sub) = name.split_once('.').map_or((name, None), |(name, sub)| (name, Some(sub)));
        let attribute = ScimAttribute::named(name, among)?;
        let sub = match sub {
            Some(sub) => Some(attribute.sub(sub)?),
            None => None,
        };
        Some(Self { is_extension, attribute, sub })
    }

    /// The attribute whose values are meant: of a complex one the `value` below it, where there is one.
    pub(super) fn compared(self) -> Option<(&'static ScimAttribute, &'static ScimAttribute)> {
        let last = match self.sub {
            Some(sub) => sub,
            None if self.attribute.below.is_empty() => self.attribute,
            None => self.attribute.sub("value")?,
        };
        Some((self.attribute, last))
    }
}

/// What stands behind a schema's URN and a colon.
fn after<'a>(name: &'a str, schema: &str) -> Option<&'a str> {
    let (urn, rest) = name.split_at_checked(schema.len())?;
    urn.eq_ignore_ascii_case(schema).then_some(rest)?.strip_prefix(':')
}

/// Whether a name is that of the extension as a whole.
pub(super) fn is_extension(name: &str) -> bool {
    name.eq_ignore_ascii_case(ENTERPRISE_SCHEMA)
}
