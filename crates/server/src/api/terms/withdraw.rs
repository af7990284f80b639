//! `DELETE /terms/{termsExtId}/applications/{applicationExtId}`.

use sigill_app::{Everywhere, Permit};
use sigill_domain::right::TermsModify;

use crate::http::answer::NoContent;
use crate::http::call::{Call, NoBody};
use crate::http::refused::Refused;
use crate::http::terms::NoVersion;
use crate::http::written::{Show, Written};

/// Unassign terms from an application
///
/// Where they aren't for it, nothing changes.
#[utoipa::path(
    delete,
    path = "/terms/{termsExtId}/applications/{applicationExtId}",
    tag = "Terms",
    operation_id = "unassignTerms"
)]
pub(crate) async fn handler(
    call: Call<Permit<TermsModify, Everywhere>, NoBody, NoVersion>,
) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::terms::withdraw(&permit, path.terms(), path.application(), &asked).await?;
    Ok(show.written(&terms, outcome))
}
