//! The two places at which SCIM is.

use crate::http::path::{DOCUMENTED_SCIM_PREFIX, SCIM_PREFIX};

/// Which of the two places a request came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mount {
    Standard,
    Documented,
}

impl Mount {
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Self::Standard => SCIM_PREFIX,
            Self::Documented => DOCUMENTED_SCIM_PREFIX,
        }
    }

    /// Users on a page where a request doesn't say how many.
    pub(super) const fn count(self) -> u32 {
        match self {
            Self::Standard => 100,
            // As documented (*List users*).
            Self::Documented => 10,
        }
    }
}
