//! The policy of profiles: the unit, the roles and the enterprise roles that a new profile has from the start.
//!
//! Source: *Profile policy*. Roles of other applications are named by external ids, which don't change as names do.

use std::collections::BTreeSet;

use super::Parameters;
use super::parameter::{Parameter, ParameterType};
use crate::application::OWN;
use crate::breach::Breach;
use crate::code::Code;
use crate::ext_id::ExtId;
use crate::role::Role;
use crate::text;

/// The unit of a new profile.
pub const UNIT: &str = "defaultUnit";
/// The roles of a new profile.
pub const ROLES: &str = "defaultAuthorizations";
/// The enterprise roles of a new profile.
pub const ENTERPRISE_ROLES: &str = "defaultEnterpriseRoles";

/// Roles, and enterprise roles, that a policy gives at most.
const GIVEN_MAX: usize = 20;
/// What a room is where it isn't held to anything.
const GLOBAL: &str = "global";

/// The room of clients, behind the role.
pub const CLIENTS: &str = "authClients";
/// The room of units, behind the role.
pub const UNITS: &str = "authUnits";
/// The room of applications, behind the role.
pub const APPLICATIONS: &str = "authApplications";
/// The room of enterprise roles, behind the role.
pub const EROLES: &str = "authEnterpriseRoles";

const ROOM: ParameterType =
    ParameterType::Own("global, or external ids with commas between them", |value| value == GLOBAL || are_names(value));

/// The documented parameters.
pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "<app>.<role>.authApplications",
        holds: ROOM,
        default: "global",
        meaning: "The applications to which a role of `defaultAuthorizations` is held; only one of `nevisIdm` can be.",
    },
    Parameter {
        name: "<app>.<role>.authClients",
        holds: ROOM,
        default: "none",
        meaning: "The clients in which a role of `defaultAuthorizations` holds; `none`: in the client of the profile.",
    },
    Parameter {
        name: "<app>.<role>.authEnterpriseRoles",
        holds: ROOM,
        default: "global",
        meaning: "The enterprise roles to which a role of `defaultAuthorizations` is held, by `extId` or `client/extId`; \
only one of `nevisIdm` can be.",
    },
    Parameter {
        name: "<app>.<role>.authUnits",
        holds: ROOM,
        default: "global",
        meaning: "The units to which a role of `defaultAuthorizations` is held, by `extId` or `client/extId`.",
    },
    Parameter {
        name: ROLES,
        holds: ParameterType::Own(
            "at most 20 roles such as nevisIdm.Helpdesk,app.role, with commas between them",
            |value| entries(value).len() <= GIVEN_MAX && entries(value).into_iter().all(is_role),
        ),
        default: "none",
        meaning: "The roles that a new profile has: `nevisIdm.<Role>`, or the external ids of an application and of its role \
with a dot between them. Who writes them must be able to give them. Of `nevisIdm` a profile has those alone that who \
makes it could give, too. Technical users get none.",
    },
    Parameter {
        name: ENTERPRISE_ROLES,
        holds: ParameterType::Own("at most 20 external ids with commas between them", |value| {
            entries(value).len() <= GIVEN_MAX && are_names(value)
        }),
        default: "none",
        meaning: "The enterprise roles that a new profile has, by `extId` or `client/extId`. Technical users get none.",
    },
    Parameter {
        name: UNIT,
        holds: ParameterType::Own("an external id", |value| !value.contains(',') && are_names(value)),
        default: "none",
        meaning: "The unit of a new profile for which none is named; `none`, or where it takes no profiles: the default unit \
of the client.",
    },
];

/// What is between commas.
fn entries(value: &str) -> Vec<&str> {
    value.split(',').map(str::trim).collect()
}

/// External ids, which may have that of the client before them.
fn are_names(value: &str) -> bool {
    entries(value).into_iter().all(is_name)
}

fn is_name(entry: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || ExtId::MARKS.contains(c);
    !entry.is_empty() && entry.len() <= 2 * ExtId::LEN_MAX + 1 && entry.chars().all(is_letter)
}

fn is_role(entry: &str) -> bool {
    is_name(entry) && splits(entry).next().is_some()
}

/// What an application and its role may be called, where both together are called so: either may have dots.
fn splits(name: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_one = |(application, role): &(&str, &str)| {
        [application, role].iter().all(|part| (1..=ExtId::LEN_MAX).contains(&part.len()))
    };
    name.match_indices('.').map(|(at, _)| (&name[..at], &name[at + 1..])).filter(is_one)
}

/// The role and the room of which the name of a parameter is.
fn of_room(name: &str) -> Option<(&str, &str)> {
    let (role, room) = name.rsplit_once('.')?;
    [CLIENTS, UNITS, APPLICATIONS, EROLES].contains(&room).then_some((role, room))
}

fn is_own(role: &str) -> bool {
    role.split_once('.').is_some_and(|(application, _)| application == OWN)
}

