//! What is the same for every client and may change: applications, their roles, which clients have them, and terms. All changes
//! of it take turns on one row, the register, since they are few, and what they depend on is of each other.

use uuid::Uuid;

use crate::application::{AppRole, Application};
use crate::terms::Terms;
use crate::time::Timestamp;

/// One row of it that is written.
#[derive(Clone, Debug)]
pub enum RegisterWrite {
    /// A new application. Its external id and name are unique among all.
    InsertApplication(Application),
    /// The application after a change, with its version moved.
    UpdateApplication(Application),
    /// Marks an application as dead, to be purged with what belongs to it.
    KillApplication {
        /// The application, by internal key.
        id: Uuid,
        /// When it was deleted for its callers.
        at: Timestamp,
    },
    /// A client gets an application.
    AssignApplication {
        /// Of the row that says so.
        id: Uuid,
        /// The application, by internal key.
        application_id: Uuid,
        /// The client, by internal key.
        client_id: Uuid,
        /// Since when.
        at: Timestamp,
    },
    /// A client hasn't got an application any more.
    WithdrawApplication {
        /// Of the row that said so.
        id: Uuid,
    },
    /// A new role of an application. Its external id is unique among all, its name in the application.
    InsertRole(AppRole),
    /// The role after a change, with its version moved.
    UpdateRole(AppRole),
    /// Marks a role as dead, to be purged with what belongs to it.
    KillRole {
        /// The role, by internal key.
        id: Uuid,
        /// When it was deleted for its callers.
        at: Timestamp,
    },
    /// New terms, for no application yet. Their external id and name are unique among all.
    InsertTerms(Terms),
    /// The terms after a change, with their version moved; without their applications.
    UpdateTerms(Terms),
    /// Terms are for an application.
    AssignTerms {
        /// Of the row that says so.
        id: Uuid,
        /// The terms, by internal key.
        terms_id: Uuid,
        /// The application, by internal key.
        application_id: Uuid,
    },
    /// Terms aren't for an application any more.
    WithdrawTerms {
        /// Of the row that said so.
        id: Uuid,
    },
}

impl RegisterWrite {
    /// The client of what is written; `None` where it belongs to none.
    #[must_use]
    pub fn client_id(&self) -> Option<Uuid> {
        match self {
            Self::AssignApplication { client_id, .. } => Some(*client_id),
            _ => None,
        }
    }
}
