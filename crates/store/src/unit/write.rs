//! How units are written.

use sigill_domain::unit::{Rewrite, Unit};
use uuid::Uuid;

use super::row::UnitRow;
use crate::row::Row;
use crate::step::Step;

pub(crate) fn insert(unit: &Unit) -> Step {
    Step::insert(&UnitRow::of(unit), vec![])
}

pub(crate) fn update(unit: &Unit) -> Step {
    Step::update(unit.id, &UnitRow::of(unit), vec![])
}

pub(crate) fn rewrite(rewrite: &Rewrite) -> Step {
    Step::RewriteUnits(rewrite.clone())
}

pub(crate) fn delete(id: Uuid) -> Step {
    Step::Delete { table: UnitRow::TABLE, id }
}
