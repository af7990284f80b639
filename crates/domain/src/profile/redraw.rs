//! Changing where and when a role of a profile holds.
//!
//! Source: *Update authorization*: the global flags; the entries of a room are Sigill's own. What the role comes to hold
//! in must be the caller's to give, and what it no longer holds in the caller's to take.

use uuid::Uuid;

use super::assign::must_be_global;
use super::{Authorization, HeldProfile, ROOMS_MAX, Redraw, UNIT_ROOMS_MAX};
use crate::breach::{Breach, Breaches};
use crate::caller::{ClientRoom, Grant};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{EventKind, Happening};
use crate::ext_id::ExtId;
use crate::patch::Patch;
use crate::rejection::Rejection;
use crate::right::AuthorizationModify;
use crate::rooms::{Room, UnitPath};
use crate::standing::{Effect, Ruled, Standing};
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
    /// `appGlobal`: only `true`.
    pub is_app_global: Patch<bool>,
    /// `enterpriseRoleGlobal`: only `true`.
    pub is_erole_global: Patch<bool>,
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
        for (field, flag) in [("appGlobal", &self.is_app_global), ("enterpriseRoleGlobal", &self.is_erole_global)] {
            broken.keep(must_be_global(field, matches!(flag, Patch::Keep | Patch::Set(true))));
        }
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
        let validity = broken.keep_all(before.validity.patched(&self.validity_from, &self.validity_to));
        broken.into_result()?;
        let (clients, units) = clients.zip(units).ok_or_else(Vec::new)?;
        Ok(WantedRooms { clients, units, validity: validity.ok_or_else(Vec::new)? })
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
    clients.into_iter().chain(units).collect()
}

impl Redrawn {
    /// `found` are the units that the room doesn't have yet, each with its path where it is there for the caller.
    #[must_use]
    pub fn new(before: &Authorization, wanted: &WantedRooms, found: &[(ExtId, Option<UnitPath>)]) -> Self {
        let (mut units, mut missing) = (Vec::new(), Vec::new());
        if let Room::Only(named) = &wanted.units {
            let kept = before.units_with_paths();
            for ext_id in named {
                let known = kept.iter().find(|(_, kept)| kept.as_str() == ext_id).map(|(path, _)| path.clone());
                let new = || found.iter().find(|(new, _)| new.as_str() == ext_id)?.1.clone();
                let ext_id = ExtId::from_stored(ext_id.clone());
                match known.or_else(new) {
                    Some(path) => units.push((path, ext_id)),
                    None => missing.push(ext_id),
                }
            }
        }
        let grant = Grant {
            role: before.grant.role.clone(),
            clients: wanted.clients.clone(),
            units: match &wanted.units {
                Room::Global => Room::Global,
                Room::Only(_) => Room::Only(units.iter().map(|(path, _)| path.clone()).collect()),
            },
        };
        let (mut given, mut taken) = (difference(&grant, &before.grant), difference(&before.grant, &grant));
        // Holding at another time is holding everywhere then.
        if wanted.validity.is_wider_than(&before.validity) {
            given.push(grant.clone());
        }
        if before.validity.is_wider_than(&wanted.validity) {
            taken.push(before.grant.clone());
        }
        Self { grant, validity: wanted.validity, given, taken, units, missing }
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
        let grant = &redrawn.grant;
        if grant.units != Room::Global && !grant.clients.contains(self.client.ext_id.as_str()) {
            let client = &self.client.ext_id;
            broken.push(Breach::invalid(format!("units are those of client {client}, in which the role doesn't hold")));
        }
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
        let after = after.with_units(redrawn.units.clone());
        let event = self
            .event(happening, EventKind::AuthorizationModify, &after.ext_id)
            .before(before.audit())
            .after(after.audit());
        let write = Write::RedrawAuthorization(Box::new(Redraw::of(before, after.clone())));
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        Ok((after, Some(Change::new(guard, vec![write], event))))
    }
}
