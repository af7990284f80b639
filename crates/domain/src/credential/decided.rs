//! What a decision on a credential comes to.

use serde_json::{Map, Value};

use super::{Credential, Own, Secret};
use crate::change::Change;
use crate::message::Queued;

/// A credential that is to be issued or changed under the right `R`, and what comes with it.
#[derive(Debug)]
pub struct Decided<R> {
    /// As it is then.
    pub credential: Credential<Own>,
    /// What is written; `None`: everything stays as it is. Where there is a `secret`, it must not be written without the
    /// stored form of that.
    pub change: Option<Change<R>>,
    /// The secret that must be kept with it.
    pub secret: Option<Secret>,
    /// So many of its latest secrets can't be chosen again, this one among them.
    pub remembers: usize,
    /// What the answer shows this once.
    pub reveal: Map<String, Value>,
    /// What is sent to the user: it must be written with the change, sealed.
    pub queued: Option<Queued>,
}
