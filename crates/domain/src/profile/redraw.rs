//! Changing where and when a role of a profile holds.
//!
//! Source: *Update authorization*: the global flags; the entries of a room are Sigill's own. What the role comes to hold
//! in must be the caller's to give, and what it no longer holds in the caller's to take.

use uuid::Uuid;

use super::assign::spots;
use super::{Authorization, HeldProfile, Redraw, RoleRoom, RoleSpot, Sighted, WantedRooms};
use crate::breach::{Breach, Breaches};
use crate::caller::Grant;
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{EventKind, Happening};
use crate::ext_id::ExtId;
use crate::rejection::Rejection;
use crate::right::AuthorizationModify;
use crate::rooms::{RoleRooms, Room, UnitPath};
use crate::standing::{Effect, Ruled, Standing};
use crate::user::Validity;
use crate::version::Expected;

/// Where and when the role is to hold, with what must be known of it.
#[derive(Clone, Debug)]
pub struct Redrawn {
    grant: Grant,
    validity: Validity,
    /// What it doesn't hold in yet.
    given: Vec<Grant>,
    /// What it no longer holds in.
    taken: Vec<Grant>,
    /// The units that are there.
    units: Vec<(UnitPath, ExtId)>,
    /// Units that aren't there, or not for the caller.
    missing: Vec<ExtId>,
    /// Each with its internal key where it is there for the caller.
    applications: Sighted,
    /// As the applications.
    enterprise_roles: Sighted,
}

/// What must be known of what a room comes to name: each is there for the caller, or not.
#[derive(Clone, Debug, Default)]
pub struct NewInRooms {
    /// Units.
    pub units: Vec<(ExtId, Option<UnitPath>)>,
    /// Applications.
    pub applications: Sighted,
    /// Enterprise roles.
    pub enterprise_roles: Sighted,
}

/// What a room is to name: what it names already, and what is `found`.
fn sighted(named: &Room<String>, before: &[RoleSpot], found: &Sighted) -> Sighted {
    let Room::Only(named) = named else { return Vec::new() };
    let key = |ext_id: &str| {
        let kept = before.iter().find(|spot| spot.ext_id.as_str() == ext_id).map(|spot| spot.id);
        kept.or_else(|| found.iter().find(|(new, _)| new.as_str() == ext_id)?.1)
    };
    named.iter().map(|ext_id| (ExtId::from_stored(ext_id.clone()), key(ext_id))).collect()
}

fn keys(named: &Room<String>, spots: &Sighted) -> Room<Uuid> {
    match named {
        Room::Global => Room::Global,
        Room::Only(_) => Room::Only(spots.iter().filter_map(|(_, id)| *id).collect()),
    }
}

/// What `more` has and `than` hasn't; all of `more` where that can't be said.
fn beyond<T: PartialEq + Clone>(more: &Room<T>, than: &Room<T>) -> Option<Room<T>> {
    match (more, than) {
        (_, Room::Global) => None,
        (Room::Global, Room::Only(_)) => Some(Room::Global),
        (Room::Only(more), Room::Only(than)) => {
            let rest: Vec<T> = more.iter().filter(|one| !than.contains(one)).cloned().collect();
            (!rest.is_empty()).then_some(Room::Only(rest))
        }
    }
}

/// What `more` lets do and `than` doesn't.
fn difference(more: &Grant, than: &Grant) -> Vec<Grant> {
    let clients = beyond(&more.clients, &than.clients).map(|clients| Grant { clients, ..more.clone() });
    let units = beyond(&more.units, &than.units).map(|units| Grant { units, ..more.clone() });
    let of_roles = RoleRoom::ALL
        .into_iter()
        .filter_map(|room| beyond(room.of(more), room.of(than)).map(|rest| room.hold(more.clone(), rest)));
    clients.into_iter().chain(units).chain(of_roles).collect()
}

impl Redrawn {
    /// `found` is what the rooms don't have yet.
    #[must_use]
    pub fn new(before: &Authorization, wanted: &WantedRooms, found: &NewInRooms) -> Self {
        let (mut units, mut missing) = (Vec::new(), Vec::new());
        if let Room::Only(named) = &wanted.units {
            let kept = before.units_with_paths();
            for ext_id in named {
                let known = kept.iter().find(|(_, kept)| kept.as_str() == ext_id).map(|(path, _)| path.clone());
                let new = || found.units.iter().find(|(new, _)| new.as_str() == ext_id)?.1.clone();
                let ext_id = ExtId::from_stored(ext_id.clone());
                match known.or_else(new) {
                    Some(path) => units.push((path, ext_id)),
                    None => missing.push(ext_id),
                }
            }
        }
        let applications = sighted(&wanted.applications, &before.applications, &found.applications);
        let enterprise_roles = sighted(&wanted.enterprise_roles, &before.enterprise_roles, &found.enterprise_roles);
        let grant = Grant {
            role: before.grant.role.clone(),
            clients: wanted.clients.clone(),
            units: match &wanted.units {
                Room::Global => Room::Global,
                Room::Only(_) => Room::Only(units.iter().map(|(path, _)| path.clone()).collect()),
            },
            role_rooms: RoleRooms::boxed(
                keys(&wanted.applications, &applications),
                keys(&wanted.enterprise_roles, &enterprise_roles),
            ),
        };
        let (mut given, mut taken) = (difference(&grant, &before.grant), difference(&before.grant, &grant));
        // Holding at another time is holding everywhere then.
        if wanted.validity.is_wider_than(&before.validity) {
            given.push(grant.clone());
        }
        if before.validity.is_wider_than(&wanted.validity) {
            taken.push(before.grant.clone());
        }
        Self { grant, validity: wanted.validity, given, taken, units, missing, applications, enterprise_roles }
    }