/// What parameters break together that are each sound.
pub(super) fn check(given: &Parameters) -> Vec<Breach> {
    let mut broken = Vec::new();
    let roles = given.get(ROLES).map(|value| entries(value)).unwrap_or_default();
    let eroles = given.get(ENTERPRISE_ROLES).map(|value| entries(value)).unwrap_or_default();
    for (name, all) in [(ROLES, &roles), (ENTERPRISE_ROLES, &eroles)] {
        let mut seen = BTreeSet::new();
        if let Some(twice) = all.iter().find(|entry| !seen.insert(**entry)) {
            broken.push(Breach::invalid(format!("parameters.{name}: {} is there twice", text::echo(twice))));
        }
    }
    for role in roles.iter().filter(|role| is_own(role) && Role::parse(role).is_none()) {
        let own = text::one_of(Role::ALL.iter().map(|role| role.as_str()));
        let message = format!("parameters.{ROLES}: expected one of {own} of {OWN}, got {}", text::echo(role));
        broken.push(Breach::new(Code::MissingReferenceData, message));
    }
    for (name, value) in given {
        let Some((role, room)) = of_room(name) else { continue };
        let field = format!("parameters.{}", text::echo(name));
        if !roles.contains(&role) {
            broken.push(Breach::invalid(format!("{field}: {ROLES} hasn't got the role {}", text::echo(role))));
        }
        if [APPLICATIONS, EROLES].contains(&room) && !is_own(role) && value != GLOBAL {
            let message = format!("{field}: a role of another application isn't held to such rooms, so only {GLOBAL}");
            broken.push(Breach::invalid(message));
        }
        if room == APPLICATIONS && entries(value).contains(&OWN) {
            broken.push(Breach::invalid(format!("{field}: {OWN} can't be put into a room of applications")));
        }
    }
    broken
}

/// A room of a role, as a policy has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedRoom {
    /// Nothing is said of it.
    Unsaid,
    /// All of them.
    Global,
    /// Those with these external ids.
    Only(Vec<String>),
}

impl NamedRoom {
    /// What is named.
    #[must_use]
    pub fn names(&self) -> &[String] {
        match self {
            Self::Only(names) => names,
            Self::Unsaid | Self::Global => &[],
        }
    }
}

/// A role that a new profile has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultRole {
    /// `application.role`.
    pub name: String,
    /// The clients in which it holds; unsaid, in the one of the profile.
    pub clients: NamedRoom,
    /// The units to which it is held.
    pub units: NamedRoom,
    /// The applications to which it is held.
    pub applications: NamedRoom,
    /// The enterprise roles to which it is held.
    pub enterprise_roles: NamedRoom,
}

impl DefaultRole {
    /// The role of this server's own, if it is one.
    #[must_use]
    pub fn own(&self) -> Option<Role> {
        Role::parse(&self.name)
    }

    /// As which a role of another application may be found: by its own external id. This server's own aren't looked for.
    pub fn role_ext_ids(&self) -> impl Iterator<Item = &str> {
        splits(&self.name).filter(|_| !is_own(&self.name)).map(|(_, role)| role)
    }
}

/// What a profile policy says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileRules {
    /// The policy, for the log.
    pub policy: ExtId,
    /// The unit of a profile for which none is named.
    pub unit: Option<String>,
    /// The roles of a profile.
    pub roles: Vec<DefaultRole>,
    /// The enterprise roles of a profile.
    pub enterprise_roles: Vec<String>,
}

impl ProfileRules {
    /// Reads parameters that were checked when they were written. `client` is the external id of the client whose policy it
    /// is.
    #[must_use]
    pub fn read(policy: ExtId, client: &ExtId, parameters: &Parameters) -> Self {
        // What begins with the external id of the client and a slash is named by what follows, always.
        let name = |entry: &str| {
            let own = entry.strip_prefix(client.as_str()).and_then(|rest| rest.strip_prefix('/'));
            own.unwrap_or(entry).to_owned()
        };
        let names = |value: &str| entries(value).into_iter().map(name).collect::<Vec<_>>();
        let room = |role: &str, room: &str| match parameters.get(&format!("{role}.{room}")).map(String::as_str) {
            None => NamedRoom::Unsaid,
            Some(GLOBAL) => NamedRoom::Global,
            Some(value) if [UNITS, EROLES].contains(&room) => NamedRoom::Only(names(value)),
            Some(value) => NamedRoom::Only(entries(value).into_iter().map(str::to_owned).collect()),
        };
        let role = |name: &str| DefaultRole {
            name: name.to_owned(),
            clients: room(name, CLIENTS),
            units: room(name, UNITS),
            applications: room(name, APPLICATIONS),
            enterprise_roles: room(name, EROLES),
        };
        Self {
            policy,
            unit: parameters.get(UNIT).map(|unit| name(unit.trim())),
            roles: parameters
                .get(ROLES)
                .map(|value| entries(value).into_iter().map(role).collect())
                .unwrap_or_default(),
            enterprise_roles: parameters.get(ENTERPRISE_ROLES).map(|value| names(value)).unwrap_or_default(),
        }
    }
}
