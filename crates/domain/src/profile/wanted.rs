//! Where and when a role of a profile is to hold, as a caller wants it changed.

use super::{Authorization, ROLE_ROOMS_MAX, ROOMS_MAX, RoleRoom, UNIT_ROOMS_MAX};
use crate::breach::{Breach, Breaches};
use crate::caller::ClientRoom;
use crate::ext_id::ExtId;
use crate::patch::Patch;
use crate::rejection::Rejection;
use crate::rooms::Room;
use crate::text;
use crate::user::Validity;
use crate::version::Expected;

/// A patch of an authorization, unchecked.
#[derive(Clone, Debug, Default)]
pub struct PatchAuthorization {
    /// `clientGlobal`: can't be removed.
    pub is_client_global: Patch<bool>,
    /// `clientExtIds`: all of them, at most [`ROOMS_MAX`].
    pub clients: Patch<Vec<String>>,
    /// `unitGlobal`: can't be removed.
    pub is_unit_global: Patch<bool>,
    /// `unitExtIds`: all of them, at most [`UNIT_ROOMS_MAX`], of the profile's client.
    pub units: Patch<Vec<String>>,
    /// `appGlobal`: can't be removed.
    pub is_app_global: Patch<bool>,
    /// `appExtIds`: all of them, at most [`ROLE_ROOMS_MAX`].
    pub applications: Patch<Vec<String>>,
    /// `enterpriseRoleGlobal`: can't be removed.
    pub is_erole_global: Patch<bool>,
    /// `enterpriseRoleExtIds`: all of them, at most [`ROLE_ROOMS_MAX`], of the profile's client.
    pub enterprise_roles: Patch<Vec<String>>,
    /// `validity.from`: `null` and `""` remove.
    pub validity_from: Patch<String>,
    /// `validity.to`: `null` and `""` remove.
    pub validity_to: Patch<String>,
    /// Only as it is: it never changes.
    pub ext_id: Patch<String>,
    /// Only as it is: another role is another authorization.
    pub role: Patch<String>,
    /// The versions that the caller named.
    pub expected: Expected,
}

/// Where and when the role is to hold, as the caller names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedRooms {
    /// Each once, in their order.
    pub clients: ClientRoom,
    /// By external id, each once and in their order; whether they are there isn't known.
    pub units: Room<String>,
    /// As the units.
    pub applications: Room<String>,
    /// As the units.
    pub enterprise_roles: Room<String>,
    /// When.
    pub validity: Validity,
}

impl PatchAuthorization {
    /// Where and when the role is to hold.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version; else every broken rule.
    pub fn wanted(&self, before: &Authorization, extra: &[Breach]) -> Result<WantedRooms, Rejection> {
        self.expected.check_if_match(before.version)?;
        let mut broken = Breaches::new();
        broken.extend(extra.to_vec());
        broken.keep(text::unchanged("extId", &self.ext_id, before.ext_id.as_str()));
        broken.keep(text::unchanged("roleExtId", &self.role, before.grant.role.as_str()));
        let clients = match &before.grant.clients {
            Room::Global => Room::Global,
            Room::Only(all) => Room::Only(all.iter().map(ToString::to_string).collect()),
        };
        let names = Names { flag: "clientGlobal", list: "clientExtIds", max: ROOMS_MAX };
        let clients = broken.keep(names.room(&self.is_client_global, &self.clients, clients));
        let clients = match clients {
            Some(Room::Only(all)) if all.is_empty() => {
                broken.push(Breach::invalid("expected either clientGlobal: true, or clients in clientExtIds"));
                None
            }
            Some(Room::Only(all)) => {
                Some(Room::Only(all.iter().filter_map(|id| broken.keep(ExtId::parse("clientExtIds", id))).collect()))
            }
            other => other.map(|_| Room::Global),
        };
        let units = match &before.grant.units {
            Room::Global => Room::Global,
            Room::Only(_) => Room::Only(before.units.iter().map(|unit| unit.ext_id.to_string()).collect()),
        };
        let names = Names { flag: "unitGlobal", list: "unitExtIds", max: UNIT_ROOMS_MAX };
        let units = broken.keep(names.room(&self.is_unit_global, &self.units, units));
        let applications = (&self.is_app_global, &self.applications);
        let applications = self.role_room(before, RoleRoom::Applications, applications, &mut broken);
        let enterprise_roles = (&self.is_erole_global, &self.enterprise_roles);
        let enterprise_roles = self.role_room(before, RoleRoom::EnterpriseRoles, enterprise_roles, &mut broken);
        let validity = broken.keep_all(before.validity.patched(&self.validity_from, &self.validity_to));
        broken.into_result()?;
        let (clients, units) = clients.zip(units).ok_or_else(Vec::new)?;
        let (applications, enterprise_roles) = applications.zip(enterprise_roles).ok_or_else(Vec::new)?;
        Ok(WantedRooms { clients, units, applications, enterprise_roles, validity: validity.ok_or_else(Vec::new)? })
    }

    fn role_room(
        &self,
        before: &Authorization,
        room: RoleRoom,
        (is_global, list): (&Patch<bool>, &Patch<Vec<String>>),
        broken: &mut Breaches,
    ) -> Option<Room<String>> {
        let there = match room.of(&before.grant) {
            Room::Global => Room::Global,
            Room::Only(_) => Room::Only(room.named(before).iter().map(|spot| spot.ext_id.to_string()).collect()),
        };
        let names = Names { flag: room.flag(), list: room.list(), max: ROLE_ROOMS_MAX };
        let wanted = broken.keep(names.room(is_global, list, there))?;
        if let Room::Only(named) = &wanted {
            broken.keep(room.may_name(named));
        }
        broken.keep(room.may_hold(&before.grant.role, wanted == Room::Global));
        Some(wanted)
    }
}

/// How the members of a room are called.
struct Names {
    flag: &'static str,
    list: &'static str,
    max: usize,
}

impl Names {
    /// A room after a patch of its two members. A list that is named means no more than itself: only the flag widens a
    /// room to everything.
    fn room(
        &self,
        is_global: &Patch<bool>,
        list: &Patch<Vec<String>>,
        before: Room<String>,
    ) -> Result<Room<String>, Breach> {
        let Self { flag, list: member, max } = self;
        let named = match list {
            Patch::Set(all) => {
                let mut all = all.clone();
                all.sort();
                all.dedup();
                Some(all)
            }
            Patch::Keep | Patch::Clear => None,
        };
        if let Some(found) = named.as_ref().map(Vec::len).filter(|found| found > max) {
            return Err(Breach::invalid(format!("{member}: expected at most {max}, got {found}")));
        }
        let is_emptied = *list == Patch::Clear;
        match (is_global, named, before) {
            (Patch::Clear, ..) => Err(Breach::invalid(format!("{flag} can't be removed"))),
            (Patch::Set(true), Some(all), _) if !all.is_empty() => {
                Err(Breach::invalid(format!("expected either {flag}: true, or entries in {member}")))
            }
            (Patch::Set(true), ..) => Ok(Room::Global),
            (Patch::Keep, Some(all), Room::Global) if all.is_empty() => {
                Err(Breach::invalid(format!("{member}: to name none, {flag} must be false, too")))
            }
            (_, Some(all), _) => Ok(Room::Only(all)),
            (Patch::Keep, None, Room::Global) => Ok(Room::Global),
            (_, None, Room::Only(all)) if !is_emptied => Ok(Room::Only(all)),
            (_, None, _) => Ok(Room::Only(Vec::new())),
        }
    }
}
