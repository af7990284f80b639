//! Credentials that go with their user.

use uuid::Uuid;

use super::UserRef;
use crate::change::{Change, Write};
use crate::client::ClientRef;
use crate::credential::CredentialType;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;

/// A credential of a user, as far as deleting it needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belonging {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// As its event names it.
    pub ext_id: ExtId,
    /// `None` for a type that this version doesn't know.
    pub kind: Option<CredentialType>,
}

/// Adds the deletion of the credentials to a change, each with an event of its own.
pub(super) fn delete<R>(
    credentials: &[Belonging],
    change: &mut Change<R>,
    client: &ClientRef,
    user: &UserRef,
    happening: &Happening,
) {
    for (n, credential) in (1_u32..).zip(credentials) {
        change.writes.push(Write::DeleteCredential { id: credential.id });
        let before = serde_json::json!({
            "type": credential.kind.map(CredentialType::as_str), "extId": credential.ext_id,
        });
        let event = Event::about_user(happening, client, user, EventKind::CredentialDelete, &credential.ext_id);
        change.events.push(Event { id: happening.step(n).event_id, ..event.before(before) });
    }
}
