//! The applications and the enterprise roles of an authorization's room.
//!
//! Source: *Data rooms*: each is a set, or global; this server's own application can't be put into one
//! (`addIdmToApplDataroom`).

use uuid::Uuid;

use super::{Authorization, HeldProfile, ROLE_ROOMS_MAX, Redraw};
use crate::application::OWN;
use crate::breach::{Breach, Breaches};
use crate::caller::Grant;
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{EventKind, Happening};
use crate::ext_id::ExtId;
use crate::rejection::Rejection;
use crate::role::GivenRole;
use crate::rooms::Room;
use crate::standing::{Effect, Standing};
use crate::version::Expected;

/// An application or an enterprise role of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSpot {
    /// Internal key.
    pub id: Uuid,
    /// As paths and bodies have it.
    pub ext_id: ExtId,
}

/// What a caller has named, each with its internal key where it is there for the caller.
pub type Sighted = Vec<(ExtId, Option<Uuid>)>;

/// A room of an authorization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleRoom {
    /// By `appGlobal` and `appExtIds`.
    Applications,
    /// By `enterpriseRoleGlobal` and `enterpriseRoleExtIds`.
    EnterpriseRoles,
}

impl RoleRoom {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Applications, Self::EnterpriseRoles];

    /// The member that says whether it is of all.
    #[must_use]
    pub const fn flag(self) -> &'static str {
        match self {
            Self::Applications => "appGlobal",
            Self::EnterpriseRoles => "enterpriseRoleGlobal",
        }
    }

    /// The member that names what is in it.
    #[must_use]
    pub const fn list(self) -> &'static str {
        match self {
            Self::Applications => "appExtIds",
            Self::EnterpriseRoles => "enterpriseRoleExtIds",
        }
    }

    const fn noun(self) -> &'static str {
        match self {
            Self::Applications => "application",
            Self::EnterpriseRoles => "enterprise role",
        }
    }

    /// That of a grant.
    #[must_use]
    pub fn of(self, grant: &Grant) -> &Room<Uuid> {
        match self {
            Self::Applications => grant.applications(),
            Self::EnterpriseRoles => grant.enterprise_roles(),
        }
    }

    /// The grant, held to another one.
    #[must_use]
    pub fn hold(self, grant: Grant, room: Room<Uuid>) -> Grant {
        match self {
            Self::Applications => grant.held_to_applications(room),
            Self::EnterpriseRoles => grant.held_to_enterprise_roles(room),
        }
    }

    /// What that of an authorization names.
    #[must_use]
    pub fn named(self, authorization: &Authorization) -> &[RoleSpot] {
        match self {
            Self::Applications => &authorization.applications,
            Self::EnterpriseRoles => &authorization.enterprise_roles,
        }
    }

    /// This server's own application is in no room.
    pub(super) fn may_name(self, named: &[String]) -> Result<(), Breach> {
        match self == Self::Applications && named.iter().any(|name| name.trim() == OWN) {
            true => Err(Breach::invalid(format!("appExtIds: {OWN} can't be put into a room of applications"))),
            false => Ok(()),
        }
    }

    /// Only this server's own roles have such rooms: what others may is the application's business.
    pub(super) fn may_hold(self, role: &GivenRole, is_global: bool) -> Result<(), Breach> {
        match role.own().is_none() && !is_global {
            true => Err(Breach::invalid(format!(
                "{}: a role of another application isn't held to such rooms, so only true",
                self.flag()
            ))),
            false => Ok(()),
        }
    }

    /// What is named must be there.
    pub(super) fn must_be_there(self, named: &Sighted, broken: &mut Breaches) {
        for (name, _) in named.iter().filter(|(_, id)| id.is_none()) {
            let message = format!("{}: there is no {} with extId {name}", self.list(), self.noun());
            broken.push(Breach::new(Code::MissingReferenceData, message));
        }
    }
}

