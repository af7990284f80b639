//! The values that an object has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// What a request wants of properties, by name: a value sets, `None` and the empty text remove.
pub type Wishes = BTreeMap<String, Option<String>>;

/// The values of one object, as they are stored with it.
///
/// What a definition says about showing is stored with the value, so that reading an object needs no
/// definitions; they never change.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Properties {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) shown: BTreeMap<String, String>,
    /// Set at creation and off since.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) off: BTreeMap<String, String>,
}

impl std::fmt::Debug for Properties {
    /// Without the values, which may be a person's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.shown.keys()).finish()
    }
}

/// Which kinds of changes wishes come to; each needs a right of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// A value is set where none is shown: `PropertyValueCreate`.
    pub creates: bool,
    /// A value takes another's place: `PropertyValueModify`.
    pub modifies: bool,
    /// A value is removed: `PropertyValueDelete`.
    pub deletes: bool,
}

impl Properties {
    /// Whether there is no value at all, shown or not.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty() && self.off.is_empty()
    }

    /// The values that callers may be shown, by name.
    #[must_use]
    pub fn shown(&self) -> &BTreeMap<String, String> {
        &self.shown
    }

    /// All of them without their values, as wishes: what `null` for the whole asks for.
    #[must_use]
    pub fn removed(&self) -> Wishes {
        self.shown.keys().map(|name| (name.clone(), None)).collect()
    }

    /// What the wishes would do here.
    #[must_use]
    pub fn touched(&self, wishes: &Wishes) -> Touched {
        let mut touched = Touched::default();
        for (name, wish) in wishes {
            match (self.shown.get(name), wanted(wish)) {
                (None, Some(_)) => touched.creates = true,
                (Some(before), Some(value)) if before != value => touched.modifies = true,
                (Some(_), None) => touched.deletes = true,
                _ => {}
            }
        }
        touched
    }

    /// As history shows them: what is off by its name only.
    pub(crate) fn audit(&self) -> Value {
        let off = self.off.keys().map(|name| (name.as_str(), "***"));
        let all: BTreeMap<_, _> = self.shown.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        off.chain(all).collect::<BTreeMap<_, _>>().into_iter().map(|(name, value)| (name, Value::from(value))).collect()
    }

    pub(super) fn get(&self, name: &str) -> Option<&String> {
        self.shown.get(name).or_else(|| self.off.get(name))
    }

    /// All values together, in code points.
    pub(super) fn len(&self) -> usize {
        self.shown.values().chain(self.off.values()).map(|value| value.chars().count()).sum()
    }
}

/// The value that is wanted, if any.
pub(super) fn wanted(wish: &Option<String>) -> Option<&str> {
    wish.as_deref().filter(|value| !value.is_empty())
}

/// What has values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// By internal key.
    pub id: Uuid,
    /// What it is.
    pub kind: HolderKind,
    /// The user whose it is, by internal key; the nil UUID: it is no user's.
    pub user_id: Uuid,
    /// The unit in which it is as a profile is, by internal key; the nil UUID: it is in none.
    pub unit_id: Uuid,
}

impl Holder {
    /// What is no user's, and in no unit.
    #[must_use]
    pub const fn of_client(client_id: Uuid, id: Uuid, kind: HolderKind) -> Self {
        Self { client_id, id, kind, user_id: Uuid::nil(), unit_id: Uuid::nil() }
    }

    /// A credential, of a user or of the client alone.
    #[must_use]
    pub fn of_credential(client_id: Uuid, id: Uuid, user_id: Option<Uuid>) -> Self {
        Self::of_client(client_id, id, HolderKind::Credential).of_user(user_id.unwrap_or_default())
    }

    /// What is a user's.
    #[must_use]
    pub const fn of_user(self, user_id: Uuid) -> Self {
        Self { user_id, ..self }
    }

    /// What is in a unit as a profile is.
    #[must_use]
    pub const fn in_unit(self, unit_id: Uuid) -> Self {
        Self { unit_id, ..self }
    }
}

/// What may have values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolderKind {
    /// A user.
    User,
    /// A credential.
    Credential,
    /// A unit.
    Unit,
    /// A profile.
    Profile,
    /// An enterprise role.
    EnterpriseRole,
    /// A profile, for an application.
    ProfileValues,
    /// An application.
    Application,
    /// A role of an application.
    Role,
}

/// A value that others may not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UniqueValue {
    /// Its row: made from the holder and the property, so that each holder has one at most.
    pub id: Uuid,
    /// Whose value it is.
    pub holder: Holder,
    /// A SHA-256 digest of property and value in hexadecimal.
    pub key: String,
    /// The unit in which the key is unique; the nil UUID: in all of the client.
    pub unit_id: Uuid,
    /// The user whose objects may share it; the nil UUID: nobody's.
    pub shared_by: Uuid,
    /// 0, and of what a user's objects share the first number that none of them has: key, unit and number are unique in the
    /// client, so that the first of two users has it.
    pub place: i64,
}
