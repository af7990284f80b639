//! `GET /applications`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::ApplicationSearch;

use super::hit::ApplicationHit;
use super::{Answer, OfApplications};
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::query::{Queries, Query};
use crate::http::refused::Refused;

/// Find applications
///
/// Applications that fit the query. They are the same for every client.
#[utoipa::path(get, path = "/applications", tag = "Query", operation_id = "queryApplications")]
pub(crate) async fn handler(
    call: Call<Permit<ApplicationSearch, Rooms>, Query<Queries<OfApplications>>>,
) -> Result<Shown<Answer<ApplicationHit>>, Refused> {
    let answer = sigill_app::query::applications(&call.permit, call.body.given()).await?;
    Ok(Shown(Answer::of(answer, ApplicationHit::of)))
}
