//! Giving a profile a role, and taking it away.

use uuid::Uuid;

use super::{
    AUTHORIZATIONS_MAX, Authorization, HeldProfile, ROLE_ROOMS_MAX, ROOMS_MAX, RoleRoom, RoleSpot, Sighted,
    UNIT_ROOMS_MAX,
};
use crate::breach::{Breach, Breaches};
use crate::caller::{ClientRoom, Grant};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{EventKind, Happening};
use crate::ext_id::ExtId;
use crate::rejection::Rejection;
use crate::right::{AuthorizationCreate, AuthorizationDelete};
use crate::role::{ForeignRole, GivenRole, Role};
use crate::rooms::{RoleRooms, Room, UnitPath};
use crate::standing::{Effect, Ruled, Standing};
use crate::text;
use crate::user::Validity;
use crate::version::Expected;

/// A role as a caller wants to give it, unchecked.
#[derive(Clone, Debug, Default)]
pub struct NewAuthorization {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// `roleExtId`, mandatory: `nevisIdm.…`, or a role of an application that the client has.
    pub role: Option<String>,
    /// `validity.from`: a time or a date.
    pub validity_from: Option<String>,
    /// `validity.to`: a time or a date, after `validity.from`.
    pub validity_to: Option<String>,
    /// `clientGlobal`: everywhere. Then `clients` must be empty.
    pub is_client_global: bool,
    /// `clientExtIds`: at most [`ROOMS_MAX`] different ones.
    pub clients: Vec<String>,
    /// `unitGlobal`; absent, it is so where `units` is empty.
    pub is_unit_global: Option<bool>,
    /// `unitExtIds`: at most [`UNIT_ROOMS_MAX`] different ones, of the profile's client.
    pub units: Vec<String>,
    /// `appGlobal`; absent, it is so where `applications` is empty.
    pub is_app_global: Option<bool>,
    /// `appExtIds`: at most [`ROLE_ROOMS_MAX`] different ones.
    pub applications: Vec<String>,
    /// `enterpriseRoleGlobal`; absent, it is so where `enterprise_roles` is empty.
    pub is_erole_global: Option<bool>,
    /// `enterpriseRoleExtIds`: at most [`ROLE_ROOMS_MAX`] different ones, of the profile's client.
    pub enterprise_roles: Vec<String>,
}

impl NewAuthorization {
    /// The role that is to be looked up, since it isn't one of this server's own.
    #[must_use]
    pub fn foreign(&self) -> Option<&str> {
        self.role.as_deref().map(str::trim).filter(|role| !role.is_empty() && Role::parse(role).is_none())
    }

    /// The role and where it is to hold. `found` is what was looked up where [`NewAuthorization::foreign`] names a role;
    /// `None`: the client has none of that name.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn grant(&self, found: Option<ForeignRole>) -> Result<Grant, Vec<Breach>> {
        let mut broken = Breaches::new();
        let role = broken.keep(role(self.role.as_deref(), found));
        let mut clients: Vec<ExtId> =
            self.clients.iter().filter_map(|id| broken.keep(ExtId::parse("clientExtIds", id))).collect();
        clients.sort();
        clients.dedup();
        if clients.len() > ROOMS_MAX {
            let found = clients.len();
            broken.push(Breach::invalid(format!("clientExtIds: expected at most {ROOMS_MAX} clients, got {found}")));
        }
        if self.is_client_global != self.clients.is_empty() {
            broken.push(Breach::invalid("expected either clientGlobal: true, or clients in clientExtIds"));
        }
        if self.units.len() > UNIT_ROOMS_MAX {
            let found = self.units.len();
            broken.push(Breach::invalid(format!("unitExtIds: expected at most {UNIT_ROOMS_MAX} units, got {found}")));
        }
        if self.is_unit_global == Some(true) && !self.units.is_empty() {
            broken.push(Breach::invalid("expected either unitGlobal: true, or units in unitExtIds"));
        }
        for (room, is_global, named) in [
            (RoleRoom::Applications, self.is_app_global, &self.applications),
            (RoleRoom::EnterpriseRoles, self.is_erole_global, &self.enterprise_roles),
        ] {
            self.check_role_room(room, (is_global, named), role.as_ref(), &mut broken);
        }
        broken.into_result()?;
        let clients = if self.is_client_global { ClientRoom::Global } else { ClientRoom::Only(clients) };
        let is_whole = self.is_unit_global.unwrap_or(self.units.is_empty());
        // Which units they are isn't known yet.
        let units = if is_whole { Room::Global } else { Room::Only(Vec::new()) };
        let room = |is_global: Option<bool>, named: &[String]| match is_global.unwrap_or(named.is_empty()) {
            true => Room::Global,
            false => Room::Only(Vec::new()),
        };
        let role_rooms = RoleRooms::boxed(
            room(self.is_app_global, &self.applications),
            room(self.is_erole_global, &self.enterprise_roles),
        );
        Ok(Grant { role: role.ok_or_else(Vec::new)?, clients, units, role_rooms })
    }

    fn check_role_room(
        &self,
        room: RoleRoom,
        (is_global, named): (Option<bool>, &[String]),
        role: Option<&GivenRole>,
        broken: &mut Breaches,
    ) {
        let (flag, list) = (room.flag(), room.list());
        if named.len() > ROLE_ROOMS_MAX {
            let found = named.len();
            broken.push(Breach::invalid(format!("{list}: expected at most {ROLE_ROOMS_MAX}, got {found}")));
        }
        if is_global == Some(true) && !named.is_empty() {
            broken.push(Breach::invalid(format!("expected either {flag}: true, or entries in {list}")));
        }
        broken.keep(room.may_name(named));
        if let Some(role) = role {
            broken.keep(room.may_hold(role, is_global.unwrap_or(named.is_empty())));
        }
    }
}

