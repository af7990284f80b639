//! What a query may find: read by an index, within the rooms of the caller, and so many at most. Which of it fits is tried
//! in the program, as ADR 0031 says.

mod bounds;
mod others;
mod units;
mod users;

#[cfg(test)]
use crate::sql::{Roomed, Sql};

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[others::APPLICATIONS, others::ROLES];

/// Examples of the statements that are made for a request.
#[cfg(test)]
pub(crate) fn samples() -> Vec<Roomed> {
    users::samples().into_iter().chain(units::samples()).chain(others::samples()).collect()
}
