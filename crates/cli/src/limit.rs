//! How many files the system lets the server have open: every connection is one.

use tracing::warn;

/// What a process needs beside its connections.
const OTHERS: u64 = 64;

/// Raises the limit, which many systems set to 1024, as far as it may be, so that so many connections fit.
#[cfg(unix)]
pub(crate) fn raise(connections: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let needed = u64::try_from(connections).unwrap_or(u64::MAX).saturating_add(OTHERS);
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= needed) {
        return;
    }
    let wanted = limit.maximum.map_or(needed, |maximum| needed.min(maximum));
    if setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: limit.maximum }).is_err() || wanted < needed
    {
        warn!(needed, maximum = limit.maximum, "fewer files may be open than limits.connections_max needs");
    }
}

/// Raises the limit; not known here how.
#[cfg(not(unix))]
pub(crate) fn raise(_connections: usize) {}
