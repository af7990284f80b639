//! What may somebody do, to whom, and why: effective rights.
//!
//! Source: *Authorization internals*: something may be done where at least one assignment gives the right and has the
//! object in its rooms.

use crate::breach::Breach;
use crate::caller::ClientRoom;
use crate::credential::CredentialType;
use crate::ext_id::ExtId;
use crate::list::Parameters;
use crate::profile::{Authorization, HeldProfile, RoleRoom};
use crate::right::Elementary;
use crate::role::{Held, RoleTable};
use crate::rooms::{Room, Spot, UnitPath};
use crate::text;
use crate::time::Timestamp;
use crate::user::{self, User};

/// What is asked about a user's rights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveQuestion {
    /// `for`: the user of the same client to whom something is to be done; `None`: nobody in particular.
    pub target: Option<String>,
    /// `right`: the only one that is asked about.
    pub right: Option<Held>,
    /// `application` and `enterpriseRole`: to what of them something is to be done.
    pub about: About,
}

/// An application and an enterprise role to which something is to be done, by external id; whether they are there isn't
/// asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// `None`: none in particular.
    pub application: Option<String>,
    /// `None`: none in particular.
    pub enterprise_role: Option<String>,
}

impl About {
    /// Why an authorization doesn't hold for them; `None` where it does.
    fn missed_by(&self, authorization: &Authorization) -> Option<HeldWhy> {
        let is_outside = |room: RoleRoom, asked: &Option<String>| {
            let is_named = |name: &String| room.named(authorization).iter().any(|spot| spot.ext_id.as_str() == name);
            *room.of(&authorization.grant) != Room::Global && asked.as_ref().is_some_and(|name| !is_named(name))
        };
        if is_outside(RoleRoom::Applications, &self.application) {
            return Some(HeldWhy::OtherApplications);
        }
        is_outside(RoleRoom::EnterpriseRoles, &self.enterprise_role).then_some(HeldWhy::OtherEnterpriseRoles)
    }
}

impl EffectiveQuestion {
    /// Reads `for`, `right`, `application` and `enterpriseRole`.
    ///
    /// # Errors
    /// Every parameter that is unknown or has a value that can't be.
    pub fn read(mut given: Parameters<'_>) -> Result<Self, Vec<Breach>> {
        let target = given.take("for").map(str::to_owned);
        let right = given.take("right").map(|name| {
            Held::parse(name).ok_or_else(|| {
                let given = text::echo(name);
                Breach::invalid(format!(
                    "right: expected an elementary right such as AccessControl.UserView, got {given}"
                ))
            })
        });
        let right = right.and_then(|right| given.broken.keep(right));
        let about = About {
            application: given.take("application").map(str::to_owned),
            enterprise_role: given.take("enterpriseRole").map(str::to_owned),
        };
        given.finish("for, right, application, enterpriseRole")?;
        Ok(Self { target, right, about })
    }
}

/// A user of whom a right may hold or not.
#[derive(Clone, Debug)]
pub struct Target {
    /// The client of both.
    pub client: ExtId,
    /// The user.
    pub user: ExtId,
    /// The units of the user's profiles.
    pub units: Vec<(UnitPath, ExtId)>,
}

/// Whether an authorization gives its rights, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldWhy {
    /// It holds everywhere, or no user was named and it holds somewhere.
    Holds,
    /// The user's client is one of those in which it holds.
    InClient,
    /// One of the user's units is one in which it holds, or lies below it: that of the room, and that of the user.
    InUnit(ExtId, ExtId),
    /// It is about oneself, and that is who was named.
    Oneself,
    /// It is about oneself only.
    OnlyOneself,
    /// It holds in other clients.
    OtherClient,
    /// It holds in other units.
    OtherUnits,
    /// It holds for other applications.
    OtherApplications,
    /// It holds for other enterprise roles.
    OtherEnterpriseRoles,
    /// It is of another application, and gives no right here.
    OfApplication,
    /// It isn't valid now.
    NotValid,
    /// Its profile is disabled.
    ProfileDisabled,
    /// Its profile isn't valid now.
    ProfileNotValid,
}

