//! Creating and changing terms.

use super::{NAME_LEN_MAX, TERMS_MAX, Terms, URL_LEN_MAX, VERSION_LEN_MAX};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::language::{self, PatchTexts, Texts};
use crate::patch::Patch;
use crate::register::RegisterWrite;
use crate::rejection::Rejection;
use crate::right::{TermsCreate, TermsModify};
use crate::text;
use crate::version::Expected;

/// Terms as a caller asks for them.
#[derive(Clone, Debug, Default)]
pub struct New {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// Mandatory.
    pub name: Option<String>,
    /// Mandatory.
    pub is_active: Option<bool>,
    /// Mandatory.
    pub is_silent: Option<bool>,
    /// Mandatory.
    pub terms_version: Option<String>,
    /// Empty where the caller gives none.
    pub urls: Texts,
}

/// A patch of terms, unchecked.
#[derive(Clone, Debug, Default)]
pub struct PatchTerms {
    /// Can't be removed.
    pub name: Patch<String>,
    /// Can't be removed.
    pub is_active: Patch<bool>,
    /// Can't be removed.
    pub terms_version: Patch<String>,
    /// Per language.
    pub urls: PatchTexts,
    /// Only as it is: it never changes.
    pub ext_id: Patch<String>,
    /// Only as it is: it never changes.
    pub is_silent: Patch<bool>,
    /// The versions that the caller named.
    pub expected: Expected,
}

/// What must be known to decide about new terms.
#[derive(Clone, Debug)]
pub struct AllTerms {
    /// The revision of what is the same for all clients.
    pub rev: i64,
    /// Whether other terms have the wanted external id.
    pub ext_id_taken: bool,
    /// Whether other terms have the wanted name.
    pub name_taken: bool,
    /// How many there are.
    pub count: i64,
}

/// Terms to be changed.
#[derive(Clone, Debug)]
pub struct HeldTerms {
    /// The revision of what is the same for all clients, as it was read; what the guard compares.
    pub rev: i64,
    /// As they were read.
    pub terms: Terms,
    /// Whether other terms have the wanted name.
    pub name_taken: bool,
}

fn name_taken() -> Breach {
    Breach::new(Code::DuplicateName, "name: there are already terms with this name")
}

fn mandatory(field: &str, value: Option<bool>) -> Result<bool, Breach> {
    value.ok_or_else(|| Breach::invalid(format!("{field} is mandatory: expected true or false, got none")))
}

impl AllTerms {
    /// Decides on new terms.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn create(
        &self,
        new: &New,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Terms, Change<TermsCreate>), Vec<Breach>> {
        let mut broken = Breaches::new();
        broken.extend(extra);
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        let name = broken.keep(text::mandatory("name", new.name.as_deref(), NAME_LEN_MAX));
        let is_active = broken.keep(mandatory("active", new.is_active));
        let is_silent = broken.keep(mandatory("silentAcceptance", new.is_silent));
        let version = broken.keep(text::mandatory("termsVersion", new.terms_version.as_deref(), VERSION_LEN_MAX));
        language::check_small("urls", &new.urls, URL_LEN_MAX, &mut broken);
        if self.ext_id_taken {
            broken.push(Breach::new(Code::DuplicateValue, "extId: there are already terms with this extId"));
        }
        if self.name_taken {
            broken.push(name_taken());
        }
        if self.count >= TERMS_MAX {
            broken.push(Breach::invalid(format!("there are already {TERMS_MAX} terms")));
        }
        broken.into_result()?;
        let terms = Terms {
            id: happening.id,
            ext_id: ext_id.ok_or_else(Vec::new)?,
            name: name.ok_or_else(Vec::new)?,
            is_active: is_active.unwrap_or_default(),
            is_silent: is_silent.unwrap_or_default(),
            terms_version: version.ok_or_else(Vec::new)?,
            urls: new.urls.clone(),
            version: 1,
            created: happening.at,
            modified: happening.at,
            applications: Vec::new(),
        };
        let event = Event::about_all_clients(happening, EventKind::TermsCreate, &terms.ext_id).after(terms.audit());
        let write = Write::Register(RegisterWrite::InsertTerms(terms.clone()));
        Ok((terms, Change::new(Guard::Register { rev: self.rev }, vec![write], event)))
    }
}

impl HeldTerms {
    /// Applies a patch; no change where it leaves everything as it is.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] and [`Rejection::Stale`] where another version is named; else every broken rule.
    pub fn modify(
        &self,
        patch: &PatchTerms,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Terms, Option<Change<TermsModify>>), Rejection> {
        let before = &self.terms;
        patch.expected.check_if_match(before.version)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        broken.keep(text::unchanged("extId", &patch.ext_id, before.ext_id.as_str()));
        if !matches!(patch.is_silent, Patch::Keep) && patch.is_silent != Patch::Set(before.is_silent) {
            let why = format!("silentAcceptance can't be changed: it is {}", before.is_silent);
            broken.push(Breach::new(Code::ModifyReadonlyData, why));
        }
        let name = broken.keep(text::patched("name", &patch.name, &before.name, NAME_LEN_MAX));
        if patch.is_active == Patch::Clear {
            broken.push(Breach::invalid("active is mandatory: it can't be removed"));
        }
        let version = text::patched("termsVersion", &patch.terms_version, &before.terms_version, VERSION_LEN_MAX);
        let version = broken.keep(version);
        let urls = language::patched_small("urls", &before.urls, &patch.urls, URL_LEN_MAX, &mut broken);
        if self.name_taken {
            broken.push(name_taken());
        }
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        let mut after = Terms {
            name: name.ok_or_else(Vec::new)?,
            is_active: patch.is_active.clone().apply(Some(before.is_active)).unwrap_or_default(),
            terms_version: version.ok_or_else(Vec::new)?,
            urls,
            ..before.clone()
        };
        if after == *before {
            return Ok((after, None));
        }
        after.version += 1;
        after.modified = happening.at;
        let event = Event::about_all_clients(happening, EventKind::TermsModify, &after.ext_id)
            .before(before.audit())
            .after(after.audit());
        let write = Write::Register(RegisterWrite::UpdateTerms(after.clone()));
        Ok((after, Some(Change::new(Guard::Register { rev: self.rev }, vec![write], event))))
    }
}
