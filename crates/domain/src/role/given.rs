//! A role as profiles have it.

use uuid::Uuid;

use super::{Held, Role, RoleTable};
use crate::ext_id::ExtId;

/// A role of an application that isn't this server's own: applications read it, and it gives no right here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignRole {
    /// The role, by internal key.
    pub id: Uuid,
    /// Its application, by internal key.
    pub application_id: Uuid,
    /// As paths and bodies have it.
    pub ext_id: ExtId,
}

/// A role that is given to a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenRole {
    /// One of this server's own, which gives rights.
    Own(Role),
    /// One of another application.
    Foreign(Box<ForeignRole>),
}

impl GivenRole {
    /// The external id; of this server's own roles the name as tokens spell it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Own(role) => role.as_str(),
            Self::Foreign(role) => role.ext_id.as_str(),
        }
    }

    /// The role of this server's own; `None` where it is of another application.
    #[must_use]
    pub const fn own(&self) -> Option<Role> {
        match self {
            Self::Own(role) => Some(*role),
            Self::Foreign(_) => None,
        }
    }

    /// The role of another application.
    #[must_use]
    pub const fn foreign(&self) -> Option<&ForeignRole> {
        match self {
            Self::Own(_) => None,
            Self::Foreign(role) => Some(role),
        }
    }

    /// The rights it gives here.
    #[must_use]
    pub fn rights<'a>(&self, table: &'a RoleTable) -> &'a [Held] {
        self.own().map_or(&[], |role| table.rights(role))
    }
}

impl From<Role> for GivenRole {
    fn from(role: Role) -> Self {
        Self::Own(role)
    }
}
