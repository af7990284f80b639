//! Device passwords that the server itself makes: at first set-up, and for who opens a one-time link.

mod once;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::once::{LIFETIME_S_MAX, Link, LinkGone};
use super::{ChangeReason, Credential, Earlier, Keys, Logins, State, Superseding, Typed, Validity};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::event::{Event, EventKind, Happening};
use crate::owner::Owner;
use crate::right::System;
use crate::standing::Ruled;
use crate::user::UserRef;

/// A secret of a technical user, kept as a hash that says of which kind it is: `$argon2id$…` (PHC string form) of what
/// somebody chose, `$hmac-sha256$…` of what Sigill made.
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

impl Owner<DevicePassword> {
    /// Issues a further device password whose secret hashes to `hash`, after those `earlier`.
    #[must_use]
    pub fn issue_by_server(
        &self,
        hash: String,
        earlier: &[Earlier],
        happening: &Happening,
    ) -> (Credential<DevicePassword>, Change<System>) {
        let credential = new(happening.id, &self.client, &self.user, hash, happening);
        let event = created(&credential, &self.client, &self.user, happening);
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled: Ruled::BY_SERVER };
        let mut change = Change::new(guard, vec![Write::new_credential(&credential, Keys::new())], event);
        superseding(earlier).by((&credential.ext_id, true), &mut change, &self.client, &self.user, happening);
        (credential, change)
    }
}

/// Device passwords of one user that work: the newest two, enough to change one without a gap.
pub const SECRETS_MAX: usize = 2;

/// How secrets begin that Sigill makes: nobody may choose such a one, so that each is known by its form.
pub const MADE_PREFIX: &str = "sigill_";

fn superseding(earlier: &[Earlier]) -> Superseding<'_> {
    Superseding { kind: DevicePassword::TYPE, earlier, works_max: SECRETS_MAX }
}

/// One that is active from now on.
pub(crate) fn new(
    id: Uuid,
    client: &ClientRef,
    user: &UserRef,
    hash: String,
    happening: &Happening,
) -> Credential<DevicePassword> {
    Credential {
        id,
        client_id: client.id,
        user: Some(user.into()),
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
        detail: DevicePassword { hash },
    }
}

pub(crate) fn created(
    credential: &Credential<DevicePassword>,
    client: &ClientRef,
    user: &UserRef,
    happening: &Happening,
) -> Event {
    let after = serde_json::json!({
        "type": DevicePassword::TYPE.as_str(), "extId": credential.ext_id, "stateName": credential.state.as_str(),
    });
    Event::about_user(happening, client, user, EventKind::CredentialCreate, &credential.ext_id).after(after)
}
