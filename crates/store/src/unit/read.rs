//! Units, and what decisions on them need.

use sigill_domain::client::ClientRef;
use sigill_domain::credential::PolicyRef;
use sigill_domain::right::{
    AuthorizationUnitCreate, AuthorizationUnitDelete, ProfileModify, Right, UnitCreate, UnitDelete, UnitModify,
    UnitView,
};
use sigill_domain::rooms::{Place, UnitPath, levels};
use sigill_domain::unit::{Below, HeldUnit, MOVED_MAX, Moving, Unit, Units};

use super::row::UnitRow;
use crate::column;
use crate::error::StoreError;
use crate::permit::{Noun, Permit, Sought, Within};
use crate::row::Row;
use crate::sought::{wanted, wanted_optional};
use crate::sql::{Sql, sql};
use crate::value::Cells;

/// For a new unit below `p`, or for a root.
const UNITS: Sql = sql! { "
    SELECT {c}, c.rev,
           EXISTS (SELECT 1 FROM unit x WHERE x.client_id = c.id AND x.ext_id = $1),
           EXISTS (SELECT 1 FROM unit x WHERE coalesce(x.parent_id, x.client_id) = coalesce(p.id, c.id) AND x.name = $2),
           (SELECT count(*) FROM unit y WHERE y.client_id = c.id),
           {p}
    FROM client c LEFT JOIN unit p ON p.client_id = c.id AND p.ext_id = $3
    WHERE c.ext_id = $4 AND c.state = 'active'", c: ClientRef, p: UnitRow };

const HELD: Sql = sql! { "
    SELECT {c}, c.rev,
           EXISTS (SELECT 1 FROM unit x WHERE coalesce(x.parent_id, x.client_id) = coalesce(n.parent_id, n.client_id)
                   AND x.name = $1 AND x.id <> n.id),
           EXISTS (SELECT 1 FROM unit y WHERE y.parent_id = n.id),
           EXISTS (SELECT 1 FROM profile f WHERE f.unit_id = n.id),
           {n}
    FROM client c LEFT JOIN unit n ON n.client_id = c.id AND n.ext_id = $2
    WHERE c.ext_id = $3 AND c.state = 'active'", c: ClientRef, n: UnitRow };

/// A unit that is to be moved, and the one that is to be above it, or is above it now.
const MOVING: Sql = sql! { "
    SELECT {c}, c.rev,
           EXISTS (SELECT 1 FROM unit x WHERE coalesce(x.parent_id, x.client_id) = p.id AND x.name = n.name AND x.id <> n.id),
           EXISTS (SELECT 1 FROM unit x WHERE coalesce(x.parent_id, x.client_id) = c.id AND x.name = n.name AND x.id <> n.id),
           {p},
           {n}
    FROM client c
    LEFT JOIN unit p ON p.client_id = c.id AND p.ext_id = $1
    LEFT JOIN unit n ON n.client_id = c.id AND n.ext_id = $2
    WHERE c.ext_id = $3 AND c.state = 'active'", c: ClientRef, p: UnitRow, n: UnitRow };

/// What is below a unit: how many, and how long the longest path is. Read after the revision of the client.
const BELOW: Sql = Sql("
    SELECT count(*), CAST(max(length(counted.path)) AS BIGINT)
    FROM (SELECT b.path FROM unit b WHERE b.client_id = $1 AND b.path > $2 AND b.path < $3 LIMIT $4) counted");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[UNITS, HELD, MOVING, BELOW, UNIT_POLICY];

/// A unit policy of the client.
const UNIT_POLICY: Sql =
    Sql("SELECT p.id, p.ext_id FROM policy p WHERE p.client_id = $1 AND p.ext_id = $2 AND p.kind = 'UnitPolicy'");

macro_rules! wants_policy {
    ($($right:ident $noun:ident)*) => {$(
        impl Within<$right, $noun> {
            /// Reads the unit policy that is wanted. Read after the revision of the client, which its deletion moves.
            ///
            /// # Errors
            /// The database can't be asked.
            pub async fn find_policy(&mut self, ext_id: Option<&str>) -> Result<(), StoreError> {
                let Some(ext_id) = ext_id else { return Ok(()) };
                let values = vec![self.client_id().into(), wanted(ext_id).into()];
                let read = |cells: &mut Cells<'_>| Ok(PolicyRef { id: cells.take()?, ext_id: column::take(cells)? });
                self.wanted_policy = self.store().row(UNIT_POLICY, values, read).await?;
                Ok(())
            }
        }
    )*};
}

wants_policy! { UnitCreate Units UnitModify HeldUnit }

/// The rights by which a unit is looked at.
pub trait OnUnits: Right {}
impl OnUnits for UnitView {}
impl OnUnits for UnitModify {}
impl OnUnits for UnitDelete {}
impl OnUnits for AuthorizationUnitCreate {}
impl OnUnits for AuthorizationUnitDelete {}
impl OnUnits for ProfileModify {}

fn take(cells: &mut Cells<'_>) -> Result<Option<Unit>, StoreError> {
    Ok(UnitRow::take_joined(cells)?.map(Unit::from))
}

/// What may be a name, for a comparison.
fn name(name: Option<&str>) -> Option<String> {
    name.filter(|name| !name.contains('\0')).map(str::to_owned)
}

impl Permit<UnitCreate> {
    /// What a decision on a new unit needs. A parent that is outside of the caller's rooms is as one that isn't there. A
    /// new root is outside of the rooms of who is held to units.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn units_for(
        &self,
        ext_id: Option<&str>,
        new_name: Option<&str>,
        parent: Option<&str>,
    ) -> Result<Sought<UnitCreate, Units>, StoreError> {
        match self.units_below(ext_id, new_name, parent).await? {
            Sought::Outside(_) if parent.is_some() => self.units_below(ext_id, new_name, Some("")).await,
            sought => Ok(sought),
        }
    }

    async fn units_below(
        &self,
        ext_id: Option<&str>,
        new_name: Option<&str>,
        parent: Option<&str>,
    ) -> Result<Sought<UnitCreate, Units>, StoreError> {
        let values = vec![
            wanted_optional(ext_id).into(),
            name(new_name).into(),
            wanted_optional(parent).into(),
            self.client().as_str().into(),
        ];
        let is_root = parent.is_none();
        self.seek_client((UNITS, values), move |cells| {
            let client = ClientRef::take(cells)?;
            let (rev, ext_id_taken, name_taken, count) = (cells.take()?, cells.take()?, cells.take()?, cells.take()?);
            let parent = take(cells)?;
            let place = match &parent {
                Some(parent) => Place::of_unit(&client, parent.path.clone()),
                None if is_root => Place::above_units(&client),
                // Nothing is made.
                None => Place::of_client(&client),
            };
            Ok((place, Units { client, rev, parent, ext_id_taken, name_taken, wanted_policy: None, count }))
        })
        .await
    }
}

impl<R: OnUnits> Permit<R> {
    /// A unit of the client, with what a decision on it needs: whether another one there is called `new_name`, too.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_unit(&self, ext_id: &str, new_name: Option<&str>) -> Result<Sought<R, HeldUnit>, StoreError> {
        let values = vec![name(new_name).into(), wanted(ext_id).into(), self.client().as_str().into()];
        self.seek((HELD, values), Noun::Unit, |cells| {
            let client = ClientRef::take(cells)?;
            let (rev, name_taken) = (cells.take()?, cells.take()?);
            let (has_children, has_profiles) = (cells.take()?, cells.take()?);
            let Some(unit) = take(cells)? else { return Ok((client, None)) };
            let place = Place::of_unit(&client, unit.path.clone());
            let of = client.clone();
            let held = HeldUnit { client: of, rev, unit, name_taken, wanted_policy: None, has_children, has_profiles };
            Ok((client, Some((place, held))))
        })
        .await
    }
}

impl Permit<UnitModify> {
    /// The unit `child` with what moving it needs, below `parent` or, where `to_root`, from there to the top; the client
    /// alone where it isn't there. Both must be in the caller's rooms.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn moving(
        &self,
        parent: &str,
        child: &str,
        to_root: bool,
    ) -> Result<Sought<UnitModify, Result<Moving, ClientRef>>, StoreError> {
        let values = vec![wanted(parent).into(), wanted(child).into(), self.client().as_str().into()];
        let sought = self
            .seek((MOVING, values), Noun::Unit, move |cells| {
                let client = ClientRef::take(cells)?;
                let (rev, taken_below, taken_above): (i64, bool, bool) = (cells.take()?, cells.take()?, cells.take()?);
                let (parent, unit) = (take(cells)?, take(cells)?);
                let Some(parent) = parent else { return Ok((client, None)) };
                let place = Place::of_unit(&client, parent.path.clone());
                let is_child = |unit: &Unit| unit.parent.as_ref().is_some_and(|above| above.id == parent.id);
                let moving = unit.filter(|unit| !to_root || is_child(unit)).map(|unit| Moving {
                    client: client.clone(),
                    rev,
                    unit,
                    name_taken: if to_root { taken_above } else { taken_below },
                    to: (!to_root).then(|| parent.clone()),
                    below: Below::default(),
                });
                Ok((client.clone(), Some((place, moving.ok_or(client)))))
            })
            .await?;
        let mut within = match sought.or_gone() {
            Ok(within) => within,
            Err(gone) => return Ok(gone.into()),
        };
        // Who can't reach the child is told the same as if it weren't there.
        if let Ok(moving) = &*within {
            let (client, path) = (moving.client.clone(), moving.unit.path.clone());
            if !within.reaches(&Place::of_unit(&client, path.clone())) {
                return Ok(Sought::There(within.map(|_| Err(client))));
            }
            let below = below(&within, &path).await?;
            if let Ok(moving) = &mut *within {
                moving.below = below;
            }
        }
        Ok(Sought::There(within))
    }
}

async fn below<T>(within: &Within<UnitModify, T>, path: &UnitPath) -> Result<Below, StoreError> {
    let values = vec![within.client_id().into(), path.as_str().into(), path.end().into(), (MOVED_MAX + 1).into()];
    let found = within.store().row(BELOW, values, |cells| Ok((cells.take()?, cells.take()?))).await?;
    let (count, longest): (i64, Option<i64>) = found.unwrap_or_default();
    let longest = longest.and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
    let levels = levels(longest).saturating_sub(path.depth());
    Ok(Below { count, levels })
}
