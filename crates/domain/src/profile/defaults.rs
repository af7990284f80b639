//! What a new profile has from the start, as the default profile policy of its client says.
//!
//! A policy names things by external id, and some may be gone: then they are left out, and nobody hears it but the log. What
//! is left out never widens anything: a role of whose room nothing is there isn't given at all.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Giving, HeldProfile, NewAuthorization};
use crate::application::OWN;
use crate::breach::Breach;
use crate::caller::{ClientRoom, Grant};
use crate::change::Write;
use crate::client::ClientRef;
use crate::code::Code;
use crate::erole::{Givable, NewEnterpriseAuthorization};
use crate::event::{Event, Happening};
use crate::ext_id::ExtId;
use crate::policy::profile::{APPLICATIONS, CLIENTS, ENTERPRISE_ROLES, EROLES, ROLES, UNIT, UNITS};
use crate::policy::{DefaultRole, NamedRoom, ProfileRules};
use crate::role::{ForeignRole, GivenRole};
use crate::rooms::{RoleRooms, Room, UnitPath};
use crate::standing::Ruled;

/// The steps of a request from which on those are that give what a profile has from the start: behind all others.
const FIRST_STEP: u32 = 16;

/// What of the names in a profile policy is there, by the name.
#[derive(Clone, Debug, Default)]
pub struct PolicyNames {
    /// Roles of applications that the client has. `None`: two are called so.
    pub roles: BTreeMap<String, Option<ForeignRole>>,
    /// Of whichever client.
    pub clients: BTreeMap<String, Uuid>,
    /// With whether profiles may be put into them.
    pub units: BTreeMap<String, (UnitPath, bool)>,
    /// Of whichever client.
    pub applications: BTreeMap<String, Uuid>,
    /// Of the client.
    pub enterprise_roles: BTreeMap<String, Uuid>,
}

/// Something that a profile policy says and that isn't done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The parameter that says it.
    pub parameter: String,
    /// Why it isn't done.
    pub why: String,
}

impl LeftOut {
    fn of(parameter: impl Into<String>, why: impl Into<String>) -> Self {
        Self { parameter: parameter.into(), why: why.into() }
    }

    /// As it is told to who writes the policy.
    #[must_use]
    pub fn breach(&self) -> Breach {
        Breach::new(Code::MissingReferenceData, format!("parameters.{}: {}", self.parameter, self.why))
    }
}

/// A role of a profile policy with what is there of its rooms.
#[derive(Clone, Debug)]
pub struct RoleToGive {
    /// The role, and where it is to hold.
    pub grant: Grant,
    rooms: Vec<(ExtId, Option<Uuid>)>,
    units: Vec<(ExtId, Option<UnitPath>)>,
    applications: Vec<(ExtId, Option<Uuid>)>,
    enterprise_roles: Vec<(ExtId, Option<Uuid>)>,
}

impl RoleToGive {
    /// To be given, since that was ruled on.
    #[must_use]
    pub fn giving(self, ruled: Ruled) -> Giving {
        let Self { grant, rooms, units, applications, enterprise_roles } = self;
        Giving { grant, rooms, units, applications, enterprise_roles, ext_id_taken: false, ruled }
    }

    /// It isn't given since whoever makes the profile couldn't give it by hand.
    #[must_use]
    pub fn withheld(&self) -> LeftOut {
        LeftOut::of(ROLES, format!("{} is more than whoever makes the profile may give", self.grant.role.as_str()))
    }
}

/// Those of names that are there.
fn there<T: Clone>(
    room: &NamedRoom,
    (parameter, noun): (&str, &str),
    all: &BTreeMap<String, T>,
    left_out: &mut Vec<LeftOut>,
) -> Option<Vec<(ExtId, Option<T>)>> {
    let NamedRoom::Only(names) = room else { return Some(Vec::new()) };
    let mut found: Vec<(ExtId, Option<T>)> = Vec::new();
    for name in names {
        match all.get(name) {
            Some(one) if found.iter().all(|(there, _)| there.as_str() != name) => {
                found.push((ExtId::from_stored(name.clone()), Some(one.clone())));
            }
            Some(_) => {}
            None => left_out.push(LeftOut::of(parameter, format!("there is no {noun} {name}"))),
        }
    }
    (!found.is_empty()).then_some(found)
}

