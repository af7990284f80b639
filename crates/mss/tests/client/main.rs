//! The client against the simulator, over real mutual TLS on loopback, and against servers that are no providers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod bench;
mod broken;
mod canned;
mod round;
mod settings;
