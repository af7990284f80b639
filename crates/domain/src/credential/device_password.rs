//! Device passwords: the secrets of technical users.

use serde::{Deserialize, Serialize};

use super::{ChangeReason, Credential, CredentialType, Kind, Logins, State, Validity};
use crate::change::{Change, Guard, Write};
use crate::event::{Event, EventKind, Happening};
use crate::owner::Owner;
use crate::policy::PolicyType;
use crate::right::System;

/// A secret of a technical user, kept as an argon2id hash in PHC string form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicePassword {
    /// Never part of `detail`: it has a column of its own.
    #[serde(skip)]
    pub hash: String,
}

impl std::fmt::Debug for DevicePassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DevicePassword(…)")
    }
}

impl Kind for DevicePassword {
    const TYPE: CredentialType = CredentialType::DevicePassword;
    const POLICY: PolicyType = PolicyType::DevicePassword;
}

impl Owner<System, DevicePassword> {
    /// Issues a device password whose secret hashes to `hash`.
    #[must_use]
    pub fn issue(&self, hash: String, happening: &Happening) -> (Credential<DevicePassword>, Change<System>) {
        let credential = Credential {
            id: happening.id,
            client_id: self.client.id,
            user_id: self.user.id,
            user_ext_id: self.user.ext_id.clone(),
            ext_id: happening.id.into(),
            policy: None,
            state: State::Active,
            reason: Some(ChangeReason::Initialized),
            reason_detail: None,
            comment: None,
            validity: Validity { from: happening.at, to: None },
            logins: Logins::default(),
            version: 1,
            created: happening.at,
            modified: happening.at,
            detail: DevicePassword { hash },
        };
        let after = serde_json::json!({
            "type": DevicePassword::TYPE.as_str(), "extId": credential.ext_id, "stateName": credential.state.as_str(),
        });
        let event =
            Event::about_user(happening, &self.client, &self.user, EventKind::CredentialCreate, &credential.ext_id)
                .after(after);
        let guard = Guard::Owner { id: self.user.id, rev: self.rev };
        let change = Change::new(guard, vec![Write::InsertDevicePassword(credential.clone())], event);
        (credential, change)
    }
}
