//! Creating, changing and deleting an enterprise role.

use super::{ENTERPRISE_ROLES_MAX, EXTERNAL_ID_LEN_MAX, EnterpriseRole, EnterpriseWrite, NAME_LEN_MAX, TEXT_LEN_MAX};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::language::{self, PatchTexts, Texts};
use crate::patch::Patch;
use crate::property::{HoldsProperties, Properties};
use crate::rejection::Rejection;
use crate::right::{EnterpriseRoleCreate, EnterpriseRoleDelete, EnterpriseRoleModify};
use crate::text;
use crate::version::Expected;

/// An enterprise role as a caller asks for it.
#[derive(Clone, Debug, Default)]
pub struct New {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// Mandatory.
    pub name: Option<String>,
    /// Optional.
    pub description: Option<String>,
    /// Empty where the caller gives none.
    pub display_name: Texts,
    /// A provisioning client's own name for it.
    pub external_id: Option<String>,
}

/// A patch of an enterprise role, unchecked.
#[derive(Clone, Debug, Default)]
pub struct PatchEnterpriseRole {
    /// Can't be removed.
    pub name: Patch<String>,
    /// `null` and `""` remove.
    pub description: Patch<String>,
    /// Per language.
    pub display_name: PatchTexts,
    /// A provisioning client's own name for it.
    pub external_id: Patch<String>,
    /// Only as it is: it never changes.
    pub ext_id: Patch<String>,
    /// The versions that the caller named.
    pub expected: Expected,
}

/// What must be known of a client to decide about a new enterprise role.
#[derive(Clone, Debug)]
pub struct EnterpriseRoles {
    /// The client that gets it.
    pub client: ClientRef,
    /// The client's revision, which every change of its enterprise roles moves.
    pub rev: i64,
    /// Whether another one of the client has the wanted external id.
    pub ext_id_taken: bool,
    /// Whether another one of the client has the wanted name.
    pub name_taken: bool,
    /// How many the client has, up to [`ENTERPRISE_ROLES_MAX`].
    pub count: i64,
}

/// An enterprise role to be changed.
#[derive(Clone, Debug)]
pub struct HeldEnterpriseRole {
    /// The client of the enterprise role.
    pub client: ClientRef,
    /// The client's revision as it was read; what the guard compares.
    pub rev: i64,
    /// As it was read.
    pub erole: EnterpriseRole,
    /// Whether another one of the client has the wanted name.
    pub name_taken: bool,
}

fn name_taken() -> Breach {
    Breach::new(Code::DuplicateName, "name: the client already has an enterprise role with this name")
}

impl EnterpriseRoles {
    /// Decides on a new enterprise role.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn create(
        &self,
        new: &New,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(EnterpriseRole, Change<EnterpriseRoleCreate>), Vec<Breach>> {
        let mut broken = Breaches::new();
        broken.extend(extra);
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        let name = broken.keep(text::mandatory("name", new.name.as_deref(), NAME_LEN_MAX));
        let description = broken.keep(text::optional("description", new.description.as_deref(), TEXT_LEN_MAX));
        let external_id = broken.keep(text::optional("externalId", new.external_id.as_deref(), EXTERNAL_ID_LEN_MAX));
        language::check("displayName", &new.display_name, NAME_LEN_MAX, &mut broken);
        if self.ext_id_taken {
            let message = "extId: the client already has an enterprise role with this extId";
            broken.push(Breach::new(Code::DuplicateValue, message));
        }
        if self.name_taken {
            broken.push(name_taken());
        }
        if self.count >= ENTERPRISE_ROLES_MAX {
            broken.push(Breach::invalid(format!("the client already has {ENTERPRISE_ROLES_MAX} enterprise roles")));
        }
        broken.into_result()?;
        let erole = EnterpriseRole {
            id: happening.id,
            client_id: self.client.id,
            ext_id: ext_id.ok_or_else(Vec::new)?,
            name: name.ok_or_else(Vec::new)?,
            description: description.flatten(),
            display_name: new.display_name.clone(),
            external_id: external_id.flatten(),
            properties: Properties::default(),
            version: 1,
            created: happening.at,
            modified: happening.at,
        };
        let kind = EventKind::EnterpriseRoleCreate;
        let event = Event::about_client(happening, &self.client, kind, &erole.ext_id).after(erole.audit());
        let guard = Guard::Client { id: self.client.id, rev: self.rev };
        let write = Write::Enterprise(EnterpriseWrite::Insert(erole.clone()));
        Ok((erole, Change::new(guard, vec![write], event)))
    }
}

