//! Messages on the wire. Both bindings read into and write from the types of [`crate::message`].

mod error;
pub mod rest;
pub mod soap;
mod xml;

pub use error::WireError;

/// Nothing longer is read: the longest captured answer, a profile with certificates, has 12 KB.
pub const SIZE_MAX: usize = 1024 * 1024;
