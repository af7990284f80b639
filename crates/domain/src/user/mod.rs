//! Users: people and machines of a client.

mod archive;
mod belonging;
mod create;
mod identity;
mod instant;
mod key;
mod modify;
mod person;
mod properties;
mod provisioned;
mod technical;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::archive::Archivable;
pub use self::belonging::{Belonging, What};
pub use self::create::{New, NewUser, Registered};
pub(crate) use self::instant::instant;
pub use self::key::{BETWEEN, SearchKeys};
pub use self::modify::{HeldUser, PatchUser};
pub use self::person::{Address, Contacts, Name, Person};
pub use self::provisioned::{EXTERNAL_ID_LEN_MAX, Provisioned};
use crate::ext_id::ExtId;
use crate::property::Properties;
use crate::standing::Effect;
use crate::time::Timestamp;
use crate::words::words;

/// Longest login id, in characters.
pub const LOGIN_ID_LEN_MAX: usize = 300;

/// A user.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// Internal key, a UUIDv7; `sub` in tokens that are issued here. Paths and bodies have the external id instead.
    pub id: Uuid,
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// Unique among the client's users; fixed at creation.
    pub ext_id: ExtId,
    /// Unique among the client's users; 1 to [`LOGIN_ID_LEN_MAX`] printable ASCII characters without blanks.
    pub login_id: String,
    /// `userState`; its profiles follow it.
    pub state: State,
    /// Set at creation, never changed (*Technical users and impersonation*).
    pub is_technical: bool,
    /// When it may act.
    pub validity: Validity,
    /// What is known of the person; of a technical user nothing is mandatory.
    pub person: Person,
    /// Custom properties of the scope `USER_GLOBAL`.
    pub properties: Properties,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When it was registered.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
    /// Who moved it: `client/user`, or `system`. `None`: it was moved before that was kept.
    pub modified_by: Option<String>,
}

/// A user as others refer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRef {
    /// Internal key; paths and bodies have the external id instead.
    pub id: Uuid,
    /// As paths name it.
    pub ext_id: ExtId,
    /// As it was read.
    pub state: State,
}

/// When a user may act; open at both ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// The first moment at which it holds; `None`: it has no beginning.
    pub from: Option<Timestamp>,
    /// The first moment at which it doesn't hold any more; `None`: it has no end.
    pub to: Option<Timestamp>,
}

impl Validity {
    /// Whether `at` is within it.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }

    /// Why it doesn't hold, in words.
    #[must_use]
    pub fn broken(&self, at: Timestamp) -> Option<String> {
        let over = self.to.filter(|to| *to <= at).map(|to| format!("the user's validity ended at {to}"));
        over.or_else(|| self.from.filter(|from| at < *from).map(|from| format!("the user's validity begins at {from}")))
    }

    /// Whether it holds at some time at which `other` doesn't.
    #[must_use]
    pub fn is_wider_than(&self, other: &Self) -> bool {
        let begins_earlier = other.from.is_some_and(|theirs| self.from.is_none_or(|from| from < theirs));
        let ends_later = other.to.is_some_and(|theirs| self.to.is_none_or(|to| to > theirs));
        begins_earlier || ends_later
    }
}

words! {
    /// The state of a user, in the order of the documentation. Archived is final: only deleting follows.
    State {
        /// It may act, within its validity.
        Active = "active";
        /// It can't act until somebody activates it.
        Disabled = "disabled";
        /// It is ended for good, its credentials are deleted; history stays.
        Archived = "archived";
    }
}

impl User {
    /// Notes that it is changed, when and by whom.
    pub(crate) fn touch(&mut self, at: Timestamp, by: &str) {
        self.version += 1;
        self.modified = at;
        self.modified_by = Some(by.to_owned());
    }

    /// What others keep of it.
    #[must_use]
    pub fn reference(&self) -> UserRef {
        UserRef { id: self.id, ext_id: self.ext_id.clone(), state: self.state }
    }

    /// What it does to what the user may do that it is in this state, of this validity and with this login id from now
    /// on. The one place for it.
    #[must_use]
    pub(crate) fn effect_of(&self, state: State, validity: Validity, login_id: &str) -> Effect {
        let (was_active, is_active) = (self.state == State::Active, state == State::Active);
        let ends = (was_active && !is_active) || self.validity.is_wider_than(&validity);
        Effect {
            gives: !was_active && is_active,
            prolongs: validity.is_wider_than(&self.validity),
            takes: ends || self.login_id != login_id,
            ends,
        }
    }

    /// The user as its history shows it.
    #[must_use]
    pub fn audit(&self) -> serde_json::Value {
        let mut audit = serde_json::json!({
            "extId": self.ext_id, "loginId": self.login_id, "userState": self.state.as_str(),
            "isTechnicalUser": self.is_technical, "person": self.person,
            "validity": { "from": self.validity.from.map(|t| t.to_string()), "to": self.validity.to.map(|t| t.to_string()) },
        });
        if !self.properties.is_empty() {
            audit["properties"] = self.properties.audit();
        }
        audit
    }

    /// The user as who may not see values of properties sees it.
    #[must_use]
    pub fn without_properties(self) -> Self {
        Self { properties: Properties::default(), ..self }
    }
}

#[cfg(test)]
mod tests;
