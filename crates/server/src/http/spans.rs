//! Who traces requests is told of each that was answered. What they are told is no personal data: a route as it is
//! declared, never a path, a query, a body, a token or a caller.

use std::fmt::Debug;
use std::time::Duration;

use sigill_domain::time::Timestamp;

/// Where spans go.
pub trait Spans: Debug + Send + Sync {
    /// A request was answered. The id of the trace that its span belongs to, for the log.
    fn ended(&self, request: &Ended<'_>) -> Option<u128>;
}

/// A request that was answered.
#[derive(Clone, Copy, Debug)]
pub struct Ended<'a> {
    /// One of those that are known, or `other`.
    pub method: &'static str,
    /// The template of its path, where it is one of ours.
    pub route: Option<&'a str>,
    pub status: u16,
    /// As answers, log and history have it.
    pub request_id: &'a str,
    pub began: Timestamp,
    pub took: Duration,
    /// The span of the caller within which this one is.
    pub parent: Option<Parent>,
}

/// The span of a caller: what is in its `traceparent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parent {
    pub trace_id: u128,
    pub span_id: u64,
    pub flags: u8,
}
