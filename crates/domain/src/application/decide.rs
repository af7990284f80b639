//! Creating, changing and deleting an application.

use super::{APPLICATIONS_MAX, Application, NAME_LEN_MAX, OWN, TEXT_LEN_MAX};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::language::{self, PatchTexts, Texts};
use crate::patch::Patch;
use crate::property::{HoldsProperties, Properties};
use crate::register::RegisterWrite;
use crate::rejection::Rejection;
use crate::right::{ApplicationCreate, ApplicationDelete, ApplicationModify};
use crate::text;
use crate::version::Expected;

/// An application as a caller asks for it.
#[derive(Clone, Debug, Default)]
pub struct New {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// Mandatory.
    pub name: Option<String>,
    /// Optional.
    pub description: Option<String>,
    /// Optional.
    pub url: Option<String>,
    /// Mandatory.
    pub is_displayed: Option<bool>,
    /// Empty where the caller gives none.
    pub display_name: Texts,
}

/// A patch of an application, unchecked.
#[derive(Clone, Debug, Default)]
pub struct PatchApplication {
    /// Can't be removed.
    pub name: Patch<String>,
    /// `null` and `""` remove.
    pub description: Patch<String>,
    /// `null` and `""` remove.
    pub url: Patch<String>,
    /// Can't be removed.
    pub is_displayed: Patch<bool>,
    /// Per language.
    pub display_name: PatchTexts,
    /// Only as it is: it never changes.
    pub ext_id: Patch<String>,
    /// The versions that the caller named.
    pub expected: Expected,
}

/// What must be known to decide about a new application.
#[derive(Clone, Debug)]
pub struct Applications {
    /// The revision of what is the same for all clients.
    pub rev: i64,
    /// Whether another application has the wanted external id.
    pub ext_id_taken: bool,
    /// Whether another application has the wanted name.
    pub name_taken: bool,
    /// How many there are.
    pub count: i64,
}

/// An application to be changed.
#[derive(Clone, Debug)]
pub struct HeldApplication {
    /// The revision of what is the same for all clients, as it was read; what the guard compares.
    pub rev: i64,
    /// As it was read.
    pub application: Application,
    /// Whether another application has the wanted name.
    pub name_taken: bool,
}

fn name_taken() -> Breach {
    Breach::new(Code::DuplicateName, "name: there is already an application with this name")
}

impl Applications {
    /// Decides on a new application.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn create(
        &self,
        new: &New,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Application, Change<ApplicationCreate>), Vec<Breach>> {
        let mut broken = Breaches::new();
        broken.extend(extra);
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        let name = broken.keep(text::mandatory("name", new.name.as_deref(), NAME_LEN_MAX));
        let description = broken.keep(text::optional("description", new.description.as_deref(), TEXT_LEN_MAX));
        let url = broken.keep(text::optional("url", new.url.as_deref(), TEXT_LEN_MAX));
        let is_displayed =
            new.is_displayed.ok_or_else(|| Breach::invalid("displayed is mandatory: expected true or false"));
        let is_displayed = broken.keep(is_displayed);
        language::check("displayName", &new.display_name, NAME_LEN_MAX, &mut broken);
        if self.ext_id_taken {
            broken.push(Breach::new(Code::DuplicateValue, "extId: there is already an application with this extId"));
        }
        if self.name_taken {
            broken.push(name_taken());
        }
        if self.count >= APPLICATIONS_MAX {
            broken.push(Breach::invalid(format!("there are already {APPLICATIONS_MAX} applications")));
        }
        broken.into_result()?;
        let application = Application {
            id: happening.id,
            ext_id: ext_id.ok_or_else(Vec::new)?,
            name: name.ok_or_else(Vec::new)?,
            description: description.flatten(),
            url: url.flatten(),
            is_displayed: is_displayed.unwrap_or_default(),
            display_name: new.display_name.clone(),
            properties: Properties::default(),
            version: 1,
            created: happening.at,
            modified: happening.at,
        };
        let event = Event::about_all_clients(happening, EventKind::ApplicationCreate, &application.ext_id)
            .after(application.audit());
        let guard = Guard::Register { rev: self.rev };
        Ok((
            application.clone(),
            Change::new(guard, vec![Write::Register(RegisterWrite::InsertApplication(application))], event),
        ))
    }
}

