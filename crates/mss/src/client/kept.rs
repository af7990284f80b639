//! An answer as it came.

use std::fmt;

use bytes::Bytes;

/// An answer as it came. Stored, it can be read and verified again: `verify_file(&octets, &Known::from(&asked), &terms)`.
///
/// `Debug` shows how long it is: the octets name a person's number and text.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    pub http_status: u16,
    pub octets: Bytes,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept({}, {} octets)", self.http_status, self.octets.len())
    }
}
