//! Was a certificate revoked? What an authority's responder has said of it (OCSP, RFC 6960), judged offline.
//!
//! The answer is a file of its own beside the signature. Who has kept it needs nothing else years later: it is signed,
//! and judged at the time at which the signature was received.

mod judge;
mod read;

pub use self::judge::{AGE_MAX, Judged, SKEW, judge, judge_into};
