//! Creating, changing and deleting a role of an application.

use super::decide::own;
use super::{AppRole, ApplicationRef, NAME_LEN_MAX, ROLES_MAX, TEXT_LEN_MAX};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::patch::Patch;
use crate::property::{HoldsProperties, Properties};
use crate::register::RegisterWrite;
use crate::rejection::Rejection;
use crate::right::{RoleCreate, RoleDelete, RoleModify};
use crate::role::Role;
use crate::text;
use crate::version::Expected;

/// A role as a caller asks for it.
#[derive(Clone, Debug, Default)]
pub struct NewRole {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// Mandatory.
    pub name: Option<String>,
    /// Optional.
    pub description: Option<String>,
}

/// A patch of a role, unchecked.
#[derive(Clone, Debug, Default)]
pub struct PatchRole {
    /// Can't be removed.
    pub name: Patch<String>,
    /// `null` and `""` remove.
    pub description: Patch<String>,
    /// Only as it is: it never changes.
    pub ext_id: Patch<String>,
    /// The versions that the caller named.
    pub expected: Expected,
}

/// What must be known to decide about a new role of an application.
#[derive(Clone, Debug)]
pub struct RolesOf {
    /// The application that gets it.
    pub application: ApplicationRef,
    /// The revision of what is the same for all clients.
    pub rev: i64,
    /// Whether another role has the wanted external id.
    pub ext_id_taken: bool,
    /// Whether another role of the application has the wanted name.
    pub name_taken: bool,
    /// How many the application has.
    pub count: i64,
}

/// A role to be changed.
#[derive(Clone, Debug)]
pub struct HeldRole {
    /// The application of the role.
    pub application: ApplicationRef,
    /// The revision of what is the same for all clients, as it was read; what the guard compares.
    pub rev: i64,
    /// As it was read.
    pub role: AppRole,
    /// Whether another role of the application has the wanted name.
    pub name_taken: bool,
}

fn name_taken() -> Breach {
    Breach::new(Code::DuplicateName, "name: the application already has a role with this name")
}

impl RolesOf {
    /// Decides on a new role.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn create(
        &self,
        new: &NewRole,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(AppRole, Change<RoleCreate>), Vec<Breach>> {
        let mut broken = Breaches::new();
        broken.extend(extra);
        if self.application.is_own() {
            broken.push(own());
        }
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        let name = broken.keep(text::mandatory("name", new.name.as_deref(), NAME_LEN_MAX));
        let description = broken.keep(text::optional("description", new.description.as_deref(), TEXT_LEN_MAX));
        let is_own = ext_id.as_ref().is_some_and(|id| Role::parse(id.as_str()).is_some());
        if self.ext_id_taken || is_own {
            broken.push(Breach::new(Code::DuplicateValue, "extId: there is already a role with this extId"));
        }
        if self.name_taken {
            broken.push(name_taken());
        }
        if self.count >= ROLES_MAX {
            broken.push(Breach::invalid(format!("the application already has {ROLES_MAX} roles")));
        }
        broken.into_result()?;
        let role = AppRole {
            id: happening.id,
            application_id: self.application.id,
            ext_id: ext_id.ok_or_else(Vec::new)?,
            name: name.ok_or_else(Vec::new)?,
            description: description.flatten(),
            properties: Properties::default(),
            version: 1,
            created: happening.at,
            modified: happening.at,
        };
        let event = Event::about_all_clients(happening, EventKind::RoleCreate, &role.ext_id)
            .after(role.audit(&self.application.ext_id));
        let guard = Guard::Register { rev: self.rev };
        Ok((role.clone(), Change::new(guard, vec![Write::Register(RegisterWrite::InsertRole(role))], event)))
    }
}

impl HeldRole {
    /// Applies a patch; no change where it leaves everything as it is.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] and [`Rejection::Stale`] where another version is named; else every broken rule.
    pub fn modify(
        &self,
        patch: &PatchRole,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(AppRole, Option<Change<RoleModify>>), Rejection> {
        let before = &self.role;
        patch.expected.check_if_match(before.version)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        broken.keep(text::unchanged("extId", &patch.ext_id, before.ext_id.as_str()));
        let name = broken.keep(text::patched("name", &patch.name, &before.name, NAME_LEN_MAX));
        let description = text::patched_optional("description", &patch.description, &before.description, TEXT_LEN_MAX);
        let description = broken.keep(description);
        if self.name_taken {
            broken.push(name_taken());
        }
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        let name = name.ok_or_else(Vec::new)?;
        let mut after = AppRole { name, description: description.flatten(), ..before.clone() };
        if after == *before {
            return Ok((after, None));
        }
        after.version += 1;
        after.modified = happening.at;
        let (guard, event, write) = self.setting(&after, happening);
        Ok((after, Some(Change::new(guard, vec![write], event))))
    }

    /// Deletes the role: from then on nobody has it. That it was given is purged, without events of its own: who has it
    /// may be everybody.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version.
    pub fn delete(&self, expected: &Expected, happening: &Happening) -> Result<Change<RoleDelete>, Rejection> {
        expected.check_if_match(self.role.version)?;
        let event = Event::about_all_clients(happening, EventKind::RoleDelete, &self.role.ext_id)
            .before(self.role.audit(&self.application.ext_id));
        let write = Write::Register(RegisterWrite::KillRole { id: self.role.id, at: happening.at });
        Ok(Change::new(Guard::Register { rev: self.rev }, vec![write], event))
    }
}

impl HoldsProperties<RoleModify> for HeldRole {
    type Thing = AppRole;

    fn thing(&self) -> &AppRole {
        &self.role
    }

    fn thing_mut(&mut self) -> &mut AppRole {
        &mut self.role
    }

    fn setting(&self, after: &AppRole, happening: &Happening) -> (Guard, Event, Write) {
        let event = Event::about_all_clients(happening, EventKind::RoleModify, &after.ext_id)
            .before(self.role.audit(&self.application.ext_id))
            .after(after.audit(&self.application.ext_id));
        (Guard::Register { rev: self.rev }, event, Write::Register(RegisterWrite::UpdateRole(after.clone())))
    }
}
