//! `GET /roles`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::RoleSearch;

use super::hit::RoleHit;
use super::{Answer, OfRoles};
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::query::{Queries, Query};
use crate::http::refused::Refused;

/// Find roles
///
/// Roles of applications that fit the query, those of `nevisIdm` with them. They are the same for every client.
#[utoipa::path(get, path = "/roles", tag = "Query", operation_id = "queryRoles")]
pub(crate) async fn handler(
    call: Call<Permit<RoleSearch, Rooms>, Query<Queries<OfRoles>>>,
) -> Result<Shown<Answer<RoleHit>>, Refused> {
    let answer = sigill_app::query::roles(&call.permit, call.body.given()).await?;
    Ok(Shown(Answer::of(answer, RoleHit::of)))
}
