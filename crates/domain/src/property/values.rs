//! The values that an object has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
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
    /// Values of encrypted properties, also those that are off.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) sealed: BTreeMap<String, SealedValue>,
}

/// A value as it is stored where its property is encrypted.
#[derive(Clone, Serialize, Deserialize)]
pub struct SealedValue {
    /// What only this installation's master key opens, and only for the same object and property.
    pub text: String,
    /// Set at creation and off since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_off: bool,
    /// What it says, once it was opened; never stored.
    #[serde(skip)]
    pub(super) plain: Option<String>,
}

impl PartialEq for SealedValue {
    /// As they are stored: whether one was opened makes no difference.
    fn eq(&self, other: &Self) -> bool {
        (&self.text, self.is_off) == (&other.text, other.is_off)
    }
}

impl Eq for SealedValue {}

/// To what a sealed value is bound: its object, by internal key, and the name of its property. So one that is copied to
/// another object, or to another property, doesn't open there.
#[must_use]
pub fn bound_to(holder: Uuid, name: &str) -> Uuid {
    made_of(&[b"property\0", holder.as_bytes(), name.as_bytes()])
}

/// An id that follows from what it is made of.
pub(super) fn made_of(parts: &[&[u8]]) -> Uuid {
    let digest = Sha256::digest(parts.concat());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, of_digest)| *byte = of_digest);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

impl std::fmt::Debug for Properties {
    /// Without the values, which may be a person's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.shown.keys()).entries(self.sealed.keys()).finish()
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
        self.shown.is_empty() && self.off.is_empty() && self.sealed.is_empty()
    }

    /// The values that callers may be shown, by name. Of encrypted properties, those that were [opened](Self::open).
    pub fn shown(&self) -> impl Iterator<Item = (&str, &str)> {
        let opened = self.sealed.iter().filter(|(_, sealed)| !sealed.is_off);
        let opened = opened.filter_map(|(name, sealed)| Some((name.as_str(), sealed.plain.as_deref()?)));
        self.shown.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(opened)
    }

    /// The value of one that callers may be shown.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.shown().find(|(shown, _)| *shown == name).map(|(_, value)| value)
    }

    /// Whether a value is sealed.
    #[must_use]
    pub fn has_sealed(&self) -> bool {
        !self.sealed.is_empty()
    }

    /// Opens what is sealed, by a function that is told what it is [bound to](bound_to).
    ///
    /// # Errors
    /// The first one of the function.
    pub fn open<E>(&mut self, holder: Uuid, open: impl Fn(&str, Uuid) -> Result<String, E>) -> Result<(), E> {
        for (name, sealed) in self.sealed.iter_mut().filter(|(_, sealed)| sealed.plain.is_none()) {
            sealed.plain = Some(open(&sealed.text, bound_to(holder, name))?);
        }
        Ok(())
    }

    /// Seals anew what is sealed, where the function says how; whether it did of any.
    ///
    /// # Errors
    /// The first one of the function.
    pub fn reseal<E>(
        &mut self,
        holder: Uuid,
        reseal: impl Fn(&str, Uuid) -> Result<Option<String>, E>,
    ) -> Result<bool, E> {
        let mut is_any = false;
        for (name, sealed) in &mut self.sealed {
            if let Some(text) = reseal(&sealed.text, bound_to(holder, name))? {
                (sealed.text, is_any) = (text, true);
            }
        }
        Ok(is_any)
    }

    /// With what was opened where it is stored in clear: only to be shown.
    #[must_use]
    pub fn to_show(self) -> Self {
        let shown = self.shown().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { shown, ..Self::default() }
    }

    /// All of them without their values, as wishes: what `null` for the whole asks for.
    #[must_use]
    pub fn removed(&self) -> Wishes {
        let sealed = self.sealed.iter().filter(|(_, sealed)| !sealed.is_off).map(|(name, _)| name);
        self.shown.keys().chain(sealed).map(|name| (name.clone(), None)).collect()
    }

    /// What the wishes would do here.
    #[must_use]
    pub fn touched(&self, wishes: &Wishes) -> Touched {
        let mut touched = Touched::default();
        for (name, wish) in wishes {
            match (self.value(name), wanted(wish)) {
                (None, Some(_)) => touched.creates = true,
                (Some(before), Some(value)) if before != value => touched.modifies = true,
                (Some(_), None) => touched.deletes = true,
                _ => {}
            }
        }
        touched
    }

    /// As history shows them: what is off by its name only. Of what is encrypted, four figures of how it is sealed, so that
    /// a change is seen, and nothing of the value.
    pub(crate) fn audit(&self) -> Value {
        let off = self.off.keys().map(|name| (name.as_str(), "***".to_owned()));
        let sealed = self.sealed.iter().map(|(name, sealed)| {
            let mark: String = made_of(&[sealed.text.as_bytes()]).simple().to_string().chars().take(4).collect();
            (name.as_str(), format!("*** {mark}"))
        });
        let shown = self.shown.iter().map(|(name, value)| (name.as_str(), value.clone()));
        let all: BTreeMap<_, _> = off.chain(sealed).chain(shown).collect();
        all.into_iter().map(|(name, value)| (name, Value::from(value))).collect()
    }

    /// A value, shown or not; of what is encrypted, once it was opened.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let clear = self.shown.get(name).or_else(|| self.off.get(name));
        clear.or_else(|| self.sealed.get(name)?.plain.as_ref()).map(String::as_str)
    }

    /// Whether there is a value, opened or not.
    pub(super) fn has(&self, name: &str) -> bool {
        self.shown.contains_key(name) || self.off.contains_key(name) || self.sealed.contains_key(name)
    }

    /// All values together, in code points.
    pub(super) fn len(&self) -> usize {
        let opened = self.sealed.values().filter_map(|sealed| sealed.plain.as_ref());
        self.shown.values().chain(self.off.values()).chain(opened).map(|value| value.chars().count()).sum()
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
