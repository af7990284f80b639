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

const ANSWERED: &str = "answered_question";

/// A note that a credential has answered a question.
pub(crate) fn answer(id: Uuid, question: Uuid, credential: Uuid) -> Step {
    let columns = vec![("id", id.into()), ("question_id", question.into()), ("credential_id", credential.into())];
    Step::Insert { table: ANSWERED, columns }
}

pub(crate) fn forget_answer(id: Uuid) -> Step {
    Step::Delete { table: ANSWERED, id }
}
