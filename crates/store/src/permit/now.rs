//! What a caller may now, and by what that was found.

use std::sync::Arc;
use std::time::Instant;

use sigill_domain::caller::Grants;
use sigill_domain::credential::CredentialType;
use sigill_domain::right::Elementary;
use sigill_domain::role::RoleTable;
use sigill_domain::time::Timestamp;

use super::occasion::Subject;

/// By what a caller is read.
#[derive(Clone, Debug)]
pub struct Source {
    /// For whom its token speaks.
    pub subject: Subject,
    /// What rights the roles have.
    pub roles: Arc<RoleTable>,
}

/// What a caller may, and when that was read.
#[derive(Clone, Debug)]
pub(crate) struct Now {
    pub(super) grants: Arc<Grants>,
    pub(super) at: Timestamp,
    pub(super) read: Instant,
}

impl Now {
    /// As it was read just now, of which the clock says that it is `at`.
    pub(crate) fn of(grants: Grants, at: Timestamp) -> Self {
        Self { grants: Arc::new(grants), at, read: Instant::now() }
    }
}

/// By what a permit was given.
#[derive(Clone, Copy, Debug)]
pub(super) enum Basis {
    /// A role gives the right, for credentials of one type where one is named.
    Role { right: Elementary, of: Option<CredentialType> },
    /// `SelfAdmin`, about oneself.
    Oneself,
    /// It is the server's own.
    System,
}
