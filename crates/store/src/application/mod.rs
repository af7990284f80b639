//! Applications, their roles, and which clients have them.

mod assign;
pub(crate) mod purge;
pub(crate) mod read;
pub(crate) mod role;
mod row;
pub(crate) mod write;

#[cfg(test)]
pub(crate) use self::assign::STATEMENTS as ASSIGN;
