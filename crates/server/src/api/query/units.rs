//! `GET /units`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::UnitSearch;

use super::hit::UnitHit;
use super::{Answer, OfUnits};
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::query::{Queries, Query};
use crate::http::refused::Refused;

/// Find units
///
/// Units that fit the query. What would take looking at more than 10,000 units is refused.
#[utoipa::path(get, path = "/units", tag = "Query", operation_id = "queryUnits")]
pub(crate) async fn handler(
    call: Call<Permit<UnitSearch, Rooms>, Query<Queries<OfUnits>>>,
) -> Result<Shown<Answer<UnitHit>>, Refused> {
    let answer = sigill_app::query::units(&call.permit, call.body.given()).await?;
    Ok(Shown(Answer::of(answer, UnitHit::of)))
}
