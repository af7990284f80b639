//! `GET /applications/{applicationExtId}/roles`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::RoleView;

use super::Role;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;

/// List the roles of an application
///
/// A page of them; those of `nevisIdm` with the rights that they have here.
#[utoipa::path(get, path = "/applications/{applicationExtId}/roles", tag = "Application", operation_id = "getRoles")]
pub(crate) async fn handler(call: Call<Permit<RoleView, Rooms>, Query<Pages>>) -> Result<Shown<Listed<Role>>, Refused> {
    let (application, listed) =
        sigill_app::role::list(&call.permit, call.path.application(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |role| Role::of(&call.server, &application, role))))
}
