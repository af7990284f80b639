//! Roles of applications.

use serde::Serialize;
use sigill_domain::application::{AppRole, ApplicationRef};
use sigill_domain::role;
use utoipa::ToSchema;

use crate::http::answer::Entity;
use crate::http::server::Server;

operations! {
    list;
    create;
    get;
    modify;
    delete;
}

pub(crate) mod properties;

/// A role of an application.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Role)]
pub(crate) struct Role {
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When it was last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    /// As authorizations name it.
    #[schema(example = "role-123")]
    ext_id: String,
    #[schema(example = "application-123")]
    application_ext_id: String,
    #[schema(example = "Portal")]
    application_name: String,
    #[schema(example = "Editor")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<String>,
    /// The rights that it has here; only of roles of `nevisIdm`, since no other role has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    elementary_permissions: Option<Vec<String>>,
}

impl Role {
    pub(crate) fn of(server: &Server, application: &ApplicationRef, role: AppRole) -> Self {
        let rights = |role| server.app.roles.rights(role).iter().map(ToString::to_string).collect();
        Self {
            created: role.created.to_string(),
            last_modified: role.modified.to_string(),
            version: role.version,
            application_ext_id: application.ext_id.to_string(),
            application_name: application.name.clone(),
            name: role.name,
            description: role.description,
            elementary_permissions: role::Role::parse(role.ext_id.as_str()).map(rights),
            ext_id: role.ext_id.to_string(),
        }
    }
}

impl Entity for Role {
    fn version(&self) -> i64 {
        self.version
    }
}
