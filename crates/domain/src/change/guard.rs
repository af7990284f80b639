//! What must still be true when a change is applied.

use uuid::Uuid;

use crate::policy::Facts;
use crate::standing::{Ruled, Witness};

/// What must still be true when a change is applied. Everything else hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The owner's revision is the one that was read; it is moved on. For every change below a user.
    /// `ruled` shows who may.
    Owner {
        /// The user, by internal key.
        id: Uuid,
        /// The revision that was read.
        rev: i64,
        /// The proof that the change was ruled on.
        ruled: Ruled,
    },
    /// As `Owner`, and the owner goes with the change.
    OwnerGoes {
        /// The user, by internal key.
        id: Uuid,
        /// The revision that was read.
        rev: i64,
        /// The proof that the change was ruled on.
        ruled: Ruled,
    },
    /// The revisions of a client and of a user are the ones that were read; both are moved on. For what a client gives
    /// to a user; giving takes nobody away who must stay.
    ClientAndOwner {
        /// The client, by internal key.
        client_id: Uuid,
        /// The client's revision that was read.
        client_rev: i64,
        /// The user, by internal key.
        id: Uuid,
        /// The user's revision that was read.
        rev: i64,
        /// The proof that the change was ruled on.
        ruled: Ruled,
    },
    /// The client's revision is the one that was read; it is moved on. For what belongs to a client.
    Client {
        /// The client, by internal key.
        id: Uuid,
        /// The revision that was read.
        rev: i64,
    },
    /// As `Client`, of one that is to be marked as dead with all of its users.
    ClientGoes {
        /// The client, by internal key.
        id: Uuid,
        /// The revision that was read.
        rev: i64,
        /// The proof that the change was ruled on, for all users of the client.
        ruled: Ruled,
    },
    /// As `Client`, for a change of rules that what is stored must fit: the facts hold, and nothing that was
    /// decided under the old rules is applied from then on. It waits for what is being applied.
    ClientRules {
        /// The client, by internal key.
        id: Uuid,
        /// The revision that was read.
        rev: i64,
        /// What must be so of what is stored; at least one.
        facts: Facts,
    },
    /// The client is there and not being deleted. For a new user, so that creating users of one
    /// client doesn't take turns on its row.
    ClientAlive {
        /// The client, by internal key.
        id: Uuid,
    },
    /// The revision of what is the same for every client is the one that was read; it is moved on.
    Register {
        /// The revision that was read.
        rev: i64,
    },
    /// Nothing: what is written stands by itself, and unique keys decide. For a new client, and for a
    /// new property.
    Nothing,
}

impl Guard {
    /// The client that it is about; `None`: an owner, which the decision read with its client, or nothing.
    pub(super) fn client_id(&self) -> Option<Uuid> {
        match self {
            Self::Client { id, .. }
            | Self::ClientGoes { id, .. }
            | Self::ClientRules { id, .. }
            | Self::ClientAlive { id } => Some(*id),
            Self::ClientAndOwner { client_id, .. } => Some(*client_id),
            Self::Owner { .. } | Self::OwnerGoes { .. } | Self::Register { .. } | Self::Nothing => None,
        }
    }

    /// The user that it is about.
    pub(super) fn owner(&self) -> Option<Uuid> {
        match self {
            Self::Owner { id, .. } | Self::OwnerGoes { id, .. } | Self::ClientAndOwner { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// A `Root` who must stay when the change is applied.
    #[must_use]
    pub fn witness(&self) -> Option<Witness> {
        match self {
            Self::Owner { ruled, .. }
            | Self::OwnerGoes { ruled, .. }
            | Self::ClientAndOwner { ruled, .. }
            | Self::ClientGoes { ruled, .. } => ruled.witness(),
            _ => None,
        }
    }

    /// For what belongs to a client, where `facts` are needed.
    #[must_use]
    pub fn of_client(id: Uuid, rev: i64, facts: Facts) -> Self {
        if facts.any() { Self::ClientRules { id, rev, facts } } else { Self::Client { id, rev } }
    }
}
