//! `GET /roles/{roleExtId}`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::RoleView;

use super::Role;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get a role
#[utoipa::path(get, path = "/roles/{roleExtId}", tag = "Application", operation_id = "getRole")]
pub(crate) async fn handler(call: Call<Permit<RoleView, Rooms>>) -> Result<Found<Role>, Refused> {
    let (application, role) = sigill_app::role::get(&call.permit, call.path.role()).await?;
    Ok(Found(Role::of(&call.server, &application, role)))
}
