//! The REST face: what of Sigill knows HTTP.
//!
//! A request passes what belongs around every one (layers of [`router`]: request id, log line, time
//! limit), then a handler's `Call`, where the order of checks stands in one place, and then
//! a use case of `sigill_app`. Handlers are thin. A handler's types are also its documentation: the
//! permit that it takes says which right it needs.

mod api;
mod console;
mod document;
#[cfg(test)]
mod documented;
mod html;
mod http;
mod jobs;
mod metrics;
mod reference;
mod router;
mod scim;
mod serve;
mod strangers;
#[cfg(test)]
mod tests;
mod tls;

pub use self::http::limits::Limits;
pub use self::http::spans::{Ended, Parent, Spans};
pub use self::router::{openapi, router};
pub use self::serve::{Faces, ForwardedHeader, Proxies, serve};
pub use self::tls::{Tls, TlsError};
