//! A credential as it is kept: the same for every type.

use serde_json::{Value, json};

use super::{ChangeReason, Credential, CredentialType, Own, Typed};

/// What only its type knows of a credential, in the form in which it is kept.
#[derive(Clone, PartialEq)]
pub struct Detail {
    /// The type that it is of.
    pub kind: CredentialType,
    /// Members of its own; never a secret.
    pub own: Value,
    /// The stored form of a secret that Sigill checks.
    pub secret: Option<String>,
}

impl std::fmt::Debug for Detail {
    /// The type only: the rest is secrets and people's numbers.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Detail").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What a credential is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Among those of its type in the client: for a mobile signature, the digits of its number.
    Lookup,
    /// As `Lookup`, where the client wants it unique.
    Unique,
    /// The provider's name for it: hexadecimal digits in lower case, or as it was written.
    Identificator,
    /// Its certificate's serial number: hexadecimal digits in lower case, without leading zeros.
    CertSerial,
    /// Its certificate's SHA-256 fingerprint: hexadecimal digits in lower case.
    CertSha256,
}

/// What a credential is found by from now on; `None`: by nothing of the kind. Keys that aren't named stay.
pub type Keys = Vec<(Key, Option<String>)>;

/// A credential with what it is found by.
#[derive(Clone, PartialEq)]
pub struct Kept {
    /// The whole of it.
    pub credential: Credential<Detail>,
    /// Those that are written with it.
    pub keys: Keys,
    /// As it was read, where only what differs is to be written; `None`: all that may change is.
    pub before: Option<Box<Credential<Detail>>>,
}

impl std::fmt::Debug for Kept {
    /// Without the keys, which are people's numbers.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").field("credential", &self.credential).finish_non_exhaustive()
    }
}

impl<K: Typed> Credential<K> {
    /// The credential as it is kept.
    #[must_use]
    pub fn kept(&self, keys: Keys) -> Kept {
        let detail = Detail {
            kind: K::TYPE,
            // Plain structs always have a JSON form.
            own: serde_json::to_value(&self.detail).unwrap_or_default(),
            secret: self.detail.secret().map(str::to_owned),
        };
        Kept { credential: self.with(detail), keys, before: None }
    }
}

impl Kept {
    /// The same, of which only what differs from this is written: fewer columns, and fewer indexes.
    #[must_use]
    pub fn since(mut self, before: &Credential<Own>) -> Self {
        let own = Value::Object(before.detail.members.clone());
        self.before = Some(Box::new(before.with(Detail { kind: before.detail.kind, own, secret: None })));
        self
    }
}

impl Credential<Own> {
    /// The credential as its history shows it; `in_full`: with what is masked otherwise. Never a secret.
    #[must_use]
    pub fn audit(&self, in_full: bool) -> Value {
        let mut audit = json!({
            "type": self.detail.kind.as_str(),
            "extId": self.ext_id,
            "policyExtId": self.policy.as_ref().map(|policy| &policy.ext_id),
            "stateName": self.state.as_str(),
            "stateChangeReason": self.reason.map(ChangeReason::as_str),
            "validity": { "from": self.validity.from.to_string(), "to": self.validity.to.map(|to| to.to_string()) },
        });
        let form = self.detail.kind.form();
        if form.is_of_client {
            audit["userExtId"] = self.user.as_ref().map(|user| user.ext_id.as_str()).into();
        }
        for member in form.members {
            let value = self.detail.members.get(member.name);
            if let Some(told) = value.and_then(|value| member.audited(value, in_full)) {
                audit[member.name] = told;
            }
        }
        let properties = self.detail.properties();
        if !properties.is_empty() {
            audit["properties"] = properties.audit();
        }
        audit
    }

    /// The credential as it is kept, with this stored form of its secret; `None`: as before.
    #[must_use]
    pub fn kept_with(&self, keys: Keys, secret: Option<String>) -> Kept {
        let own = Value::Object(self.detail.members.clone());
        Kept { credential: self.with(Detail { kind: self.detail.kind, own, secret }), keys, before: None }
    }
}

impl<K> Credential<K> {
    /// The same credential with another form of its own part.
    #[must_use]
    pub fn with<L>(&self, detail: L) -> Credential<L> {
        Credential {
            id: self.id,
            client_id: self.client_id,
            user: self.user.clone(),
            ext_id: self.ext_id.clone(),
            policy: self.policy.clone(),
            state: self.state,
            reason: self.reason,
            reason_detail: self.reason_detail.clone(),
            comment: self.comment.clone(),
            validity: self.validity,
            logins: self.logins,
            lock_until: self.lock_until,
            version: self.version,
            created: self.created,
            modified: self.modified,
            created_by: self.created_by.clone(),
            modified_by: self.modified_by.clone(),
            detail,
        }
    }
}
