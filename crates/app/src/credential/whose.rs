//! Which credential is meant, and what became of it.

use serde_json::{Map, Value};
use sigill_domain::credential::{Credential, CredentialType, Own};

use crate::refusal::Refusal;

/// Which credential of a user a path names.
#[derive(Clone, Copy, Debug)]
pub struct Whose<'a> {
    /// The user, by external id. Of a type that is the client's, paths name none, but to assign one.
    pub user: &'a str,
    /// The credential, by external id; `None`: the user has one of the type at most.
    pub credential: Option<&'a str>,
}

impl Whose<'_> {
    /// What reads of the type look for.
    pub(crate) fn pair(&self) -> (&str, Option<&str>) {
        (self.user, self.credential)
    }

    /// What isn't there where a read of the type leads nowhere.
    pub(crate) fn named(&self, kind: CredentialType) -> &str {
        if kind.form().is_of_client { self.credential.unwrap_or_default() } else { self.user }
    }

    /// The refusal where the user has no such credential.
    pub(crate) fn none(self, kind: CredentialType) -> Refusal {
        let (user, wire) = (self.user, kind.as_str());
        Refusal::NoRecord(match self.credential {
            Some(_) => format!("User with extId {user} has no such {wire} credential"),
            None => format!("User with extId {user} has no {wire} credential"),
        })
    }
}

/// A credential that was made or changed, and what the answer shows of it this once.
#[derive(Debug)]
pub struct Made {
    /// As it is now.
    pub credential: Credential<Own>,
    /// Secrets among it: they are never seen again.
    pub reveal: Map<String, Value>,
}
