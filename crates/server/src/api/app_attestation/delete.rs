//! `DELETE /{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}/app-attestation`.

use sigill_app::dispatch_target;
use sigill_domain::right::DispatchTargetDelete;

use crate::http::answer::NoContent;
use crate::http::authorise::OrProven;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Delete the app attestation of a dispatch target
///
/// Also needs AccessControl.DispatchTargetView.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}/app-attestation",
    tag = "Dispatch target",
    operation_id = "deleteAppAttestation"
)]
pub(crate) async fn handler(call: Call<OrProven<DispatchTargetDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit: OrProven { permit, .. }, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let named = (path.user(), path.dispatch_target());
    let outcome = dispatch_target::delete_attestation(&permit, named, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
