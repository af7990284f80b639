//! Giving a profile an enterprise role, and taking it away. It gives no right here, so that nothing is to be ruled on.

use uuid::Uuid;

use super::{ENTERPRISE_AUTHORIZATIONS_MAX, EnterpriseAuthorization, EnterpriseWrite};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::patch::Patch;
use crate::profile::HeldProfile;
use crate::rejection::Rejection;
use crate::right::ProfileModify;
use crate::standing::Ruled;
use crate::text;
use crate::user::{State, Validity};
use crate::validity;
use crate::version::Expected;

/// An enterprise role as a caller wants to give it, unchecked.
#[derive(Clone, Debug, Default)]
pub struct NewEnterpriseAuthorization {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// Mandatory.
    pub erole: Option<String>,
    /// `validity.from`.
    pub from: Option<String>,
    /// `validity.to`.
    pub to: Option<String>,
}

/// A patch of an enterprise authorization, unchecked.
#[derive(Clone, Debug, Default)]
pub struct PatchEnterpriseAuthorization {
    /// `validity.from`: `null` and `""` remove.
    pub from: Patch<String>,
    /// `validity.to`: `null` and `""` remove.
    pub to: Patch<String>,
    /// Only as it is: it never changes.
    pub ext_id: Patch<String>,
    /// Only as it is: it never changes.
    pub erole: Patch<String>,
    /// The versions that the caller named.
    pub expected: Expected,
}

/// What must be known to give a profile an enterprise role.
#[derive(Clone, Debug)]
pub struct Givable {
    /// The enterprise role that is wanted, by internal key; `None`: it isn't there.
    pub erole: Option<Uuid>,
    /// Whether another enterprise authorization of the client has the wanted external id.
    pub ext_id_taken: bool,
    /// Those that the profile has.
    pub given: Vec<EnterpriseAuthorization>,
}

/// An enterprise authorization to be changed.
#[derive(Clone, Debug)]
pub struct HeldEnterpriseAuthorization<'a> {
    /// The profile that has it.
    pub profile: &'a HeldProfile,
    /// As it was read.
    pub given: &'a EnterpriseAuthorization,
}

fn event(profile: &HeldProfile, happening: &Happening, kind: EventKind, subject: &ExtId) -> Event {
    Event::about_user(happening, &profile.client, &profile.user, kind, subject)
}

fn guard(profile: &HeldProfile) -> Guard {
    Guard::Owner { id: profile.user.id, rev: profile.rev, ruled: Ruled::UNTOUCHED }
}

impl Givable {
    /// Gives the profile the enterprise role.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn give(
        &self,
        profile: &HeldProfile,
        new: &NewEnterpriseAuthorization,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(EnterpriseAuthorization, Change<ProfileModify>), Vec<Breach>> {
        let mut broken = Breaches::new();
        broken.extend(extra);
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        let erole_ext_id = text::mandatory("enterpriseRoleExtId", new.erole.as_deref(), ExtId::LEN_MAX);
        let erole_ext_id = broken.keep(erole_ext_id);
        let wanted = |time: &Option<String>| time.clone().map_or(Patch::Keep, Patch::Set);
        let validity = validity::patched(&wanted(&new.from), &wanted(&new.to), Validity::default(), &mut broken);
        if self.ext_id_taken {
            let message = "extId: the client already has an enterprise authorization with this extId";
            broken.push(Breach::new(Code::DuplicateValue, message));
        }
        match (self.erole, &erole_ext_id) {
            (None, Some(erole)) => broken.push(Breach::new(
                Code::MissingReferenceData,
                format!("enterpriseRoleExtId: the client has no enterprise role {}", text::echo(erole)),
            )),
            (Some(erole), _) if self.given.iter().any(|given| given.erole_id == erole) => {
                broken.push(Breach::new(Code::DuplicateValue, "the profile has this enterprise role already"));
            }
            _ => {}
        }
        if self.given.len() >= ENTERPRISE_AUTHORIZATIONS_MAX {
            let most = ENTERPRISE_AUTHORIZATIONS_MAX;
            broken.push(Breach::invalid(format!("a profile has at most {most} enterprise roles")));
        }
        if profile.profile.state == State::Archived {
            broken.push(Breach::invalid("an archived profile gets no enterprise role"));
        }
        broken.into_result()?;
        let given = EnterpriseAuthorization {
            id: happening.id,
            client_id: profile.client.id,
            profile_id: profile.profile.id,
            erole_id: self.erole.ok_or_else(Vec::new)?,
            ext_id: ext_id.ok_or_else(Vec::new)?,
            erole_ext_id: ExtId::from_stored(erole_ext_id.ok_or_else(Vec::new)?),
            validity,
            version: 1,
            created: happening.at,
            modified: happening.at,
        };
        let kind = EventKind::EnterpriseAuthorizationCreate;
        let event = event(profile, happening, kind, &given.ext_id).after(given.audit());
        let write = Write::Enterprise(EnterpriseWrite::Give(given.clone()));
        Ok((given, Change::new(guard(profile), vec![write], event)))
    }
}

impl HeldEnterpriseAuthorization<'_> {
    /// Applies a patch; no change where it leaves everything as it is.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] and [`Rejection::Stale`] where another version is named; else every broken rule.
    pub fn modify(
        &self,
        patch: &PatchEnterpriseAuthorization,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(EnterpriseAuthorization, Option<Change<ProfileModify>>), Rejection> {
        let before = self.given;
        patch.expected.check_if_match(before.version)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        broken.keep(text::unchanged("extId", &patch.ext_id, before.ext_id.as_str()));
        broken.keep(text::unchanged("enterpriseRoleExtId", &patch.erole, before.erole_ext_id.as_str()));
        let validity = validity::patched(&patch.from, &patch.to, before.validity, &mut broken);
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        let mut after = EnterpriseAuthorization { validity, ..before.clone() };
        if after == *before {
            return Ok((after, None));
        }
        after.version += 1;
        after.modified = happening.at;
        let kind = EventKind::EnterpriseAuthorizationModify;
        let event = event(self.profile, happening, kind, &after.ext_id).before(before.audit()).after(after.audit());
        let write = Write::Enterprise(EnterpriseWrite::UpdateGiven(after.clone()));
        Ok((after, Some(Change::new(guard(self.profile), vec![write], event))))
    }

    /// Takes the enterprise role away.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version.
    pub fn take(&self, expected: &Expected, happening: &Happening) -> Result<Change<ProfileModify>, Rejection> {
        expected.check_if_match(self.given.version)?;
        let kind = EventKind::EnterpriseAuthorizationDelete;
        let event = event(self.profile, happening, kind, &self.given.ext_id).before(self.given.audit());
        let write = Write::Enterprise(EnterpriseWrite::Take { id: self.given.id });
        Ok(Change::new(guard(self.profile), vec![write], event))
    }
}
