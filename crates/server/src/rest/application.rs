//! Applications and their roles.

use sigill_app::{Permit, Refusal, Rooms};
use sigill_domain::right::{ApplicationView, RoleView};
use sigill_domain::role::Role;

use crate::answer::Shown;
use crate::call::Call;
use crate::refused::Refused;
use crate::wire::application::{Application, ApplicationRole, NAME};
use crate::wire::listed::Listed;

/// List the applications
///
/// There is one.
#[utoipa::path(get, path = "/applications", tag = "System", operation_id = "getApplications")]
pub(crate) async fn list(_: Call<Permit<ApplicationView, Rooms>>) -> Result<Shown<Listed<Application>>, Refused> {
    Ok(Shown(Listed::whole(Application::all())))
}

/// List the roles of an application
///
/// With the rights that they have here.
#[utoipa::path(get, path = "/applications/{applicationExtId}/roles", tag = "System", operation_id = "getRoles")]
pub(crate) async fn roles(call: Call<Permit<RoleView, Rooms>>) -> Result<Shown<Listed<ApplicationRole>>, Refused> {
    if call.path.application() != NAME {
        return Err(Refusal::NoRecord("There is no such application".to_owned()).into());
    }
    let table = &call.server.app.roles;
    let rights = |role: Role| table.rights(role).iter().map(ToString::to_string).collect();
    Ok(Shown(Listed::whole(Role::ALL.iter().map(|role| ApplicationRole::of(*role, rights(*role))).collect())))
}