fn role(name: Option<&str>, found: Option<ForeignRole>) -> Result<GivenRole, Breach> {
    let name = text::mandatory("roleExtId", name, 200)?;
    let own = Role::parse(&name).map(GivenRole::Own);
    own.or_else(|| Some(GivenRole::Foreign(Box::new(found?)))).ok_or_else(|| {
        let own = text::one_of(Role::ALL.iter().map(|role| role.as_str()));
        let expected = format!("one of {own}, or a role of an application that the client has");
        Breach::new(Code::MissingReferenceData, format!("roleExtId: expected {expected}, got {}", text::echo(&name)))
    })
}

/// A role that is to be given, with what must be known for it.
#[derive(Clone, Debug)]
pub struct Giving {
    /// The role, and where it is to hold.
    pub grant: Grant,
    /// The clients of its room, of which each has to be there.
    pub rooms: Vec<(ExtId, Option<Uuid>)>,
    /// The units of its room, of which each has to be there, and where the caller may give roles.
    pub units: Vec<(ExtId, Option<UnitPath>)>,
    /// The applications of its room, as the units.
    pub applications: Sighted,
    /// The enterprise roles of its room, as the units.
    pub enterprise_roles: Sighted,
    /// Whether another authorization of the client has the wanted external id.
    pub ext_id_taken: bool,
    /// That the caller may give it.
    pub ruled: Ruled,
}

/// Those that are there.
pub(super) fn spots(named: &Sighted) -> Vec<RoleSpot> {
    named.iter().filter_map(|(ext_id, id)| Some(RoleSpot { id: (*id)?, ext_id: ext_id.clone() })).collect()
}

impl HeldProfile {
    /// Units and enterprise roles are those of the profile's client, where the role must hold, then.
    pub(super) fn rooms_are_of_client(&self, grant: &Grant) -> Result<(), Breach> {
        let client = &self.client.ext_id;
        let is_held = grant.units != Room::Global || *grant.enterprise_roles() != Room::Global;
        match is_held && !grant.clients.contains(client.as_str()) {
            true => Err(Breach::invalid(format!(
                "units and enterprise roles are those of client {client}, in which the role doesn't hold"
            ))),
            false => Ok(()),
        }
    }

    /// Gives the profile a role.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn assign(
        &self,
        new: &NewAuthorization,
        giving: Giving,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Authorization, Change<AuthorizationCreate>), Vec<Breach>> {
        let Giving { grant, rooms, units, applications, enterprise_roles, ext_id_taken, ruled } = giving;
        let mut broken = Breaches::new();
        broken.extend(extra);
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        let validity = Validity::read(new.validity_from.as_deref(), new.validity_to.as_deref());
        let validity = broken.keep_all(validity);
        if ext_id_taken {
            broken.push(Breach::new(
                Code::DuplicateValue,
                "extId: the client already has an authorization with this extId",
            ));
        }
        for (client, _) in rooms.iter().filter(|(_, id)| id.is_none()) {
            broken.push(Breach::new(
                Code::MissingReferenceData,
                format!("clientExtIds: there is no client with extId {client}"),
            ));
        }
        for (unit, _) in units.iter().filter(|(_, path)| path.is_none()) {
            broken.push(Breach::new(
                Code::MissingReferenceData,
                format!("unitExtIds: there is no unit with extId {unit}"),
            ));
        }
        RoleRoom::Applications.must_be_there(&applications, &mut broken);
        RoleRoom::EnterpriseRoles.must_be_there(&enterprise_roles, &mut broken);
        broken.keep(self.rooms_are_of_client(&grant));
        if self.authorizations.iter().any(|there| there.grant == grant) {
            broken.push(Breach::new(Code::DuplicateValue, "the profile has this role with these clients already"));
        }
        if self.authorizations.len() >= AUTHORIZATIONS_MAX {
            broken.push(Breach::invalid(format!("a profile has at most {AUTHORIZATIONS_MAX} authorizations")));
        }
        broken.into_result()?;
        let authorization = Authorization {
            id: happening.id,
            client_id: self.client.id,
            profile_id: self.profile.id,
            ext_id: ext_id.ok_or_else(Vec::new)?,
            grant,
            validity: validity.ok_or_else(Vec::new)?,
            client_ids: rooms.iter().filter_map(|(_, id)| *id).collect(),
            units: Vec::new(),
            applications: Vec::new(),
            enterprise_roles: Vec::new(),
            version: 1,
            created: happening.at,
            modified: happening.at,
        }
        .with_units(units.into_iter().filter_map(|(ext_id, path)| Some((path?, ext_id))).collect())
        .with_role_room(RoleRoom::Applications, spots(&applications))
        .with_role_room(RoleRoom::EnterpriseRoles, spots(&enterprise_roles));
        let event =
            self.event(happening, EventKind::AuthorizationCreate, &authorization.ext_id).after(authorization.audit());
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        let change = Change::new(guard, vec![Write::InsertAuthorization(authorization.clone())], event);
        Ok((authorization, change))
    }
}

impl HeldProfile {
    /// Takes a role away, to which `standing` is about.
    ///
    /// # Errors
    /// It is more than the caller may take, or that of the last `Root`; [`Rejection::PreconditionFailed`] where `If-Match` names another version.
    pub fn withdraw(
        &self,
        authorization: &Authorization,
        expected: &Expected,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Change<AuthorizationDelete>, Rejection> {
        let ruled = standing.rule(Effect::ENDS)?;
        expected.check_if_match(authorization.version)?;
        let event =
            self.event(happening, EventKind::AuthorizationDelete, &authorization.ext_id).before(authorization.audit());
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        Ok(Change::new(guard, vec![Write::DeleteAuthorization { id: authorization.id }], event))
    }
}
