//! Deleting a device password.

use serde_json::json;
use uuid::Uuid;

use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::credential::CredentialType;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::rejection::Rejection;
use crate::right::CredentialDelete;
use crate::standing::{Effect, Standing};
use crate::user::UserRef;
use crate::version::Expected;

/// A device password with its user: read under [`CredentialDelete`].
#[derive(Clone, Debug)]
pub struct Held {
    /// The client of the user.
    pub client: ClientRef,
    /// Whose device password it is.
    pub user: UserRef,
    /// The owner's revision as it was read; what the guard compares.
    pub rev: i64,
    /// Whether the user has any role.
    pub has_roles: bool,
    /// Whether it signs in by this one only.
    pub is_last: bool,
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Unique among the client's credentials of all types.
    pub ext_id: ExtId,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
}

impl Held {
    /// # Errors
    /// The user has more than the caller may take, or is the last `Root` and signs in by nothing else;
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version.
    pub fn delete(
        &self,
        expected: &Expected,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Change<CredentialDelete>, Rejection> {
        let ruled = standing.rule(if self.is_last { Effect::ENDS } else { Effect::TAKES })?;
        expected.check_if_match(self.version)?;
        let before = json!({ "type": CredentialType::DEVICE_PASSWORD.as_str(), "extId": self.ext_id });
        let kind = EventKind::CredentialDelete;
        let event = Event::about_user(happening, &self.client, &self.user, kind, &self.ext_id).before(before);
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        Ok(Change::new(guard, vec![Write::DeleteCredential { id: self.id }], event))
    }
}