impl HeldApplication {
    /// Applies a patch; no change where it leaves everything as it is.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] and [`Rejection::Stale`] where another version is named; else every broken rule.
    pub fn modify(
        &self,
        patch: &PatchApplication,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Application, Option<Change<ApplicationModify>>), Rejection> {
        let before = &self.application;
        patch.expected.check_if_match(before.version)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        broken.keep(text::unchanged("extId", &patch.ext_id, before.ext_id.as_str()));
        let name = broken.keep(text::patched("name", &patch.name, &before.name, NAME_LEN_MAX));
        let description = text::patched_optional("description", &patch.description, &before.description, TEXT_LEN_MAX);
        let description = broken.keep(description);
        let url = broken.keep(text::patched_optional("url", &patch.url, &before.url, TEXT_LEN_MAX));
        if patch.is_displayed == Patch::Clear {
            broken.push(Breach::invalid("displayed is mandatory: it can't be removed"));
        }
        let display_name =
            language::patched("displayName", &before.display_name, &patch.display_name, NAME_LEN_MAX, &mut broken);
        if self.name_taken {
            broken.push(name_taken());
        }
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        let mut after = Application {
            name: name.ok_or_else(Vec::new)?,
            description: description.flatten(),
            url: url.flatten(),
            is_displayed: patch.is_displayed.clone().apply(Some(before.is_displayed)).unwrap_or_default(),
            display_name,
            ..before.clone()
        };
        if after == *before {
            return Ok((after, None));
        }
        self.may_be_set()?;
        after.version += 1;
        after.modified = happening.at;
        let (guard, event, write) = self.setting(&after, happening);
        Ok((after, Some(Change::new(guard, vec![write], event))))
    }

    /// Deletes the application: from then on nothing of it is found. What goes with it, its roles, that they were given,
    /// and the clients that have it, is purged, and has no events of its own: who has a role may be everybody.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version; it is this server's own.
    pub fn delete(&self, expected: &Expected, happening: &Happening) -> Result<Change<ApplicationDelete>, Rejection> {
        let application = &self.application;
        expected.check_if_match(application.version)?;
        if application.reference().is_own() {
            let why = format!("{OWN} is this server's own application: it can't be deleted");
            return Err(vec![Breach::new(Code::DeleteDefaultEntityFailure, why)].into());
        }
        let event = Event::about_all_clients(happening, EventKind::ApplicationDelete, &application.ext_id)
            .before(application.audit());
        let write = Write::Register(RegisterWrite::KillApplication { id: application.id, at: happening.at });
        Ok(Change::new(Guard::Register { rev: self.rev }, vec![write], event))
    }
}

impl HoldsProperties<ApplicationModify> for HeldApplication {
    type Thing = Application;

    fn thing(&self) -> &Application {
        &self.application
    }

    fn thing_mut(&mut self) -> &mut Application {
        &mut self.application
    }

    fn may_be_set(&self) -> Result<(), Vec<Breach>> {
        if self.application.reference().is_own() { Err(vec![own()]) } else { Ok(()) }
    }

    fn setting(&self, after: &Application, happening: &Happening) -> (Guard, Event, Write) {
        let event = Event::about_all_clients(happening, EventKind::ApplicationModify, &after.ext_id)
            .before(self.application.audit())
            .after(after.audit());
        let write = Write::Register(RegisterWrite::UpdateApplication(after.clone()));
        (Guard::Register { rev: self.rev }, event, write)
    }
}

/// Why nothing of this server's own application can be changed.
#[must_use]
pub fn own() -> Breach {
    Breach::new(
        Code::ModifyReadonlyData,
        format!("{OWN} is this server's own application: it and its roles stay as they are"),
    )
}
