//! How dispatch targets are written.

use sigill_domain::dispatch_target::TargetWrite;

use super::row::DispatchTargetRow;
use crate::row::Row;
use crate::step::Step;

pub(crate) fn step(write: &TargetWrite) -> Step {
    match write {
        TargetWrite::Insert(new) => Step::insert(&DispatchTargetRow::of(new), vec![]),
        TargetWrite::Update(target) => Step::update(target.id, &DispatchTargetRow::of(target), vec![]),
        TargetWrite::Delete(id) => Step::Delete { table: DispatchTargetRow::TABLE, id: *id },
    }
}
