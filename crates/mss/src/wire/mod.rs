//! Messages on the wire. Both bindings read into and write from the types of [`crate::message`].

mod error;
pub mod rest;
pub mod soap;
mod xml;

pub use self::error::{SIZE_MAX, WireError};
