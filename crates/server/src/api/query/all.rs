//! `GET /all`.

use super::hit::AnyHit;
use super::{Answer, OfAll};
use crate::http::answer::Shown;
use crate::http::authorise::LooksForAll;
use crate::http::call::Call;
use crate::http::query::{Queries, Query};
use crate::http::refused::Refused;

/// Find whatever fits
///
/// Users, clients, applications, units and roles that fit the query. Of each kind, only for callers who hold its right to
/// search, too.
#[utoipa::path(get, path = "/all", tag = "Query", operation_id = "queryAll")]
pub(crate) async fn handler(call: Call<LooksForAll, Query<Queries<OfAll>>>) -> Result<Shown<Answer<AnyHit>>, Refused> {
    let answer = sigill_app::query::all(&call.permit.0, call.body.given()).await?;
    Ok(Shown(Answer::of(answer, AnyHit::of)))
}
