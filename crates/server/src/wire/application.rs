//! Applications and their roles: there is one, Sigill in the vendor's name.

use serde::Serialize;
use sigill_domain::role::Role;
use utoipa::ToSchema;

/// The one application.
pub(crate) const NAME: &str = "nevisIdm";

/// An application.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Application)]
pub(crate) struct Application {
    #[schema(example = "nevisIdm")]
    ext_id: &'static str,
    #[schema(example = "nevisIdm")]
    name: &'static str,
}

impl Application {
    pub(crate) fn all() -> Vec<Self> {
        vec![Self { ext_id: NAME, name: NAME }]
    }
}

/// A role of the application.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Role)]
pub(crate) struct ApplicationRole {
    /// As authorizations name it.
    #[schema(example = "nevisIdm.Helpdesk")]
    ext_id: &'static str,
    #[schema(example = "Helpdesk")]
    name: &'static str,
    #[schema(example = "nevisIdm")]
    application_ext_id: &'static str,
    /// The rights that it has here.
    elementary_permissions: Vec<String>,
}

impl ApplicationRole {
    pub(crate) fn of(role: Role, rights: Vec<String>) -> Self {
        let ext_id = role.as_str();
        let name = ext_id.split_once('.').map_or(ext_id, |(_, name)| name);
        Self { ext_id, name, application_ext_id: NAME, elementary_permissions: rights }
    }
}
