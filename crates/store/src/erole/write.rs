//! How enterprise roles are written.

use sigill_domain::erole::{EnterpriseWrite, RoleMember};

use super::row::{EnterpriseRoleRow, GivenRow};
use crate::row::Row;
use crate::step::Step;

pub(crate) fn step(write: &EnterpriseWrite) -> Step {
    match write {
        EnterpriseWrite::Insert(new) => Step::insert(&EnterpriseRoleRow::of(new), vec![("state", "active".into())]),
        EnterpriseWrite::Update(erole) => Step::update(erole.id, &EnterpriseRoleRow::of(erole), vec![]),
        EnterpriseWrite::Kill { id, at } => Step::Update {
            table: EnterpriseRoleRow::TABLE,
            id: *id,
            columns: vec![("state", "dead".into()), ("modified", at.micros().into())],
        },
        EnterpriseWrite::InsertMember(member) => Step::insert(member, vec![]),
        EnterpriseWrite::DeleteMember { id } => Step::Delete { table: RoleMember::TABLE, id: *id },
        EnterpriseWrite::Give(given) => Step::insert(&GivenRow::of(given), vec![]),
        EnterpriseWrite::UpdateGiven(given) => Step::update(given.id, &GivenRow::of(given), vec![]),
        EnterpriseWrite::Take { id } => Step::Delete { table: GivenRow::TABLE, id: *id },
    }
}
