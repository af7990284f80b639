//! How policies are written.

use sigill_domain::policy::Policy;
use uuid::Uuid;

use crate::row::Row;
use crate::step::Step;

pub(crate) fn insert(policy: &Policy) -> Step {
    Step::insert(policy, vec![])
}

pub(crate) fn update(policy: &Policy) -> Step {
    Step::update(policy.id, policy, vec![])
}

pub(crate) fn delete(id: Uuid) -> Step {
    Step::Delete { table: Policy::TABLE, id }
}
