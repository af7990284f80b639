//! `GET /clients`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::ClientSearch;

use super::hit::ClientHit;
use super::{Answer, OfClients};
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::query::{Queries, Query};
use crate::http::refused::Refused;

/// Find clients
///
/// Clients that fit the query.
#[utoipa::path(get, path = "/clients", tag = "Query", operation_id = "queryClients")]
pub(crate) async fn handler(
    call: Call<Permit<ClientSearch, Rooms>, Query<Queries<OfClients>>>,
) -> Result<Shown<Answer<ClientHit>>, Refused> {
    let answer = sigill_app::query::clients(&call.permit, call.body.given()).await?;
    Ok(Shown(Answer::of(answer, ClientHit::of)))
}
