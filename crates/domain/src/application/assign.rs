//! Which clients have an application.

use uuid::Uuid;

use super::{ApplicationRef, OWN};
use crate::breach::Breach;
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::register::RegisterWrite;
use crate::right::ClientModify;

/// An application and a client, with what must be known to assign the one to the other or to take it back.
#[derive(Clone, Debug)]
pub struct Assignable {
    /// The client.
    pub client: ClientRef,
    /// The application.
    pub application: ApplicationRef,
    /// The revision of what is the same for all clients, as it was read; what the guard compares.
    pub rev: i64,
    /// The row that says that the client has it; `None`: it hasn't.
    pub assigned: Option<Uuid>,
    /// Whether a role of it is given in the client, or a member of an enterprise role of it.
    pub is_used: bool,
}

impl Assignable {
    /// Assigns the application to the client; no change where it is. This server's own is assigned to every client.
    #[must_use]
    pub fn assign(&self, happening: &Happening) -> Option<Change<ClientModify>> {
        if self.assigned.is_some() || self.application.is_own() {
            return None;
        }
        let event = self.event(happening, EventKind::ClientApplicationCreate).after(self.audit());
        let write = Write::Register(RegisterWrite::AssignApplication {
            id: happening.id,
            application_id: self.application.id,
            client_id: self.client.id,
            at: happening.at,
        });
        Some(Change::new(Guard::Register { rev: self.rev }, vec![write], event))
    }

    /// Takes the application back; no change where the client hasn't got it.
    ///
    /// # Errors
    /// It is this server's own, or its roles are in use in the client.
    pub fn withdraw(&self, happening: &Happening) -> Result<Option<Change<ClientModify>>, Vec<Breach>> {
        if self.application.is_own() {
            let why = format!("{OWN} is this server's own application: every client has it");
            return Err(vec![Breach::new(Code::DeleteDefaultEntityFailure, why)]);
        }
        let Some(id) = self.assigned else { return Ok(None) };
        if self.is_used {
            let why = "roles of the application are given in the client, or members of its enterprise roles: take them \
                       away first";
            return Err(vec![Breach::new(Code::UndeletedDependencies, why)]);
        }
        let event = self.event(happening, EventKind::ClientApplicationDelete).before(self.audit());
        let write = Write::Register(RegisterWrite::WithdrawApplication { id });
        Ok(Some(Change::new(Guard::Register { rev: self.rev }, vec![write], event)))
    }

    fn event(&self, happening: &Happening, kind: EventKind) -> Event {
        Event::about_client(happening, &self.client, kind, &self.application.ext_id)
    }

    fn audit(&self) -> serde_json::Value {
        serde_json::json!({ "applicationExtId": self.application.ext_id })
    }
}
