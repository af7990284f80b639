//! `GET /users`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::UserSearch;

use super::hit::UserHit;
use super::{Answer, OfUsers};
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::query::{Queries, Query};
use crate::http::refused::Refused;

/// Find users
///
/// Users that fit the query. `name` and `firstname` are compared by their beginning. What would take looking at more than
/// 2,000 users is refused.
#[utoipa::path(get, path = "/users", tag = "Query", operation_id = "queryUsers")]
pub(crate) async fn handler(
    call: Call<Permit<UserSearch, Rooms>, Query<Queries<OfUsers>>>,
) -> Result<Shown<Answer<UserHit>>, Refused> {
    let answer = sigill_app::query::users(&call.permit, call.body.given()).await?;
    Ok(Shown(Answer::of(answer, UserHit::of)))
}
