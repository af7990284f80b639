//! Names of attributes (RFC 7644 §3.10).

use super::attribute::{COMMON, GROUP, Returned, ScimAttribute, USER};
use super::extension::ScimExtension;
use super::{GROUP_SCHEMA, USER_SCHEMA};

/// An attribute by its name, perhaps one below another.
#[derive(Clone, Copy, Debug)]
pub struct AttributePath {
    /// Of which extension it is, and so below its URN.
    pub extension: Option<ScimExtension>,
    /// What the name begins with.
    pub attribute: &'static ScimAttribute,
    /// What is named below it.
    pub sub: Option<&'static ScimAttribute>,
}

impl PartialEq for AttributePath {
    fn eq(&self, other: &Self) -> bool {
        let name = |path: &Self| (path.extension, path.attribute.name, path.sub.map(|sub| sub.name));
        name(self) == name(other)
    }
}

impl AttributePath {
    /// Reads a name: `userName`, `name.givenName`, either of them behind a schema's URN and a colon; whatever the case.
    /// `None`: there is no such attribute.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        for extension in ScimExtension::ALL {
            if let Some(rest) = after(name, extension.as_str()) {
                return Self::of(Some(*extension), extension.attributes(), rest);
            }
        }
        let rest = after(name, USER_SCHEMA).unwrap_or(name);
        let found = Self::of(None, COMMON, rest).or_else(|| Self::of(None, USER, rest));
        // As nevisIDM documents them, what is beside a user is named without a schema.
        let beside = || ScimExtension::ALL.iter().filter(|extension| !extension.is_kept());
        found.or_else(|| beside().find_map(|extension| Self::of(Some(*extension), extension.attributes(), name)))
    }

    /// The same, of what a filter can be tried on: what a user has itself.
    #[must_use]
    pub(super) fn compared_of_user(name: &str) -> Option<Self> {
        Self::read(name).filter(|path| path.attribute.returned != Returned::Request && path.attribute.name != "groups")
    }

    /// The same of users and groups.
    #[must_use]
    pub(super) fn compared_of_any(name: &str) -> Option<Self> {
        Self::compared_of_user(name).or_else(|| Self::of_group(name))
    }

    /// The same of a group.
    #[must_use]
    pub fn of_group(name: &str) -> Option<Self> {
        let rest = after(name, GROUP_SCHEMA).unwrap_or(name);
        Self::of(None, COMMON, rest).or_else(|| Self::of(None, GROUP, rest))
    }

    fn of(extension: Option<ScimExtension>, among: &'static [ScimAttribute], name: &str) -> Option<Self> {
        let (name, sub) = name.split_once('.').map_or((name, None), |(name, sub)| (name, Some(sub)));
        let attribute = ScimAttribute::named(name, among)?;
        let sub = match sub {
            Some(sub) => Some(attribute.sub(sub)?),
            None => None,
        };
        Some(Self { extension, attribute, sub })
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
