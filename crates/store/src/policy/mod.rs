//! Policies.

mod facts;
pub(crate) mod read;
pub(crate) mod row;
pub(crate) mod write;

pub(crate) use self::facts::{ConditionPart, conditions, national};
