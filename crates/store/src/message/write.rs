//! How messages are written.

use sigill_domain::message::{Message, MessageWrite};

use crate::step::Step;
use crate::value::Value;

pub(crate) fn step(write: &MessageWrite) -> Step {
    match write {
        MessageWrite::Insert(message, sealed) => Step::insert(&**message, vec![("sealed", sealed.as_str().into())]),
        MessageWrite::Update(message) => update(message),
    }
}

/// A step of its story. Once it is over, nothing is left of what it said.
fn update(message: &Message) -> Step {
    let gone = message.due.is_none().then(|| ("sealed", Value::from(None::<String>)));
    Step::update(message.id, message, gone.into_iter().collect())
}
