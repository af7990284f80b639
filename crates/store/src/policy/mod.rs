//! Policies.

mod facts;
mod profile;
pub(crate) mod read;
pub(crate) mod row;
pub(crate) mod write;

pub(crate) use self::facts::{ConditionPart, conditions, national};
pub(crate) use self::profile::defaults;
