//! Deleting a device password.

use serde_json::json;
use uuid::Uuid;

use super::DevicePassword;
use crate::breach::Rejection;
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::credential::Kind;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::right::CredentialDelete;
use crate::user::UserRef;
use crate::version::Expected;

/// A device password with its user: read under [`CredentialDelete`].
#[derive(Clone, Debug)]
pub struct Held {
    pub client: ClientRef,
    pub user: UserRef,
    pub rev: i64,
    pub id: Uuid,
    pub ext_id: ExtId,
    pub version: i64,
}

impl Held {
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version.
    pub fn delete(&self, expected: &Expected, happening: &Happening) -> Result<Change<CredentialDelete>, Rejection> {
        expected.check_if_match(self.version)?;
        let before = json!({ "type": DevicePassword::TYPE.as_str(), "extId": self.ext_id });
        let kind = EventKind::CredentialDelete;
        let event = Event::about_user(happening, &self.client, &self.user, kind, &self.ext_id).before(before);
        let guard = Guard::Owner { id: self.user.id, rev: self.rev };
        Ok(Change::new(guard, vec![Write::DeleteCredential { id: self.id }], event))
    }
}
