//! The part of its own that a credential of any type has: its members by name, as they are kept.

use serde_json::{Map, Value};

use super::CredentialType;
use crate::property::{AMONG_MEMBERS, Properties};

/// What a credential of any type has beside what all share.
///
/// The [`Form`](super::Form) of its type says what its members are. Those that the form doesn't name are the type's own
/// business: they are never shown. `Debug` shows the type alone: the rest may be a person's.
#[derive(Clone, PartialEq)]
pub struct Own {
    /// The type of the credential.
    pub kind: CredentialType,
    /// Members by their wire names; never a secret.
    pub members: Map<String, Value>,
}

impl std::fmt::Debug for Own {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Own").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Own {
    /// Of a type, without any member yet.
    #[must_use]
    pub fn new(kind: CredentialType) -> Self {
        Self { kind, members: Map::new() }
    }

    /// A member that is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name).and_then(Value::as_str)
    }

    /// A member that is a whole number.
    #[must_use]
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.members.get(name).and_then(Value::as_i64)
    }

    /// Whether a member is there and true.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.members.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Sets a member, or removes it.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        match value.into() {
            Value::Null => self.members.remove(name),
            value => self.members.insert(name.to_owned(), value),
        };
    }

    /// Its custom properties.
    #[must_use]
    pub fn properties(&self) -> Properties {
        let kept = self.members.get(AMONG_MEMBERS).cloned();
        kept.and_then(|kept| serde_json::from_value(kept).ok()).unwrap_or_default()
    }

    /// With these custom properties instead of those that it had.
    pub fn set_properties(&mut self, properties: &Properties) {
        let kept = if properties.is_empty() { None } else { serde_json::to_value(properties).ok() };
        self.set(AMONG_MEMBERS, kept.unwrap_or_default());
    }

    /// The members that callers see, in the order of the form.
    pub fn shown(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        let members = self.kind.form().members.iter().filter(|member| member.is_shown());
        members.filter_map(|member| Some((member.name, self.members.get(member.name)?)))
    }
}
