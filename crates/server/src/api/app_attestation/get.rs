//! `GET /{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}/app-attestation`.

use sigill_app::dispatch_target;
use sigill_domain::right::DispatchTargetView;

use super::AppAttestation;
use crate::http::answer::Found;
use crate::http::authorise::OrProven;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get the app attestation of a dispatch target
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}/app-attestation",
    tag = "Dispatch target",
    operation_id = "getAppAttestation"
)]
pub(crate) async fn handler(call: Call<OrProven<DispatchTargetView>>) -> Result<Found<AppAttestation>, Refused> {
    let named = (call.path.user(), call.path.dispatch_target());
    Ok(Found(dispatch_target::attestation(&call.permit.permit, named).await?.into()))
}
