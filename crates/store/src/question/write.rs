//! How personal questions are written.

use sigill_domain::question::Question;
use uuid::Uuid;

use crate::row::Row;
use crate::step::Step;

pub(crate) fn insert(question: &Question) -> Step {
    Step::insert(question, vec![])
}

pub(crate) fn update(question: &Question) -> Step {
    Step::update(question.id, question, vec![])
}

pub(crate) fn delete(id: Uuid) -> Step {
    Step::Delete { table: Question::TABLE, id }
}