    /// What the role comes to hold in.
    #[must_use]
    pub fn given(&self) -> &[Grant] {
        &self.given
    }

    /// What the role no longer holds in.
    #[must_use]
    pub fn taken(&self) -> &[Grant] {
        &self.taken
    }

    /// The units that come to the room: the change is applied only while they are where they are.
    #[must_use]
    pub fn new_units(&self) -> Vec<UnitPath> {
        let units = self.given.iter().filter_map(|grant| match &grant.units {
            Room::Only(units) => Some(units.clone()),
            Room::Global => None,
        });
        let mut units: Vec<UnitPath> = units.flatten().collect();
        units.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        units.dedup();
        units
    }

    /// Whether the caller may give and take the difference: how it stands to each.
    ///
    /// # Errors
    /// What it lacks; or this would take the last `Root`.
    pub fn rule(&self, before: &Authorization, to_give: &Standing, to_take: &Standing) -> Result<Ruled, Rejection> {
        if !self.given.is_empty() {
            to_give.rule(Effect::GIVES)?;
        }
        let is_shorter = before.validity.is_wider_than(&self.validity);
        let ends = before.grant.is_root_of_all() && (is_shorter || !self.grant.is_root_of_all());
        match self.taken.is_empty() {
            true => to_take.rule(Effect::default()),
            false => to_take.rule(if ends { Effect::ENDS } else { Effect::TAKES }),
        }
    }
}

impl Authorization {
    /// The units of its room, with their paths; none where it is of all units.
    #[must_use]
    pub fn units_with_paths(&self) -> Vec<(UnitPath, ExtId)> {
        match &self.grant.units {
            Room::Global => Vec::new(),
            Room::Only(paths) => paths.iter().cloned().zip(self.units.iter().map(|unit| unit.ext_id.clone())).collect(),
        }
    }

    /// The clients of its room, each with its internal key.
    fn clients_with_ids(&self) -> Vec<(ExtId, Uuid)> {
        match &self.grant.clients {
            Room::Global => Vec::new(),
            Room::Only(clients) => clients.iter().cloned().zip(self.client_ids.iter().copied()).collect(),
        }
    }
}

impl HeldProfile {
    /// Changes where and when a role holds; no change where it does so already. `found` are the clients that its room doesn't
    /// have yet, where they are there.
    ///
    /// # Errors
    /// [`Rejection::Stale`] where the body names another version; else every broken rule.
    pub fn redraw(
        &self,
        before: &Authorization,
        redrawn: &Redrawn,
        (found, ruled): (&[(ExtId, Option<Uuid>)], Ruled),
        expected: &Expected,
        happening: &Happening,
    ) -> Result<(Authorization, Option<Change<AuthorizationModify>>), Rejection> {
        let mut broken = Breaches::new();
        for (client, _) in found.iter().filter(|(_, id)| id.is_none()) {
            let message = format!("clientExtIds: there is no client with extId {client}");
            broken.push(Breach::new(Code::MissingReferenceData, message));
        }
        for unit in &redrawn.missing {
            let message = format!("unitExtIds: there is no unit with extId {unit}");
            broken.push(Breach::new(Code::MissingReferenceData, message));
        }
        RoleRoom::Applications.must_be_there(&redrawn.applications, &mut broken);
        RoleRoom::EnterpriseRoles.must_be_there(&redrawn.enterprise_roles, &mut broken);
        let grant = &redrawn.grant;
        broken.keep(self.rooms_are_of_client(grant));
        let is_like = |there: &&Authorization| {
            there.id != before.id
                && there.grant.role == grant.role
                && difference(&there.grant, grant).is_empty()
                && difference(grant, &there.grant).is_empty()
        };
        if self.authorizations.iter().find(is_like).is_some() {
            broken.push(Breach::new(Code::DuplicateValue, "the profile has this role with these rooms already"));
        }
        broken.into_result()?;
        expected.check_version(before.version)?;
        if redrawn.given.is_empty() && redrawn.taken.is_empty() {
            return Ok((before.clone(), None));
        }
        let mut clients = before.clients_with_ids();
        clients.retain(|(client, _)| grant.clients != Room::Global && grant.clients.has(client));
        clients.extend(found.iter().filter_map(|(client, id)| Some((client.clone(), (*id)?))));
        clients.sort();
        let mut after = before.changed(happening);
        after.client_ids = clients.iter().map(|(_, id)| *id).collect();
        after.grant = grant.clone();
        after.validity = redrawn.validity;
        if let Room::Only(all) = &mut after.grant.clients {
            *all = clients.into_iter().map(|(client, _)| client).collect();
        }
        after.units = Vec::new();
        (after.applications, after.enterprise_roles) = (Vec::new(), Vec::new());
        let after = after
            .with_units(redrawn.units.clone())
            .with_role_room(RoleRoom::Applications, spots(&redrawn.applications))
            .with_role_room(RoleRoom::EnterpriseRoles, spots(&redrawn.enterprise_roles));
        let event = self
            .event(happening, EventKind::AuthorizationModify, &after.ext_id)
            .before(before.audit())
            .after(after.audit());
        let write = Write::RedrawAuthorization(Box::new(Redraw::of(before, after.clone())));
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        Ok((after, Some(Change::new(guard, vec![write], event))))
    }
}
