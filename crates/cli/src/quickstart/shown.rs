//! What the quickstart has to show.

use super::cast::Cast;
use super::http::{Answer, Request};

/// What happened: the call, and all that is needed for the next one.
pub(super) struct Shown {
    /// Where the server is reached, such as `http://127.0.0.1:8989`.
    pub(super) base_url: String,
    pub(super) token: String,
    pub(super) cast: Cast,
    /// The call as it was made.
    pub(super) request: Request,
    pub(super) answer: Answer,
    /// The person being asked, and what came of it.
    pub(super) asking: Request,
    pub(super) asked: Answer,
    pub(super) signed: Answer,
    /// The page of the virtual phone.
    pub(super) phone: String,
    /// A link by which one signs in at the console, once.
    pub(super) console: String,
}
