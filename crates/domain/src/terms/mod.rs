//! Terms that people accept, and that they accepted them.
//!
//! Source: *Create terms*, *Patch terms*, *Unassign terms*, *Create consent*, *Get pending terms* (2.75.1), *Get consents*
//! (2.83).

mod assign;
mod consent;
mod decide;

use uuid::Uuid;

pub use self::assign::AssignableTerms;
pub use self::consent::{Agreeable, NewConsent};
pub use self::decide::{AllTerms, HeldTerms, New, PatchTerms};
use crate::ext_id::ExtId;
use crate::language::Texts;
use crate::time::Timestamp;

/// Terms at most, so that those that somebody hasn't accepted can be made of all of them.
pub const TERMS_MAX: i64 = 1_000;
/// Applications of terms at most.
pub const APPLICATIONS_MAX: usize = 100;
/// Consents of a user at most.
pub const CONSENTS_MAX: i64 = 1_000;
/// Longest name, in code points.
pub const NAME_LEN_MAX: usize = 100;
/// Longest version of terms, in code points.
pub const VERSION_LEN_MAX: usize = 50;
/// Longest address, in code points.
pub const URL_LEN_MAX: usize = 1_000;

/// Terms, the same for every client.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Unique among all terms; fixed at creation.
    pub ext_id: ExtId,
    /// Unique among all terms; 1 to [`NAME_LEN_MAX`] code points.
    pub name: String,
    /// Whether people are asked to accept them.
    pub is_active: bool,
    /// Whether who asks people takes them as accepted without a word.
    pub is_silent: bool,
    /// Which version of the terms: where it changes, people are asked again. 1 to [`VERSION_LEN_MAX`] code points.
    pub terms_version: String,
    /// Where they stand, per language in small letters.
    pub urls: Texts,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When they were created.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
    /// The applications that they are for, by external id; none: they are for everything.
    pub applications: Vec<ExtId>,
}

/// That somebody has accepted terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    /// Internal key, a UUIDv7.
    pub id: Uuid,
    /// The client of the user, by internal key.
    pub client_id: Uuid,
    /// Who accepted them, by internal key.
    pub user_id: Uuid,
    /// The terms, by internal key.
    pub terms_id: Uuid,
    /// The terms, as paths name them.
    pub terms_ext_id: ExtId,
    /// Which version of them was accepted.
    pub terms_version: String,
    /// When.
    pub accepted: Timestamp,
}

impl Terms {
    /// The terms as their history shows them.
    #[must_use]
    pub fn audit(&self) -> serde_json::Value {
        serde_json::json!({
            "extId": self.ext_id, "name": self.name, "active": self.is_active, "silentAcceptance": self.is_silent,
            "termsVersion": self.terms_version, "urls": self.urls, "applicationExtIds": self.applications,
        })
    }
}
