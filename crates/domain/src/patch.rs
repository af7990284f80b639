//! What a JSON Merge Patch (RFC 7396) says about one member.

/// Absent keeps, `null` removes, anything else sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// The member is absent.
    #[default]
    Keep,
    /// The member is `null`.
    Clear,
    /// The member has this value.
    Set(T),
}

impl<T> Patch<T> {
    /// The same about a value that stays where it is.
    pub fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(value),
        }
    }

    /// The value after the patch, where `before` was there.
    pub fn apply(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }

    /// Reads the value, if there is one.
    pub fn try_map<U, E>(self, read: impl FnOnce(T) -> Result<U, E>) -> Result<Patch<U>, E> {
        Ok(match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(read(value)?),
        })
    }
}

impl Patch<String> {
    /// On an optional member `""` removes, as `null` does.
    #[must_use]
    pub fn empty_clears(&self) -> Patch<&str> {
        match self {
            Self::Set(value) if value.is_empty() => Patch::Clear,
            Self::Set(value) => Patch::Set(value),
            Self::Clear => Patch::Clear,
            Self::Keep => Patch::Keep,
        }
    }
}
