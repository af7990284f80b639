//! Users: people and machines of a client.

mod archive;
mod belonging;
mod create;
mod key;
mod modify;
mod person;
mod properties;
mod technical;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::archive::Archivable;
pub use self::belonging::Belonging;
pub use self::create::{New, NewUser, Registered};
pub use self::key::{BETWEEN, Keys};
pub use self::modify::{HeldUser, PatchUser};
pub use self::person::{Address, Contacts, Name, Person};
use crate::breach::Breach;
use crate::ext_id::ExtId;
use crate::property::{Holder, Properties};
use crate::standing::Effect;
use crate::text;
use crate::time::Timestamp;

pub const LOGIN_ID_LEN_MAX: usize = 300;

/// A user.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    pub id: Uuid,
    pub client_id: Uuid,
    pub ext_id: ExtId,
    pub login_id: String,
    pub state: State,
    /// Set at creation, never changed (*Technical users and impersonation*).
    pub is_technical: bool,
    pub validity: Validity,
    pub person: Person,
    pub properties: Properties,
    pub version: i64,
    pub created: Timestamp,
    pub modified: Timestamp,
}

/// A user as others refer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRef {
    pub id: Uuid,
    pub ext_id: ExtId,
    pub state: State,
}

/// When a user may act; open at both ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
}

impl Validity {
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

/// The state of a user. Archived is final: only deleting follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Active,
    Disabled,
    Archived,
}

impl State {
    pub const ALL: &[Self] = &[Self::Active, Self::Disabled, Self::Archived];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Archived => "archived",
        }
    }

    #[must_use]
    pub fn from_wire(value: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == value)
    }

    fn parse(field: &str, value: &str) -> Result<Self, Breach> {
        Self::from_wire(value).ok_or_else(|| {
            let expected = text::one_of(Self::ALL.iter().map(|state| state.as_str()));
            Breach::invalid(format!("{field}: expected one of {expected}, got {}", text::echo(value)))
        })
    }
}

impl User {
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

    /// The user as what has values of properties.
    fn holder(&self) -> Holder {
        Holder { client_id: self.client_id, id: self.id, is_credential: false }
    }
}