impl ProfileRules {
    /// The roles that are there, where they are to hold, and what isn't there.
    #[must_use]
    pub fn offers(&self, client: &ClientRef, names: &PolicyNames) -> (Vec<RoleToGive>, Vec<LeftOut>) {
        let mut left_out = Vec::new();
        let offers = self.roles.iter().filter_map(|role| offer(role, client, names, &mut left_out)).collect();
        (offers, left_out)
    }

    /// The enterprise roles that are there, each once, and what isn't there.
    #[must_use]
    pub fn enterprise_roles(&self, names: &PolicyNames) -> (Vec<(ExtId, Uuid)>, Vec<LeftOut>) {
        let mut left_out = Vec::new();
        let all = NamedRoom::Only(self.enterprise_roles.clone());
        let found = there(&all, (ENTERPRISE_ROLES, "enterprise role"), &names.enterprise_roles, &mut left_out);
        let found = found.unwrap_or_default().into_iter().filter_map(|(ext_id, id)| Some((ext_id, id?)));
        (found.collect(), left_out)
    }

    /// What is wrong with the unit.
    #[must_use]
    pub fn unit(&self, names: &PolicyNames) -> Option<LeftOut> {
        let unit = self.unit.as_ref()?;
        match names.units.get(unit) {
            Some((_, true)) => None,
            Some((_, false)) => Some(LeftOut::of(UNIT, format!("the unit {unit} takes no profiles"))),
            None => Some(LeftOut::of(UNIT, format!("there is no unit {unit}"))),
        }
    }
}

/// A role, where it is there and somewhere to hold.
fn offer(
    role: &DefaultRole,
    client: &ClientRef,
    names: &PolicyNames,
    left_out: &mut Vec<LeftOut>,
) -> Option<RoleToGive> {
    let given = match (role.own(), names.roles.get(&role.name)) {
        (Some(own), _) => Some(GivenRole::Own(own)),
        (None, Some(Some(foreign))) => Some(GivenRole::Foreign(Box::new(foreign.clone()))),
        (None, Some(None)) => {
            left_out.push(LeftOut::of(ROLES, format!("two roles are called {}", role.name)));
            None
        }
        (None, None) => {
            left_out.push(LeftOut::of(ROLES, format!("the client has no application with the role {}", role.name)));
            None
        }
    };
    let mut of = |room: &NamedRoom, end: &str, noun: &str, all: &BTreeMap<String, Uuid>| {
        there(room, (&format!("{}.{end}", role.name), noun), all, left_out)
    };
    let rooms = of(&role.clients, CLIENTS, "client", &names.clients);
    let applications: BTreeMap<String, Uuid> =
        names.applications.iter().filter(|(name, _)| *name != OWN).map(|(name, id)| (name.clone(), *id)).collect();
    let applications = of(&role.applications, APPLICATIONS, "application", &applications);
    let enterprise_roles = of(&role.enterprise_roles, EROLES, "enterprise role", &names.enterprise_roles);
    let parameter = format!("{}.{UNITS}", role.name);
    let units = there(&role.units, (&parameter, "unit"), &names.units, left_out);
    let (given, mut rooms, units) = (given?, rooms?, units?);
    let (applications, enterprise_roles) = (applications?, enterprise_roles?);
    let units: Vec<_> = units.into_iter().map(|(ext_id, unit)| (ext_id, unit.map(|(path, _)| path))).collect();
    let clients = match &role.clients {
        NamedRoom::Global => ClientRoom::Global,
        NamedRoom::Only(_) => ClientRoom::Only(rooms.iter().map(|(ext_id, _)| ext_id.clone()).collect()),
        NamedRoom::Unsaid => {
            rooms = vec![(client.ext_id.clone(), Some(client.id))];
            ClientRoom::Only(vec![client.ext_id.clone()])
        }
    };
    let keys = |room: &NamedRoom, found: &[(ExtId, Option<Uuid>)]| match room {
        NamedRoom::Only(_) => Room::Only(found.iter().filter_map(|(_, id)| *id).collect()),
        NamedRoom::Unsaid | NamedRoom::Global => Room::Global,
    };
    let role_rooms =
        RoleRooms::boxed(keys(&role.applications, &applications), keys(&role.enterprise_roles, &enterprise_roles));
    let paths = match &role.units {
        NamedRoom::Only(_) => Room::Only(units.iter().filter_map(|(_, path)| path.clone()).collect()),
        NamedRoom::Unsaid | NamedRoom::Global => Room::Global,
    };
    let grant = Grant { role: given, clients, units: paths, role_rooms };
    let is_held = grant.units != Room::Global || *grant.enterprise_roles() != Room::Global;
    if is_held && !grant.clients.contains(client.ext_id.as_str()) {
        let why =
            format!("units and enterprise roles are those of client {}, in which the role doesn't hold", client.ext_id);
        left_out.push(LeftOut::of(format!("{}.{CLIENTS}", role.name), why));
        return None;
    }
    if grant.role.own().is_none() && grant.role_rooms.is_some() {
        left_out.push(LeftOut::of(ROLES, format!("{} isn't held to such rooms", role.name)));
        return None;
    }
    Some(RoleToGive { grant, rooms, units, applications, enterprise_roles })
}

