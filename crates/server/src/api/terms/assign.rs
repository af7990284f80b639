//! `PUT /terms/{termsExtId}/applications/{applicationExtId}`.

use sigill_app::{Everywhere, Permit};
use sigill_domain::right::TermsModify;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::{Call, NoBody};
use crate::http::refused::Refused;
use crate::http::terms::NoVersion;
use crate::http::written::{Show, Written};

/// Assign terms to an application
///
/// From then on, they are for people of clients that have the application. To repeat it is harmless.
#[utoipa::path(
    put,
    path = "/terms/{termsExtId}/applications/{applicationExtId}",
    tag = "Terms",
    operation_id = "assignTerms",
    responses((status = 422, description = "They are for too many applications.", body = Errors))
)]
pub(crate) async fn handler(
    call: Call<Permit<TermsModify, Everywhere>, NoBody, NoVersion>,
) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::terms::assign(&permit, path.terms(), path.application(), &asked).await?;
    Ok(show.written(&terms, outcome))
}
