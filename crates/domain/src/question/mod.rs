//! Personal questions: the catalogue of a client, out of which people choose their security questions.
//!
//! Source: *Create personal question*, *Get personal question*, *Update personal question* (2.79).

mod decide;

use uuid::Uuid;

pub use self::decide::{HeldQuestion, New, PatchQuestion, Questions};
use crate::ext_id::ExtId;
use crate::language::Texts;
use crate::time::Timestamp;
use crate::words::words;

/// Questions of a client at most: what a list and a choice are made of has an end.
pub const QUESTIONS_MAX: i64 = 1_000;
/// Longest description and longest content, in code points.
pub const TEXT_LEN_MAX: usize = 1_000;
/// Longest display name, in code points.
pub const NAME_LEN_MAX: usize = 100;

words! {
    /// Whether a question may be chosen.
    State {
        /// It may.
        Active = "active";
        /// Not now.
        Disabled = "disabled";
        /// Not any more.
        Revoked = "revoked";
    }
}

/// A personal question of a client.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// Unique among the client's questions; fixed at creation.
    pub ext_id: ExtId,
    /// Notes for administrators, 1 to [`TEXT_LEN_MAX`] code points.
    pub description: Option<String>,
    /// Whether it may be chosen.
    pub state: State,
    /// What it is called, per language; 1 to [`NAME_LEN_MAX`] code points each.
    pub display_name: Texts,
    /// What people are asked, per language; 1 to [`TEXT_LEN_MAX`] code points each.
    pub content: Texts,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When it was created.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
}

impl Question {
    /// The question as its history shows it.
    #[must_use]
    pub fn audit(&self) -> serde_json::Value {
        serde_json::json!({
            "extId": self.ext_id, "description": self.description, "stateName": self.state.as_str(),
            "displayName": self.display_name, "content": self.content,
        })
    }
}