/// What a new profile of a client has from the start, as far as it is there and may be given.
#[derive(Clone, Debug)]
pub struct Defaults {
    /// What the policy says.
    pub rules: ProfileRules,
    /// Whether the unit that it names isn't there, or takes no profiles.
    pub unit_is_gone: bool,
    /// The roles to be given.
    pub roles: Vec<Giving>,
    /// The enterprise roles to be given.
    pub enterprise_roles: Vec<(ExtId, Uuid)>,
}

impl Defaults {
    /// What a policy says, of which nothing is looked up yet.
    #[must_use]
    pub fn of(rules: ProfileRules) -> Self {
        Self { rules, unit_is_gone: false, roles: Vec::new(), enterprise_roles: Vec::new() }
    }

    /// Why the unit of the policy isn't the one of the profile, where it should be.
    #[must_use]
    pub fn without_unit(&self) -> Option<LeftOut> {
        let unit = self.rules.unit.as_ref().filter(|_| self.unit_is_gone)?;
        Some(LeftOut::of(UNIT, format!("the unit {unit} isn't there, or takes no profiles")))
    }

    /// The units to which roles are held.
    pub fn units(&self) -> impl Iterator<Item = UnitPath> {
        self.roles.iter().flat_map(|giving| &giving.units).filter_map(|(_, path)| path.clone())
    }

    /// Gives all of it to a new profile, each as if it were given by hand.
    pub(crate) fn give(&self, profile: &HeldProfile, happening: &Happening) -> (Vec<Write>, Vec<Event>) {
        let (mut writes, mut events) = (Vec::new(), Vec::new());
        let mut steps = (FIRST_STEP..).map(|n| Happening { id: happening.id_of(n), ..happening.step(n) });
        for (giving, step) in self.roles.iter().zip(&mut steps) {
            let given = profile.assign(&NewAuthorization::default(), giving.clone(), Vec::new(), &step);
            if let Ok((_, change)) = given {
                writes.extend(change.writes);
                events.extend(change.events);
            }
        }
        for ((ext_id, erole), step) in self.enterprise_roles.iter().zip(&mut steps) {
            let givable = Givable { erole: Some(*erole), ext_id_taken: false, given: Vec::new() };
            let new = NewEnterpriseAuthorization { erole: Some(ext_id.to_string()), ..Default::default() };
            if let Ok((_, change)) = givable.give(profile, &new, Vec::new(), &step) {
                writes.extend(change.writes);
                events.extend(change.events);
            }
        }
        (writes, events)
    }
}