/// What one of the room lets do: who gives or takes it must be able to do as much.
#[must_use]
pub fn part_of(authorization: &Authorization, room: RoleRoom, spot: Uuid) -> Grant {
    room.hold(authorization.grant.clone(), Room::Only(vec![spot]))
}

impl Authorization {
    /// With what a room names, in the order of the external ids; of all, it stays so.
    #[must_use]
    pub fn with_role_room(mut self, room: RoleRoom, mut named: Vec<RoleSpot>) -> Self {
        if *room.of(&self.grant) == Room::Global {
            return self;
        }
        named.sort_by(|one, other| one.ext_id.cmp(&other.ext_id));
        self.grant = room.hold(self.grant, Room::Only(named.iter().map(|spot| spot.id).collect()));
        match room {
            RoleRoom::Applications => self.applications = named,
            RoleRoom::EnterpriseRoles => self.enterprise_roles = named,
        }
        self
    }
}

impl HeldProfile {
    /// Puts one into a room of an authorization; no change where it is in it already. `standing` is about [`part_of`].
    ///
    /// # Errors
    /// It is more than the caller may give; [`Rejection::PreconditionFailed`] where `If-Match` names another version;
    /// [`Rejection::Broken`] where the room is of all, or names as many as it may.
    pub fn add_to_room<R>(
        &self,
        before: &Authorization,
        (room, spot): (RoleRoom, &RoleSpot),
        expected: &Expected,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Option<Change<R>>, Rejection> {
        let ruled = standing.rule(Effect::GIVES)?;
        expected.check_if_match(before.version)?;
        let mut named = named(before, room)?;
        room.may_name(&[spot.ext_id.to_string()]).map_err(|breach| vec![breach])?;
        if named.iter().any(|there| there.id == spot.id) {
            return Ok(None);
        }
        if named.len() >= ROLE_ROOMS_MAX {
            let message = format!("{}: an authorization names at most {ROLE_ROOMS_MAX}", room.list());
            return Err(vec![Breach::invalid(message)].into());
        }
        named.push(spot.clone());
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        Ok(Some(self.renamed(before, (room, named), guard, happening)))
    }

    /// Takes one out of a room of an authorization; no change where it isn't in it. `standing` is about [`part_of`].
    ///
    /// # Errors
    /// It is more than the caller may take; [`Rejection::PreconditionFailed`] where `If-Match` names another version;
    /// [`Rejection::Broken`] where the room is of all.
    pub fn remove_from_room<R>(
        &self,
        before: &Authorization,
        (room, spot): (RoleRoom, Uuid),
        expected: &Expected,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Option<Change<R>>, Rejection> {
        let ruled = standing.rule(Effect::TAKES)?;
        expected.check_if_match(before.version)?;
        let mut named = named(before, room)?;
        let count = named.len();
        named.retain(|there| there.id != spot);
        if named.len() == count {
            return Ok(None);
        }
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        Ok(Some(self.renamed(before, (room, named), guard, happening)))
    }

    fn renamed<R>(
        &self,
        before: &Authorization,
        (room, named): (RoleRoom, Vec<RoleSpot>),
        guard: Guard,
        happening: &Happening,
    ) -> Change<R> {
        let after = before.changed(happening).with_role_room(room, named);
        let event = self
            .event(happening, EventKind::AuthorizationModify, &after.ext_id)
            .before(before.audit())
            .after(after.audit());
        Change::new(guard, vec![Write::RedrawAuthorization(Box::new(Redraw::of(before, after)))], event)
    }
}

fn named(authorization: &Authorization, room: RoleRoom) -> Result<Vec<RoleSpot>, Rejection> {
    match room.of(&authorization.grant) {
        Room::Global => {
            let why = format!("{}: the role holds in all of them, so that none can be named", room.flag());
            Err(vec![Breach::invalid(why)].into())
        }
        Room::Only(_) => Ok(room.named(authorization).to_vec()),
    }
}
