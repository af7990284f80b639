//! `GET /applications/{applicationExtId}/roles`.

use serde::Serialize;
use sigill_app::{Permit, Refusal, Rooms};
use sigill_domain::right::RoleView;
use sigill_domain::role::Role;
use utoipa::ToSchema;

use super::NAME;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::refused::Refused;

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

/// List the roles of an application
///
/// With the rights that they have here.
#[utoipa::path(get, path = "/applications/{applicationExtId}/roles", tag = "System", operation_id = "getRoles")]
pub(crate) async fn handler(call: Call<Permit<RoleView, Rooms>>) -> Result<Shown<Listed<ApplicationRole>>, Refused> {
    if call.path.application() != NAME {
        return Err(Refusal::NoRecord("There is no such application".to_owned()).into());
    }
    let table = &call.server.app.roles;
    let rights = |role: Role| table.rights(role).iter().map(ToString::to_string).collect();
    Ok(Shown(Listed::whole(Role::ALL.iter().map(|role| ApplicationRole::of(*role, rights(*role))).collect())))
}
