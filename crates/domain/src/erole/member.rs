//! Which roles an enterprise role has.

use uuid::Uuid;

use super::{EnterpriseRole, EnterpriseWrite, MEMBERS_MAX, RoleMember};
use crate::application::{AppRole, ApplicationRef};
use crate::breach::Breach;
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::right::{EnterpriseRoleMemberCreate, EnterpriseRoleMemberDelete};

/// An enterprise role and a role, with what must be known to make the one a member of the other, or not any more.
#[derive(Clone, Debug)]
pub struct HeldMember {
    /// The client of the enterprise role.
    pub client: ClientRef,
    /// The client's revision as it was read; what the guard compares.
    pub rev: i64,
    /// The enterprise role.
    pub erole: EnterpriseRole,
    /// The role with its application; `None`: it isn't there.
    pub role: Option<(ApplicationRef, AppRole)>,
    /// Whether the client has the role's application.
    pub is_assigned: bool,
    /// The row by which the role is a member; `None`: it isn't.
    pub member: Option<Uuid>,
    /// How many members there are.
    pub count: i64,
}

impl HeldMember {
    /// Makes the role a member; no change where it is one.
    ///
    /// # Errors
    /// The client hasn't got the role's application, or there are too many members.
    pub fn add(
        &self,
        (application, role): &(ApplicationRef, AppRole),
        happening: &Happening,
    ) -> Result<Option<Change<EnterpriseRoleMemberCreate>>, Vec<Breach>> {
        if self.member.is_some() {
            return Ok(None);
        }
        if !self.is_assigned {
            let why = format!("the client hasn't got the application {}, of which the role is", application.ext_id);
            return Err(vec![Breach::new(Code::MissingReferenceData, why)]);
        }
        if self.count >= MEMBERS_MAX {
            return Err(vec![Breach::invalid(format!("the enterprise role already has {MEMBERS_MAX} members"))]);
        }
        let member = RoleMember {
            id: happening.id,
            client_id: self.client.id,
            erole_id: self.erole.id,
            role_id: role.id,
            application_id: application.id,
            created: happening.at,
        };
        let event = self.event(happening, EventKind::EnterpriseRoleMemberCreate).after(audit(role));
        Ok(Some(Change::new(self.guard(), vec![Write::Enterprise(EnterpriseWrite::InsertMember(member))], event)))
    }

    /// Takes the role out; no change where it is no member.
    #[must_use]
    pub fn remove(&self, role: &AppRole, happening: &Happening) -> Option<Change<EnterpriseRoleMemberDelete>> {
        let id = self.member?;
        let event = self.event(happening, EventKind::EnterpriseRoleMemberDelete).before(audit(role));
        Some(Change::new(self.guard(), vec![Write::Enterprise(EnterpriseWrite::DeleteMember { id })], event))
    }

    fn guard(&self) -> Guard {
        Guard::Client { id: self.client.id, rev: self.rev }
    }

    fn event(&self, happening: &Happening, kind: EventKind) -> Event {
        Event::about_client(happening, &self.client, kind, &self.erole.ext_id)
    }
}

fn audit(role: &AppRole) -> serde_json::Value {
    serde_json::json!({ "roleExtId": role.ext_id })
}