impl HeldWhy {
    /// All names on the wire.
    pub const NAMES: [&'static str; 13] = [
        "holds",
        "inClient",
        "inUnit",
        "oneself",
        "onlyOneself",
        "otherClient",
        "otherUnits",
        "ofApplication",
        "notValid",
        "profileDisabled",
        "profileNotValid",
        "otherApplications",
        "otherEnterpriseRoles",
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        Self::NAMES[match self {
            Self::Holds => 0,
            Self::InClient => 1,
            Self::InUnit(..) => 2,
            Self::Oneself => 3,
            Self::OnlyOneself => 4,
            Self::OtherClient => 5,
            Self::OtherUnits => 6,
            Self::OfApplication => 7,
            Self::NotValid => 8,
            Self::ProfileDisabled => 9,
            Self::ProfileNotValid => 10,
            Self::OtherApplications => 11,
            Self::OtherEnterpriseRoles => 12,
        }]
    }

    /// Whether the rights of the authorization hold.
    #[must_use]
    pub const fn holds(&self) -> bool {
        matches!(self, Self::Holds | Self::InClient | Self::InUnit(..) | Self::Oneself)
    }

    /// For people: it can be read out.
    #[must_use]
    pub fn sentence(&self, role: &str, target: Option<&Target>) -> String {
        let (user, client) = match target {
            Some(target) => (target.user.as_str(), target.client.as_str()),
            None => ("anybody", "any client"),
        };
        match self {
            Self::Holds if target.is_none() => format!("{role} holds in the clients and units that it names."),
            Self::Holds => format!("{role} holds in all clients and units."),
            Self::InClient => format!("{role} holds in client {client}, in all of its units."),
            Self::InUnit(room, unit) if room == unit => format!("{role} holds in unit {room}, in which {user} is."),
            Self::InUnit(room, unit) => {
                format!("{role} holds in unit {room}, and {user} is in {unit}, which is below it.")
            }
            Self::Oneself => format!("{role} is about oneself."),
            Self::OnlyOneself => format!("{role} is about oneself only, and {user} is somebody else."),
            Self::OtherClient => format!("{role} doesn't hold in client {client}."),
            Self::OtherUnits => format!("{role} holds in some units only, and {user} is in none of them."),
            Self::OtherApplications => format!("{role} holds for some applications only, and this is none of them."),
            Self::OtherEnterpriseRoles => {
                format!("{role} holds for some enterprise roles only, and this is none of them.")
            }
            Self::OfApplication => format!("{role} is a role of another application, and gives no right here."),
            Self::NotValid => format!("{role} isn't valid now."),
            Self::ProfileDisabled => format!("{role} doesn't hold: its profile is disabled."),
            Self::ProfileNotValid => format!("{role} doesn't hold: its profile isn't valid now."),
        }
    }
}

/// One authorization of the user who is asked about.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The profile that has it.
    pub profile: ExtId,
    /// What it gives.
    pub authorization: Authorization,
    /// Whether that holds, and why.
    pub why: HeldWhy,
}

/// A right, and what gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveRight {
    /// The right; of credentials of one type, where that is all that is given.
    pub held: Held,
    /// The authorizations that give it here; one suffices.
    pub by: Vec<ExtId>,
    /// Those that give it, but not here.
    pub elsewhere: Vec<ExtId>,
}

/// Why nobody acts as a user, whatever the roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    /// Disabled or archived.
    NotActive,
    /// Not yet, or no longer valid.
    NotValid,
}

impl Idle {
    /// For people.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NotActive => "The user isn't active, and so may do nothing.",
            Self::NotValid => "The user isn't valid now, and so may do nothing.",
        }
    }
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Effective {
    /// Why the user may do nothing at all.
    pub idle: Option<Idle>,
    /// All authorizations of the user, in the order of the profiles.
    pub grounds: Vec<Ground>,
    /// Every right that any of them gives, here or elsewhere; or the one that was asked about.
    pub rights: Vec<EffectiveRight>,
}

