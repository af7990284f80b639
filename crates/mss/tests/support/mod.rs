//! Shared by the integration tests.
#![allow(dead_code, unreachable_pub, reason = "each test program uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

pub mod answers;
pub mod cases;
pub mod der;
pub mod forge;
pub mod forged_answers;
pub mod good;
pub mod hashed;
pub mod keys;
pub mod messages;
pub mod pki;
pub mod vectors;

/// The text inside an object of [`forge`], segments or not.
pub fn content_of(object: &forge::Object) -> Vec<u8> {
    let element = object.content.as_ref().unwrap();
    let header = if element[1] < 0x80 { 2 } else { 2 + usize::from(element[1] & 0x7F) };
    element[header..].to_vec()
}
