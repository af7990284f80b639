//! A person with all of its credentials, as one statement reads them.

use uuid::Uuid;

use crate::client::ClientRef;
use crate::credential::{Credential, MobileSignature, Own};
use crate::policy::{ClientRules, MobileSignatureRules, Parameters};
use crate::signing::{Lately, Signable, Signature};
use crate::user::{User, UserRef};

/// What was read of a person.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its client.
    pub client: ClientRef,
    /// What the policy of its client says.
    pub client_rules: ClientRules,
    /// Who it is.
    pub user: User,
    /// The owner's revision.
    pub rev: i64,
    /// Of every type, the oldest first, as they were written: a temporary lock may be over.
    pub credentials: Vec<SeenCredential>,
    /// The mobile signature among them, once more.
    pub signature: Option<SeenSignature>,
}

/// A credential with what its policy says.
#[derive(Clone, Debug)]
pub struct SeenCredential {
    /// As it was written.
    pub credential: Credential<Own>,
    /// Of the policy that it names; `None` where it names none.
    pub parameters: Option<Parameters>,
}

/// A mobile signature with what was asked of it.
#[derive(Clone, Debug)]
pub struct SeenSignature {
    /// As it was written.
    pub credential: Credential<MobileSignature>,
    /// Those of its policy, or the defaults.
    pub rules: MobileSignatureRules,
    /// The signature that is open with it.
    pub open: Option<Uuid>,
    /// The latest, the newest first, without their answers.
    pub last: Vec<Signature>,
}

impl Seen {
    /// What asking for a signature begins with. What its number was asked lately isn't known of it.
    #[must_use]
    pub fn signable(&self) -> Option<Signable> {
        let SeenSignature { credential, rules, open, .. } = self.signature.clone()?;
        Some(Signable {
            client: self.client.clone(),
            client_rules: self.client_rules.clone(),
            rules,
            user: UserRef { id: self.user.id, ext_id: self.user.ext_id.clone(), state: self.user.state },
            user_validity: self.user.validity,
            rev: self.rev,
            credential,
            open,
            lately: Lately::default(),
        })
    }
}