/// What `person`, who has these profiles, may do to `target`.
#[must_use]
pub fn explain(
    person: &User,
    profiles: Vec<HeldProfile>,
    target: Option<&Target>,
    (right, about): (Option<Held>, &About),
    table: &RoleTable,
    at: Timestamp,
) -> Effective {
    let idle = match person {
        person if person.state != user::State::Active => Some(Idle::NotActive),
        person if !person.validity.holds(at) => Some(Idle::NotValid),
        _ => None,
    };
    let mut grounds = Vec::new();
    for held in profiles {
        let of_profile = match &held.profile {
            profile if profile.state != user::State::Active => Some(HeldWhy::ProfileDisabled),
            profile if !profile.validity.holds(at) => Some(HeldWhy::ProfileNotValid),
            _ => None,
        };
        for authorization in held.authorizations {
            let why = match &authorization {
                one if one.grant.role.own().is_none() => HeldWhy::OfApplication,
                one if of_profile.is_none() && !one.validity.holds(at) => HeldWhy::NotValid,
                one => of_profile.clone().unwrap_or_else(|| {
                    let why = reach(person, one, target, table);
                    about.missed_by(one).filter(|_| why.holds()).unwrap_or(why)
                }),
            };
            grounds.push(Ground { profile: held.profile.ext_id.clone(), authorization, why });
        }
    }
    let rights = asked(right, &grounds, table).into_iter().map(|held| effective(held, &grounds, table)).collect();
    Effective { idle, grounds, rights }
}

/// Whether what the authorization gives holds for the target.
fn reach(person: &User, authorization: &Authorization, target: Option<&Target>, table: &RoleTable) -> HeldWhy {
    let Some(target) = target else { return HeldWhy::Holds };
    let grant = &authorization.grant;
    if grant.role.rights(table).iter().all(|held| held.right == Elementary::SelfAdmin) {
        let is_oneself = person.ext_id == target.user;
        return if is_oneself { HeldWhy::Oneself } else { HeldWhy::OnlyOneself };
    }
    if !grant.clients.has(&target.client) {
        return HeldWhy::OtherClient;
    }
    let Room::Only(rooms) = &grant.units else {
        return if grant.clients == ClientRoom::Global { HeldWhy::Holds } else { HeldWhy::InClient };
    };
    for (path, unit) in &target.units {
        let Some(room) = rooms.iter().find(|room| room.has(path)) else { continue };
        let named = authorization.units.iter().find(|named| Some(named.id) == room.unit());
        return HeldWhy::InUnit(named.map_or(unit, |named| &named.ext_id).clone(), unit.clone());
    }
    HeldWhy::OtherUnits
}

/// The rights that are told of: the one that was asked about, or all that any authorization gives.
fn asked(right: Option<Held>, grounds: &[Ground], table: &RoleTable) -> Vec<Held> {
    if let Some(right) = right {
        return vec![right];
    }
    let mut all: Vec<Held> = Vec::new();
    let given = grounds.iter().flat_map(|ground| ground.authorization.grant.role.rights(table));
    for held in given {
        if !all.contains(held) {
            all.push(*held);
        }
    }
    all.sort_by_key(|held| (held.right, held.only.map(CredentialType::name)));
    all
}

fn effective(held: Held, grounds: &[Ground], table: &RoleTable) -> EffectiveRight {
    let gives = |ground: &&Ground| {
        ground.authorization.grant.role.rights(table).iter().any(|other| other.gives(held.right, held.only))
    };
    let (by, elsewhere): (Vec<&Ground>, Vec<&Ground>) =
        grounds.iter().filter(gives).partition(|ground| ground.why.holds());
    let ext_ids = |grounds: Vec<&Ground>| grounds.into_iter().map(|one| one.authorization.ext_id.clone()).collect();
    EffectiveRight { held, by: ext_ids(by), elsewhere: ext_ids(elsewhere) }
}
