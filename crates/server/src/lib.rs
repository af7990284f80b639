//! The REST face: what of Sigill knows HTTP.
//!
//! A request passes what belongs around every one (layers of [`router`]: request id, log line, time
//! limit), then a handler's `Call`, where the order of checks stands in one place, and then
//! a use case of `sigill_app`. Handlers are thin. A handler's types are also its documentation: the
//! permit that it takes says which right it needs.

mod answer;
mod around;
mod attempts;
mod authorise;
mod call;
mod denials;
mod document;
mod documented;
mod follow;
mod intake;
mod kind;
mod limits;
mod metrics;
mod oauth;
mod once;
mod path;
mod probe;
mod proxies;
mod purge;
mod query;
mod rate;
mod rationed;
mod reference;
mod refused;
mod render;
mod rest;
mod router;
mod serve;
mod spans;
mod strict;
mod terms;
#[cfg(test)]
mod tests;
mod under_way;
mod waiting;
mod wire;
mod written;

pub use self::limits::Limits;
pub use self::proxies::{ForwardedHeader, Proxies};
pub use self::router::{openapi, router};
pub use self::serve::{Faces, Tls, TlsError, serve};
pub use self::spans::{Ended, Parent, Spans};
