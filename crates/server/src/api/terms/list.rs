//! `GET /terms`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::TermsView;

use super::Terms;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;

/// List the terms
///
/// A page of the terms, which are the same for every client.
#[utoipa::path(get, path = "/terms", tag = "Terms", operation_id = "getTermsList")]
pub(crate) async fn handler(
    call: Call<Permit<TermsView, Rooms>, Query<Pages>>,
) -> Result<Shown<Listed<Terms>>, Refused> {
    let listed = sigill_app::terms::list(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Terms::from)))
}
