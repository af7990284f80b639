//! Which of the roles of a profile a permit reaches, and which of its enterprise roles: who is held to applications or to
//! enterprise roles has those of others as if they weren't there.

use sigill_domain::profile::{Authorization, HeldProfile};
use sigill_domain::rooms::{DataRoom, Room, Spots};
use uuid::Uuid;

use super::now::Basis;
use super::sought::UnitsQuery;
use super::{Permit, Within};
use crate::column;
use crate::error::StoreError;

impl<R> Permit<R> {
    /// The enterprise roles of the client that this permit reaches: for lists.
    pub(crate) fn enterprise_roles_room(&self) -> Room<Uuid> {
        match self.basis {
            Basis::System | Basis::Oneself => Room::Global,
            Basis::Role { right, of } => {
                let rooms = self.caller.grants().reach(right, of).unwrap_or_default();
                rooms.enterprise_roles_of(self.scope.ext_id.as_str())
            }
        }
    }

    /// The applications that this permit reaches, of what belongs to the client: for lists.
    pub(crate) fn applications_room(&self) -> Room<Uuid> {
        match self.basis {
            Basis::System | Basis::Oneself => Room::Global,
            Basis::Role { right, of } => {
                let rooms = self.caller.grants().reach(right, of).unwrap_or_default();
                rooms.applications_of(Some(self.scope.ext_id.as_str()))
            }
        }
    }

    /// The rooms in which this permit reaches what is in the client; `None`: all that is in it.
    pub(crate) fn partial_rooms(&self) -> Option<Vec<DataRoom>> {
        let Basis::Role { right, of } = self.basis else { return None };
        let rooms = self.caller.grants().reach(right, of).unwrap_or_default();
        let mut all = rooms.all().to_vec();
        all.retain(|room| room.clients.contains(self.scope.ext_id.as_str()));
        let is_whole = |room: &DataRoom| {
            room.units == Room::Global && room.applications == Room::Global && room.enterprise_roles == Room::Global
        };
        (!all.iter().any(is_whole)).then_some(all)
    }

    /// As [`Permit::partial_rooms`], of what belongs to a user who was found within them.
    pub(crate) fn partial_rooms_but_units(&self) -> Option<Vec<DataRoom>> {
        let all = self.partial_rooms()?;
        all.iter().all(|room| room.applications != Room::Global || room.enterprise_roles != Room::Global).then_some(all)
    }

    /// A profile for its roles: the units of its user are read where they may be asked for, of the few callers who are held
    /// to applications or enterprise roles.
    pub(crate) async fn with_units<T>(&self, of: Within<R, T>) -> Result<Within<R, T>, StoreError> {
        let user = match of.place().owner {
            Some(user) if of.place().units == Spots::Unread && self.caller.grants().has_role_rooms() => user,
            _ => return Ok(of),
        };
        let units = Box::pin(self.database().rows_shared(UnitsQuery { user }, column::take)).await?;
        Ok(of.in_units(units))
    }

    /// Whether a role of the profile is there for who holds this permit.
    #[must_use]
    pub fn reaches_authorization(&self, of: &Within<R, HeldProfile>, one: &Authorization) -> bool {
        match self.basis {
            Basis::System | Basis::Oneself => true,
            Basis::Role { right, .. } => self.caller.grants().reaches_assignment(right, of.place(), &one.grant),
        }
    }

    /// The role of the profile with this external id, if it has it, and it is there for who holds this permit.
    #[must_use]
    pub fn authorization<'a>(&self, of: &'a Within<R, HeldProfile>, ext_id: &str) -> Option<&'a Authorization> {
        of.authorization(ext_id).filter(|one| self.reaches_authorization(of, one))
    }

    /// Whether an application is there, as one for which the profile has values, for who holds this permit.
    #[must_use]
    pub fn reaches_application(&self, of: &Within<R, HeldProfile>, application: Uuid) -> bool {
        match self.basis {
            Basis::System | Basis::Oneself => true,
            Basis::Role { right, of: kind } => {
                self.caller.grants().reaches(right, kind, &of.place().clone().with_application(application))
            }
        }
    }

    /// Whether an enterprise role is there, as one of the profile, for who holds this permit.
    #[must_use]
    pub fn reaches_enterprise_role(&self, of: &Within<R, HeldProfile>, erole: Uuid) -> bool {
        match self.basis {
            Basis::System | Basis::Oneself => true,
            Basis::Role { right, of: kind } => {
                let place = of.place().clone().with_enterprise_role(erole);
                self.caller.grants().reaches(right, kind, &place)
            }
        }
    }
}
