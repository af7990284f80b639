//! Public keys of technical users, by which they authenticate without a secret (RFC 7523).

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{ChangeReason, Credential, CredentialType, Earlier, Keys, Logins, State, Superseding, Typed, Validity};
use crate::change::{Change, Guard, Write};
use crate::event::{Event, EventKind, Happening};
use crate::owner::Owner;
use crate::right::System;
use crate::standing::Ruled;

/// Public keys of one user that work: the newest five.
pub const PUBLIC_KEYS_MAX: usize = 5;

/// A public key in JWK form (RFC 7517). The vendor has no type for it: it is a generic credential.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// `null` in generic credentials that are no keys.
    #[serde(default)]
    pub jwk: Value,
}

impl Typed for PublicKey {
    const TYPE: CredentialType = CredentialType::of(&super::kinds::generic::FORM);
}

impl Owner<PublicKey> {
    /// Gives the user a further key, after those `earlier`.
    #[must_use]
    pub fn issue(
        &self,
        jwk: Value,
        earlier: &[Earlier],
        happening: &Happening,
    ) -> (Credential<PublicKey>, Change<System>) {
        let id: Uuid = happening.id;
        let credential = Credential {
            id,
            client_id: self.client.id,
            user: Some((&self.user).into()),
            ext_id: id.into(),
            policy: None,
            state: State::Active,
            reason: Some(ChangeReason::Initialized),
            reason_detail: None,
            comment: None,
            validity: Validity { from: happening.at, to: None },
            logins: Logins::default(),
            lock_until: None,
            version: 1,
            created: happening.at,
            modified: happening.at,
            created_by: Some(happening.by.name.clone()),
            modified_by: Some(happening.by.name.clone()),
            detail: PublicKey { jwk: jwk.clone() },
        };
        let after = serde_json::json!({
            "type": PublicKey::TYPE.as_str(), "extId": credential.ext_id, "stateName": credential.state.as_str(),
            "jwk": jwk,
        });
        let kind = EventKind::CredentialCreate;
        let event = Event::about_user(happening, &self.client, &self.user, kind, &credential.ext_id).after(after);
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled: Ruled::BY_SERVER };
        let mut change = Change::new(guard, vec![Write::new_credential(&credential, Keys::new())], event);
        let superseding = Superseding { kind: PublicKey::TYPE, earlier, works_max: PUBLIC_KEYS_MAX };
        superseding.by((&credential.ext_id, true), &mut change, &self.client, &self.user, happening);
        (credential, change)
    }
}
