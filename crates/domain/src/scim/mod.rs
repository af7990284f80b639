//! SCIM 2.0 (RFC 7643, RFC 7644): users as provisioning clients see and change them.
//!
//! A user is shown as a [`Resource`], and what a client sends becomes one: all that the protocol says of attributes, paths
//! and filters is done on resources. What is then different is changed as any other face changes it.

mod attribute;
mod beside;
mod bulk;
mod compare;
mod extension;
mod filter;
mod group;
mod group_list;
mod link;
mod list;
mod operation;
mod part;
mod path;
mod read;
mod root;
mod selection;
mod target;
mod user;
mod value;

use serde_json::{Map, Value};

pub use self::attribute::{AttributeKind, COMMON, ENTERPRISE, GROUP, Mutability, Returned, ScimAttribute, USER};
pub use self::beside::{AuthorizationBeside, ProfileBeside, ScimPerson, ShownBeside};
pub use self::bulk::{BULK_MAX, BulkEntry, BulkMethod, BulkOf, BulkRequest, References};
pub use self::extension::ScimExtension;
pub use self::filter::{FILTER_DEPTH_MAX, FILTER_TERMS_MAX, FilterTree, Operator};
pub use self::group::{GroupEdit, MEMBERS_NAMED_MAX, MEMBERS_SHOWN_MAX, MemberEdit, shown_group};
pub use self::group_list::{GroupLead, GroupList, GroupSort};
pub use self::list::{CANDIDATES_MAX, COUNT_MAX, ListWishes, START_MAX, ScimLead, ScimList, ScimPage, cursor};
pub use self::operation::{OPERATIONS_MAX, PatchRequest};
pub use self::path::AttributePath;
pub use self::root::{RootList, RootPage, root_cursor};
pub use self::selection::AttributeSelection;
pub use self::target::PatchPath;
pub use self::user::{Edit, new_user, shown};
use crate::words::words;

/// The schema of users.
pub const USER_SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The schema of groups.
pub const GROUP_SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// The schema of what enterprises know of users.
pub const ENTERPRISE_SCHEMA: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/// The message that has operations of a PATCH.
pub const PATCH_MESSAGE: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
/// The message that asks for a list.
pub const SEARCH_MESSAGE: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
/// The message that has a list.
pub const LIST_MESSAGE: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
/// The message that has operations of a bulk request.
pub const BULK_MESSAGE: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/// A user as SCIM has it: attributes by their names as the schemas spell them, those of an extension below its URN.
pub type Resource = Map<String, Value>;

words! {
    /// What kind of refusal it is (RFC 7644 §3.12, RFC 9865 §2.3).
    ScimType {
        /// The filter can't be read, or no index serves it.
        InvalidFilter = "invalidFilter";
        /// More would have to be looked at than one request may.
        TooMany = "tooMany";
        /// Another resource has the value.
        Uniqueness = "uniqueness";
        /// The attribute can't be changed.
        Mutability = "mutability";
        /// The message isn't built as it must be.
        InvalidSyntax = "invalidSyntax";
        /// The path names no attribute.
        InvalidPath = "invalidPath";
        /// The path leads to nothing that is there.
        NoTarget = "noTarget";
        /// The value isn't one that the attribute may have.
        InvalidValue = "invalidValue";
        /// The cursor isn't one that was given.
        InvalidCursor = "invalidCursor";
        /// So many can't be on a page of a cursor.
        InvalidCount = "invalidCount";
    }
}

/// Why a request of SCIM is refused, in its own terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScimProblem {
    /// `scimType`.
    pub kind: ScimType,
    /// In English, for people.
    pub detail: String,
}

impl ScimProblem {
    /// A problem of this kind.
    pub fn new(kind: ScimType, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into() }
    }

    /// The problem of a value.
    pub(crate) fn value(detail: impl Into<String>) -> Self {
        Self::new(ScimType::InvalidValue, detail)
    }

    /// The problem of a message.
    pub(crate) fn syntax(detail: impl Into<String>) -> Self {
        Self::new(ScimType::InvalidSyntax, detail)
    }
}

impl std::fmt::Display for ScimProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.kind.as_str(), self.detail)
    }
}

/// A member of a message, whatever the case of its name (RFC 7643 §2.1).
#[must_use]
pub fn member<'a>(message: &'a Resource, name: &str) -> Option<&'a Value> {
    message.get(name).or_else(|| message.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// Whether a message says that it is of this schema, among others perhaps (RFC 7643 §3.1).
///
/// # Errors
/// It doesn't, as every message must.
pub fn must_be(message: &Resource, schema: &str) -> Result<(), ScimProblem> {
    let schemas = member(message, "schemas").and_then(Value::as_array);
    let names = schemas.into_iter().flatten().filter_map(Value::as_str);
    match names.into_iter().any(|name| name.eq_ignore_ascii_case(schema)) {
        true => Ok(()),
        false => Err(ScimProblem::value(format!("schemas: expected a list with {schema}"))),
    }
}

#[cfg(test)]
mod tests;
