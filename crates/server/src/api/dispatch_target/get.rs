//! `GET /{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}`.

use sigill_app::dispatch_target;
use sigill_domain::right::DispatchTargetView;

use super::DispatchTarget;
use crate::http::answer::Found;
use crate::http::authorise::OrProven;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get a dispatch target
///
/// With its app attestation.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/dispatch-targets/{dispatchTargetExtId}",
    tag = "Dispatch target",
    operation_id = "getDispatchTarget"
)]
pub(crate) async fn handler(call: Call<OrProven<DispatchTargetView>>) -> Result<Found<DispatchTarget>, Refused> {
    let named = (call.path.user(), call.path.dispatch_target());
    Ok(Found(dispatch_target::get(&call.permit.permit, named).await?.into()))
}