impl HeldEnterpriseRole {
    /// Applies a patch; no change where it leaves everything as it is.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] and [`Rejection::Stale`] where another version is named; else every broken rule.
    pub fn modify(
        &self,
        patch: &PatchEnterpriseRole,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(EnterpriseRole, Option<Change<EnterpriseRoleModify>>), Rejection> {
        let before = &self.erole;
        patch.expected.check_if_match(before.version)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        broken.keep(text::unchanged("extId", &patch.ext_id, before.ext_id.as_str()));
        let name = broken.keep(text::patched("name", &patch.name, &before.name, NAME_LEN_MAX));
        let description = text::patched_optional("description", &patch.description, &before.description, TEXT_LEN_MAX);
        let description = broken.keep(description);
        let external_id =
            text::patched_optional("externalId", &patch.external_id, &before.external_id, EXTERNAL_ID_LEN_MAX);
        let external_id = broken.keep(external_id).flatten();
        let display_name =
            language::patched("displayName", &before.display_name, &patch.display_name, NAME_LEN_MAX, &mut broken);
        if self.name_taken {
            broken.push(name_taken());
        }
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        let name = name.ok_or_else(Vec::new)?;
        let description = description.flatten();
        let mut after = EnterpriseRole { name, description, display_name, external_id, ..before.clone() };
        if after == *before {
            return Ok((after, None));
        }
        after.version += 1;
        after.modified = happening.at;
        let (event, write) = self.changed(&after, happening);
        let guard = Guard::Client { id: self.client.id, rev: self.rev };
        Ok((after, Some(Change::new(guard, vec![write], event))))
    }

    /// What history says of a change, and how it is written.
    fn changed(&self, after: &EnterpriseRole, happening: &Happening) -> (Event, Write) {
        let event = Event::about_client(happening, &self.client, EventKind::EnterpriseRoleModify, &after.ext_id)
            .before(self.erole.audit())
            .after(after.audit());
        (event, Write::Enterprise(EnterpriseWrite::Update(after.clone())))
    }

    /// Deletes the enterprise role: from then on no profile has it. That it was given is purged, without events of its
    /// own: who has it may be everybody.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version.
    pub fn delete(
        &self,
        expected: &Expected,
        happening: &Happening,
    ) -> Result<Change<EnterpriseRoleDelete>, Rejection> {
        expected.check_if_match(self.erole.version)?;
        let kind = EventKind::EnterpriseRoleDelete;
        let event = Event::about_client(happening, &self.client, kind, &self.erole.ext_id).before(self.erole.audit());
        let guard = Guard::Client { id: self.client.id, rev: self.rev };
        let write = Write::Enterprise(EnterpriseWrite::Kill { id: self.erole.id, at: happening.at });
        Ok(Change::new(guard, vec![write], event))
    }
}

impl HoldsProperties<EnterpriseRoleModify> for HeldEnterpriseRole {
    type Thing = EnterpriseRole;

    fn thing(&self) -> &EnterpriseRole {
        &self.erole
    }

    fn thing_mut(&mut self) -> &mut EnterpriseRole {
        &mut self.erole
    }

    fn setting(&self, after: &EnterpriseRole, happening: &Happening) -> (Guard, Event, Write) {
        let (event, write) = self.changed(after, happening);
        (Guard::Client { id: self.client.id, rev: self.rev }, event, write)
    }
}
