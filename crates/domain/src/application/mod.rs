//! Applications and their roles: what relying applications read of a person. They are the same for every client, and are
//! assigned to clients.
//!
//! Source: *Create application*, *Update application*, *Delete application*, *Create role*, *Patch role* (2.74), *Get
//! applications* (2.71).

mod assign;
mod decide;
mod role;

use uuid::Uuid;

pub use self::assign::Assignable;
pub use self::decide::{Applications, HeldApplication, New, PatchApplication, own};
pub use self::role::{HeldRole, NewRole, PatchRole, RolesOf};
use crate::ext_id::ExtId;
use crate::language::Texts;
use crate::property::Properties;
use crate::role::Role;
use crate::time::Timestamp;

/// The one application that is always there: this server's own. Its roles are [`crate::role::Role`]; neither can be
/// changed. It is assigned to every client.
pub const OWN: &str = "nevisIdm";
/// Applications at most, so that a list of those of a client can be made of all of them.
pub const APPLICATIONS_MAX: i64 = 1_000;
/// Roles of an application at most.
pub const ROLES_MAX: i64 = 1_000;
/// Longest name of an application or a role, and longest display name, in code points.
pub const NAME_LEN_MAX: usize = 100;
/// Longest description and longest address, in code points.
pub const TEXT_LEN_MAX: usize = 1_000;

/// An application.
#[derive(Clone, Debug, PartialEq)]
pub struct Application {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Unique among all applications; fixed at creation.
    pub ext_id: ExtId,
    /// Unique among all applications; 1 to [`NAME_LEN_MAX`] code points.
    pub name: String,
    /// Notes for administrators, 1 to [`TEXT_LEN_MAX`] code points.
    pub description: Option<String>,
    /// Where people find it, 1 to [`TEXT_LEN_MAX`] code points. It isn't looked at here.
    pub url: Option<String>,
    /// Whether people are shown it.
    pub is_displayed: bool,
    /// What people are shown, per language; 1 to [`NAME_LEN_MAX`] code points each.
    pub display_name: Texts,
    /// Custom properties of the scope `APPLICATION_GLOBAL`.
    pub properties: Properties,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When it was created.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
}

/// An application as others refer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationRef {
    /// Internal key; paths and bodies have the external id instead.
    pub id: Uuid,
    /// As paths name it.
    pub ext_id: ExtId,
    /// As people know it.
    pub name: String,
}

/// A role of an application that isn't this server's own. It gives no right here: it is what relying applications read.
#[derive(Clone, Debug, PartialEq)]
pub struct AppRole {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Its application, by internal key.
    pub application_id: Uuid,
    /// Unique among all roles; fixed at creation.
    pub ext_id: ExtId,
    /// Unique in its application; 1 to [`NAME_LEN_MAX`] code points.
    pub name: String,
    /// Notes for administrators, 1 to [`TEXT_LEN_MAX`] code points.
    pub description: Option<String>,
    /// Custom properties of the scope `ROLE_FOR_APPLICATION`.
    pub properties: Properties,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When it was created.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
}

impl Application {
    /// What others keep of it.
    #[must_use]
    pub fn reference(&self) -> ApplicationRef {
        ApplicationRef { id: self.id, ext_id: self.ext_id.clone(), name: self.name.clone() }
    }

    /// The application as its history shows it.
    #[must_use]
    pub fn audit(&self) -> serde_json::Value {
        serde_json::json!({
            "extId": self.ext_id, "name": self.name, "description": self.description, "url": self.url,
            "displayed": self.is_displayed, "displayName": self.display_name,
            "properties": self.properties.audit(),
        })
    }
}

impl ApplicationRef {
    /// Whether it is this server's own, which can't be changed.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.ext_id.as_str() == OWN
    }
}

impl AppRole {
    /// A role of this server's own application, whose roles are in the program, as the others are shown.
    #[must_use]
    pub fn own(role: Role, application: &ApplicationRef) -> Self {
        let ext_id = role.as_str();
        let name = ext_id.split_once('.').map_or(ext_id, |(_, name)| name);
        let begin = Timestamp::from_micros(0);
        Self {
            id: Uuid::nil(),
            application_id: application.id,
            ext_id: ExtId::from_stored(ext_id.to_owned()),
            name: name.to_owned(),
            description: None,
            properties: Properties::default(),
            version: 1,
            created: begin,
            modified: begin,
        }
    }

    /// The role as its history shows it; `application` is its application.
    #[must_use]
    pub fn audit(&self, application: &ExtId) -> serde_json::Value {
        serde_json::json!({
            "extId": self.ext_id, "applicationExtId": application, "name": self.name, "description": self.description,
            "properties": self.properties.audit(),
        })
    }
}
