//! The part of its own that a credential of any type has.

use super::{CredentialType, MobileSignature};

/// What a credential of any type has beside what all share, for lists of all types.
#[derive(Clone, Debug, PartialEq)]
pub enum Own {
    /// All of it is shown.
    MobileSignature(MobileSignature),
    /// A type whose own part is never shown.
    Hidden(CredentialType),
}

impl Own {
    /// The type of the credential.
    #[must_use]
    pub const fn kind(&self) -> CredentialType {
        match self {
            Self::MobileSignature(_) => CredentialType::MobileSignature,
            Self::Hidden(kind) => *kind,
        }
    }
}
