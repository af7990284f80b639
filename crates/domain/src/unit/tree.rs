//! Moving a unit with all that is below it.

use super::create::{name_is_taken, too_deep};
use super::{DEPTH_MAX, MOVED_MAX, Rewrite, Unit};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::event::Happening;
use crate::rejection::Rejection;
use crate::right::UnitModify;
use crate::rooms::{Spot, UnitPath};
use crate::version::Expected;

/// What is below a unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Below {
    /// How many units, counted to [`MOVED_MAX`] and one more.
    pub count: i64,
    /// The levels that they have together.
    pub levels: usize,
}

/// A unit that is to be put elsewhere.
#[derive(Clone, Debug)]
pub struct Moving {
    /// The client of the units.
    pub client: ClientRef,
    /// The client's revision as it was read, which every change of its units moves.
    pub rev: i64,
    /// As it was read.
    pub unit: Unit,
    /// The unit that is to be above it; `None`: it becomes a root.
    pub to: Option<Unit>,
    /// Whether another unit there has its name.
    pub name_taken: bool,
    /// What goes with it.
    pub below: Below,
}

impl Moving {
    /// Puts the unit where it is wanted; no change where it is there already.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version; [`Rejection::Broken`] where the unit
    /// would be below itself, where its name is taken, where the tree would be too deep, and where too much would move.
    pub fn decide(
        &self,
        expected: &Expected,
        happening: &Happening,
    ) -> Result<(Unit, Option<Change<UnitModify>>), Rejection> {
        let before = &self.unit;
        expected.check_if_match(before.version)?;
        if before.parent.as_ref().map(|parent| parent.id) == self.to.as_ref().map(|to| to.id) {
            return Ok((before.clone(), None));
        }
        let mut broken = Breaches::new();
        if self.to.as_ref().is_some_and(|to| before.path.has(&to.path)) {
            broken.push(Breach::invalid("a unit can't be moved below itself or below what is below it"));
        }
        if self.name_taken {
            broken.push(name_is_taken());
        }
        let levels = self.to.as_ref().map_or(0, |to| to.path.depth()) + 1 + self.below.levels;
        if levels > DEPTH_MAX {
            broken.push(too_deep());
        }
        if self.below.count > MOVED_MAX {
            broken.push(Breach::invalid(format!(
                "at most {MOVED_MAX} units below one are moved with it: move them in parts"
            )));
        }
        broken.into_result()?;
        let to = self.to.as_ref();
        let after = Unit {
            parent: to.map(Unit::reference),
            path: to.map_or_else(|| UnitPath::root(before.id), |to| to.path.below(before.id)),
            hierarchical_name: format!("{}/{}", to.map_or("", |to| &to.hierarchical_name), before.ext_id),
            ..before.clone()
        }
        .changed(happening);
        let mut writes = vec![Write::UpdateUnit(Box::new(after.clone()))];
        if self.below.count > 0 {
            writes.push(Write::RewriteUnits(Box::new(Rewrite {
                from: before.path.clone(),
                to: after.path.clone(),
                from_name: before.hierarchical_name.clone(),
                to_name: after.hierarchical_name.clone(),
                count: self.below.count,
            })));
        }
        let event = after.modified(before, &self.client, happening).comment(None);
        let guard = Guard::Client { id: self.client.id, rev: self.rev };
        Ok((after, Some(Change::new(guard, writes, event))))
    }
}
