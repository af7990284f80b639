//! `GET /terms/{termsExtId}`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::TermsView;

use super::Terms;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get terms
#[utoipa::path(get, path = "/terms/{termsExtId}", tag = "Terms", operation_id = "getTerms")]
pub(crate) async fn handler(call: Call<Permit<TermsView, Rooms>>) -> Result<Found<Terms>, Refused> {
    Ok(Found(sigill_app::terms::get(&call.permit, call.path.terms()).await?.into()))
}
