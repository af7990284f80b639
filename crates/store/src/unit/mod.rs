//! Units.

mod list;
pub(crate) mod read;
pub(crate) mod row;
pub(crate) mod write;

#[cfg(test)]
pub(crate) use self::list::samples;
