//! Dispatch targets: where the messages to a device of a user go, as a server for FIDO UAF keeps them; and what vouches for
//! the app on it. Sigill keeps them and sends nothing to them.
//!
//! Source: *Create dispatch target*, *Get dispatch target*, *Create app attestation*, *Patch app attestation* (8.2605).
//! The members `state` and `identification`, and the change of a dispatch target, are inferred.

mod attestation;
mod decide;
mod texts;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

pub use self::attestation::{NewAttestation, PatchAttestation};
pub use self::decide::{New, PatchTarget};
pub use self::texts::{ATTESTATION, Given, Patched, TARGET, TextMember, Texts};
use crate::client::ClientRef;
use crate::ext_id::ExtId;
use crate::time::Timestamp;
use crate::user::UserRef;
use crate::words::words;

/// Dispatch targets of a user at most.
pub const DISPATCH_TARGETS_MAX: i64 = 50;
/// Highest counter of an app attestation: 32 bits, as devices count.
pub const COUNTER_MAX: i64 = u32::MAX as i64;
/// The only type there is.
pub const TYPE: &str = "fido-uaf";
/// By what dispatch targets are filtered, exactly.
pub const FILTERS: &[&str] = &["extId", "state", "deviceId", "appId", "name"];

words! {
    /// Whether messages may go there.
    State {
        /// They may.
        Active = "active";
        /// Not now.
        Disabled = "disabled";
    }
}

/// Where messages to a device of a user go.
#[derive(Clone, Debug, PartialEq)]
pub struct DispatchTarget {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// Its user, by internal key.
    pub user_id: Uuid,
    /// Unique among the client's dispatch targets; fixed at creation.
    pub ext_id: ExtId,
    /// Whether messages may go there.
    pub state: State,
    /// Its members that are texts, as [`TARGET`] has them.
    pub texts: Texts,
    /// What vouches for the app on the device.
    pub attestation: Option<AppAttestation>,
    /// Grows by one with each change that is shown, also of the attestation; what `If-Match` compares.
    pub version: i64,
    /// When it was created.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
}

/// What vouches for the app on a device.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct AppAttestation {
    /// Its members that are texts, as [`ATTESTATION`] has them.
    pub texts: Texts,
    /// How often the app has signed, 0 to [`COUNTER_MAX`].
    pub counter: i64,
    /// Grows by one with each change of it; what `If-Match` compares.
    pub version: i64,
    /// When it was created.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
}

impl std::fmt::Debug for AppAttestation {
    /// Without the texts, which are a device's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppAttestation").field("version", &self.version).finish_non_exhaustive()
    }
}

/// How dispatch targets are written.
#[derive(Clone, Debug)]
pub enum TargetWrite {
    /// A new one. Its external id is unique in the client, the name of its attestation among those of its user.
    Insert(Box<DispatchTarget>),
    /// What may change of it.
    Update(Box<DispatchTarget>),
    /// One, by internal key, with its attestation.
    Delete(Uuid),
}

impl TargetWrite {
    /// The client and the user of what is written; `None` where the row doesn't say.
    #[must_use]
    pub fn place(&self) -> Option<(Uuid, Uuid)> {
        match self {
            Self::Insert(target) | Self::Update(target) => Some((target.client_id, target.user_id)),
            Self::Delete(_) => None,
        }
    }
}

impl DispatchTarget {
    /// Its name, which it always has.
    #[must_use]
    pub fn name(&self) -> &str {
        self.texts.get("name")
    }

    /// The value by which a [filter](FILTERS) finds it.
    #[must_use]
    pub fn filtered_by(&self, field: &str) -> &str {
        match field {
            "extId" => self.ext_id.as_str(),
            "state" => self.state.as_str(),
            name => self.texts.get(name),
        }
    }

    /// The dispatch target as its history shows it.
    #[must_use]
    pub fn audit(&self) -> Value {
        let mut audit = json!({ "extId": self.ext_id, "type": TYPE, "stateName": self.state.as_str() });
        self.texts.tell(TARGET, &mut audit);
        if let Some(attestation) = &self.attestation {
            audit["appAttestation"] = attestation.audit();
        }
        audit
    }
}

impl AppAttestation {
    /// The name, where it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.texts.find("name")
    }

    /// The attestation as its history shows it.
    #[must_use]
    pub fn audit(&self) -> Value {
        let mut audit = json!({ "counter": self.counter });
        self.texts.tell(ATTESTATION, &mut audit);
        audit
    }
}

/// Whose dispatch targets they are, as it was read.
#[derive(Clone, Debug)]
pub struct Whose {
    /// The client of the user.
    pub client: ClientRef,
    /// The user.
    pub user: UserRef,
    /// The owner's revision, which every change below the user moves.
    pub rev: i64,
    /// Whether the user has any role.
    pub has_roles: bool,
}

/// A user with what a decision on one of its dispatch targets needs.
#[derive(Clone, Debug)]
pub struct Held {
    /// Whose it is.
    pub whose: Whose,
    /// How many the user has.
    pub count: i64,
    /// Whether another one of the client has the wanted external id.
    pub ext_id_taken: bool,
    /// Whether the attestation of another one of the user has the wanted name.
    pub name_taken: bool,
    /// The one that was looked for, if it is there.
    pub target: Option<DispatchTarget>,
}
