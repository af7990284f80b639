//! `POST /{clientExtId}/users/{userExtId}/history/erasure`.

use sigill_app::Permit;
use sigill_domain::right::HistoryErase;

use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Erase the history of a user
///
/// Removes from every event of the user what it tells of a person: names, numbers, addresses, texts and comments. What
/// happened, when and by whom stays, with ids, types, states, roles and validity, and an event tells of the erasure. Also of
/// a user that is deleted; never of oneself, nor of a user who has more rights than the caller. To repeat it is harmless; 503 means
/// that it isn't finished, and that it should be repeated.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/history/erasure",
    tag = "History",
    operation_id = "eraseUserHistory"
)]
pub(crate) async fn handler(call: Call<Permit<HistoryErase>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let show = Show::new(|()| NoContent);
    let outcome = sigill_app::history::erase(&permit, path.user(), &show.asked(&terms, &[])).await?;
    Ok(show.written(&terms, outcome))
}
