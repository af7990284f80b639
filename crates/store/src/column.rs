//! Columns: how a value of the domain is kept in one.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sigill_domain::credential;
use sigill_domain::dispatch_target;
use sigill_domain::event::EventKind;
use sigill_domain::ext_id::ExtId;
use sigill_domain::message;
use sigill_domain::msisdn::Msisdn;
use sigill_domain::policy::PolicyType;
use sigill_domain::property::{Access, Properties, PropertyType, Scope, Uniqueness};
use sigill_domain::question;
use sigill_domain::rooms::UnitPath;
use sigill_domain::session::{EndReason, SignedInBy};
use sigill_domain::signing;
use sigill_domain::time::Timestamp;
use sigill_domain::unit;
use sigill_domain::user::{self, Person};
use uuid::Uuid;

use crate::error::StoreError;
use crate::value::{Cell, Cells, Value};

/// What is kept in one column.
pub(crate) trait Column: Sized {
    /// As both engines keep it.
    type Stored: Cell + Into<Value>;

    /// Out of what is stored.
    fn read(stored: Self::Stored) -> Result<Self, StoreError>;

    /// As it is stored.
    fn stored(&self) -> Self::Stored;
}

/// Reads the next column of a result.
pub(crate) fn take<C: Column>(cells: &mut Cells<'_>) -> Result<C, StoreError> {
    C::read(cells.take()?)
}

/// Reads what was stored in a column.
pub(crate) fn read<C: Column>(stored: C::Stored) -> Result<C, StoreError> {
    C::read(stored)
}

/// The value of a column.
pub(crate) fn value<C: Column>(column: &C) -> Value {
    column.stored().into()
}

pub(crate) fn corrupt(what: &'static str, why: impl ToString) -> StoreError {
    StoreError::Corrupt { what, why: why.to_string() }
}

/// Reads JSON that is stored as text.
pub(crate) fn json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| corrupt(what, error))
}

/// As stored text. Maps of strings and plain structs always have a JSON form.
pub(crate) fn json_text<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).unwrap_or_default().to_string()
}

/// What both engines know.
macro_rules! plain {
    ($($type:ty)*) => {
        $(impl Column for $type {
            type Stored = Self;

            fn read(stored: Self) -> Result<Self, StoreError> {
                Ok(stored)
            }

            fn stored(&self) -> Self {
                self.clone()
            }
        })*
    };
}

plain! { i64 bool String Uuid }

impl<C: Column> Column for Option<C>
where
    Option<C::Stored>: Cell + Into<Value>,
{
    type Stored = Option<C::Stored>;

    fn read(stored: Self::Stored) -> Result<Self, StoreError> {
        stored.map(C::read).transpose()
    }

    fn stored(&self) -> Self::Stored {
        self.as_ref().map(C::stored)
    }
}

impl Column for ExtId {
    type Stored = String;

    fn read(stored: String) -> Result<Self, StoreError> {
        Ok(Self::from_stored(stored))
    }

    fn stored(&self) -> String {
        self.as_str().to_owned()
    }
}

impl Column for UnitPath {
    type Stored = String;

    fn read(stored: String) -> Result<Self, StoreError> {
        Ok(Self::from_stored(stored))
    }

    fn stored(&self) -> String {
        self.as_str().to_owned()
    }
}

/// Microseconds since 1970.
impl Column for Timestamp {
    type Stored = i64;

    fn read(stored: i64) -> Result<Self, StoreError> {
        Ok(Self::from_micros(stored))
    }

    fn stored(&self) -> i64 {
        self.micros()
    }
}

/// Enums, each by a word.
macro_rules! words {
    ($($type:ty, $what:literal, $read:path;)*) => {
        $(impl Column for $type {
            type Stored = String;

            fn read(stored: String) -> Result<Self, StoreError> {
                $read(&stored).ok_or_else(|| corrupt($what, stored))
            }

            fn stored(&self) -> String {
                self.as_str().to_owned()
            }
        })*
    };
}

words! {
    unit::State, "a unit's state", unit::State::from_wire;
    user::State, "a user's state", user::State::from_wire;
    dispatch_target::State, "a dispatch target's state", dispatch_target::State::from_wire;
    question::State, "a question's state", question::State::from_wire;
    credential::State, "a credential's state", credential::State::from_wire;
    signing::State, "a signature's state", signing::State::from_wire;
    signing::Outcome, "a signature's outcome", signing::Outcome::from_wire;
    message::MessagePurpose, "what a message is for", message::MessagePurpose::from_wire;
    message::Channel, "how a message goes", message::Channel::from_wire;
    message::Progress, "a message's state", message::Progress::from_wire;
    PolicyType, "a policy's type", PolicyType::from_wire;
    PropertyType, "a property's type", PropertyType::from_wire;
    Scope, "a property's scope", Scope::from_wire;
    Uniqueness, "among what a property's values are unique", Uniqueness::from_wire;
    Access, "a property's access", Access::from_wire;
    EventKind, "an event's kind", EventKind::from_wire;
    SignedInBy, "by what somebody has signed in", SignedInBy::from_wire;
    EndReason, "why a session ended", EndReason::from_wire;
}

impl Column for Msisdn {
    type Stored = String;

    fn read(stored: String) -> Result<Self, StoreError> {
        Self::parse("msisdn", Some(&stored)).map_err(|breach| corrupt("a number", breach.message))
    }

    fn stored(&self) -> String {
        self.as_str().to_owned()
    }
}

/// Types of credentials, by the vendor's number.
impl Column for credential::CredentialType {
    type Stored = i64;

    fn read(stored: i64) -> Result<Self, StoreError> {
        Self::from_number(stored).ok_or_else(|| corrupt("a credential's type", stored))
    }

    fn stored(&self) -> i64 {
        self.number()
    }
}

/// What is kept as JSON.
macro_rules! jsons {
    ($($type:ty, $what:literal;)*) => {
        $(impl Column for $type {
            type Stored = String;

            fn read(stored: String) -> Result<Self, StoreError> {
                json($what, &stored)
            }

            fn stored(&self) -> String {
                json_text(self)
            }
        })*
    };
}

jsons! {
    Person, "a user's person";
    Properties, "a user's properties";
    dispatch_target::Texts, "the texts of a dispatch target";
    dispatch_target::AppAttestation, "an app attestation";
    BTreeMap<String, String>, "texts by name";
    Vec<String>, "a list of texts";
    signing::Detail, "a signature's detail";
}
