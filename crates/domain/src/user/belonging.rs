//! Credentials and dispatch targets that go with their user.

use uuid::Uuid;

use super::UserRef;
use crate::change::{Change, Write};
use crate::client::ClientRef;
use crate::credential::CredentialType;
use crate::dispatch_target::TargetWrite;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;

/// Something of a user, as far as deleting it needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belonging {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// As its event names it.
    pub ext_id: ExtId,
    /// What it is.
    pub what: What,
}

/// What something of a user is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A credential; `None` for a type that this version doesn't know.
    Credential(Option<CredentialType>),
    /// A dispatch target, with its attestation.
    DispatchTarget,
}

/// Adds the deletion of all of it to a change, each with an event of its own.
pub(super) fn delete<R>(
    belongings: &[Belonging],
    change: &mut Change<R>,
    client: &ClientRef,
    user: &UserRef,
    happening: &Happening,
) {
    for (n, one) in (1_u32..).zip(belongings) {
        let (write, told, kind) = match one.what {
            What::Credential(kind) => {
                let told = kind.map(CredentialType::as_str);
                (Write::DeleteCredential { id: one.id }, told, EventKind::CredentialDelete)
            }
            What::DispatchTarget => {
                let write = Write::DispatchTarget(TargetWrite::Delete(one.id));
                (write, Some(crate::dispatch_target::TYPE), EventKind::DispatchTargetDelete)
            }
        };
        change.writes.push(write);
        let before = serde_json::json!({ "type": told, "extId": one.ext_id });
        let event = Event::about_user(happening, client, user, kind, &one.ext_id);
        change.events.push(Event { id: happening.step(n).event_id, ..event.before(before) });
    }
}
