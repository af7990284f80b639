//! The members that are texts: what they are called, how long they may be, and what history tells of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::breach::Breaches;
use crate::patch::Patch;
use crate::text;

/// What callers give of texts, by name; `None`: absent.
pub type Given = Vec<(&'static str, Option<String>)>;

/// What a merge patch says of texts, by name.
pub type Patched = Vec<(&'static str, Patch<String>)>;

/// A member that is a text.
#[derive(Clone, Copy, Debug)]
pub struct TextMember {
    /// As the wire has it.
    pub name: &'static str,
    /// Longest value, in code points.
    pub len_max: usize,
    /// Whether it is always there.
    pub is_mandatory: bool,
    /// Whether history tells it: what addresses a device, and keys, stay out of it.
    is_told: bool,
}

impl TextMember {
    const fn new(name: &'static str, len_max: usize) -> Self {
        Self { name, len_max, is_mandatory: false, is_told: true }
    }

    const fn mandatory(self) -> Self {
        Self { is_mandatory: true, ..self }
    }

    const fn untold(self) -> Self {
        Self { is_told: false, ..self }
    }
}

/// Those of a dispatch target.
pub const TARGET: &[TextMember] = &[
    TextMember::new("deviceId", 255).mandatory(),
    TextMember::new("target", 4_000).mandatory().untold(),
    TextMember::new("dispatcher", 255),
    TextMember::new("userAgent", 1_000),
    TextMember::new("encryptionKey", 4_000).untold(),
    TextMember::new("signingKey", 4_000).mandatory().untold(),
    TextMember::new("appId", 1_000).mandatory(),
    TextMember::new("name", 255).mandatory(),
    TextMember::new("identification", 255).mandatory(),
];

/// Those of an app attestation.
pub const ATTESTATION: &[TextMember] = &[
    TextMember::new("name", 255),
    TextMember::new("receipt", 16_000).mandatory().untold(),
    TextMember::new("publicKey", 4_000).mandatory().untold(),
    TextMember::new("deviceId", 255).mandatory(),
    TextMember::new("environment", 100),
];

/// Values by name.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(BTreeMap<String, String>);

impl std::fmt::Debug for Texts {
    /// Without the values, which are a device's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Texts {
    /// A value, if it is there.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A value, or nothing.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    /// Of something new. `within`: what messages put before a name.
    pub(super) fn new(members: &[TextMember], within: &str, given: &Given, broken: &mut Breaches) -> Self {
        let mut texts = BTreeMap::new();
        for member in members {
            let value = given.iter().find(|(name, _)| *name == member.name).and_then(|(_, value)| value.as_deref());
            let field = format!("{within}{}", member.name);
            let read = match member.is_mandatory {
                true => text::mandatory(&field, value, member.len_max).map(Some),
                false => text::optional(&field, value, member.len_max),
            };
            if let Some(value) = broken.keep(read).flatten() {
                texts.insert(member.name.to_owned(), value);
            }
        }
        Self(texts)
    }

    /// After a patch.
    pub(super) fn patched(&self, members: &[TextMember], patch: &Patched, broken: &mut Breaches) -> Self {
        let mut texts = self.0.clone();
        for (name, patch) in patch {
            let Some(member) = members.iter().find(|member| member.name == *name) else { continue };
            let before = self.0.get(*name).cloned();
            let read = match member.is_mandatory {
                true => text::patched(name, patch, before.as_deref().unwrap_or_default(), member.len_max).map(Some),
                false => text::patched_optional(name, patch, &before, member.len_max),
            };
            match broken.keep(read).flatten() {
                Some(value) => texts.insert((*name).to_owned(), value),
                None => texts.remove(*name),
            };
        }
        Self(texts)
    }

    /// Adds to what history tells. Of what stays out of it, only that it is there.
    pub(super) fn tell(&self, members: &[TextMember], audit: &mut Value) {
        for member in members {
            if let Some(value) = self.find(member.name) {
                audit[member.name] = if member.is_told { value.into() } else { "***".into() };
            }
        }
    }
}
