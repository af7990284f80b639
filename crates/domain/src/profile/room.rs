//! The units of an authorization's room, one by one.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Authorization, HeldProfile, Redraw, UNIT_ROOMS_MAX};
use crate::breach::Breach;
use crate::caller::Grant;
use crate::change::{Change, Guard, Write};
use crate::event::{EventKind, Happening};
use crate::ext_id::ExtId;
use crate::rejection::Rejection;
use crate::right::{AuthorizationUnitCreate, AuthorizationUnitDelete};
use crate::rooms::{Room, UnitPath};
use crate::standing::{Effect, Standing};
use crate::unit::Unit;
use crate::version::Expected;

/// The id of the row that keeps a client or a unit in a room: so that it need not be read to go.
#[must_use]
pub fn row_of_room(authorization: Uuid, spot: Uuid) -> Uuid {
    let digest = Sha256::digest([authorization.as_bytes().as_slice(), spot.as_bytes()].concat());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, of_digest)| *byte = of_digest);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// What a unit in the room lets do: who gives or takes it must be able to do as much.
#[must_use]
pub fn part(authorization: &Authorization, unit: &UnitPath) -> Grant {
    Grant { units: Room::Only(vec![unit.clone()]), ..authorization.grant.clone() }
}

impl HeldProfile {
    /// Puts a unit into the room of an authorization; no change where it is in it already. `standing` is about [`part`].
    ///
    /// # Errors
    /// It is more than the caller may give; [`Rejection::PreconditionFailed`] where `If-Match` names another version;
    /// [`Rejection::Broken`] where the authorization is of all units, or names as many as it may.
    pub fn add_unit(
        &self,
        before: &Authorization,
        unit: &Unit,
        expected: &Expected,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<(Authorization, Option<Change<AuthorizationUnitCreate>>), Rejection> {
        let ruled = standing.rule(Effect::GIVES)?;
        expected.check_if_match(before.version)?;
        let mut units = self.units_of(before)?;
        if units.iter().any(|(path, _)| *path == unit.path) {
            return Ok((before.clone(), None));
        }
        if units.len() >= UNIT_ROOMS_MAX {
            let message = format!("an authorization names at most {UNIT_ROOMS_MAX} units");
            return Err(vec![Breach::invalid(message)].into());
        }
        units.push((unit.path.clone(), unit.ext_id.clone()));
        let after = before.changed(happening).with_units(units);
        let write = Write::RedrawAuthorization(Box::new(Redraw::of(before, after.clone())));
        let event = self
            .event(happening, EventKind::AuthorizationModify, &after.ext_id)
            .before(before.audit())
            .after(after.audit());
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        Ok((after, Some(Change::new(guard, vec![write], event))))
    }

    /// Takes a unit out of the room of an authorization. `standing` is about [`part`].
    ///
    /// # Errors
    /// It is more than the caller may take; [`Rejection::PreconditionFailed`] where `If-Match` names another version;
    /// [`Rejection::Broken`] where the authorization is of all units.
    pub fn remove_unit(
        &self,
        before: &Authorization,
        unit: &Unit,
        expected: &Expected,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Option<Change<AuthorizationUnitDelete>>, Rejection> {
        let ruled = standing.rule(Effect::TAKES)?;
        expected.check_if_match(before.version)?;
        let mut units = self.units_of(before)?;
        let count = units.len();
        units.retain(|(path, _)| *path != unit.path);
        if units.len() == count {
            return Ok(None);
        }
        let after = before.changed(happening).with_units(units);
        let write = Write::RedrawAuthorization(Box::new(Redraw::of(before, after.clone())));
        let event = self
            .event(happening, EventKind::AuthorizationModify, &after.ext_id)
            .before(before.audit())
            .after(after.audit());
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        Ok(Some(Change::new(guard, vec![write], event)))
    }

    fn units_of(&self, authorization: &Authorization) -> Result<Vec<(UnitPath, ExtId)>, Rejection> {
        match &authorization.grant.units {
            Room::Global => {
                Err(vec![Breach::invalid("unitGlobal: the role holds in all units, so that none can be named")].into())
            }
            Room::Only(paths) => {
                Ok(paths.iter().cloned().zip(authorization.units.iter().map(|unit| unit.ext_id.clone())).collect())
            }
        }
    }
}
