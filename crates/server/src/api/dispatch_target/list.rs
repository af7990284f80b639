//! `GET /{clientExtId}/users/{userExtId}/dispatch-targets`.

use sigill_app::dispatch_target;
use sigill_domain::right::DispatchTargetView;

use super::DispatchTarget;
use crate::http::answer::Shown;
use crate::http::authorise::OrProven;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{DispatchTargets, Query};
use crate::http::refused::Refused;

/// List the dispatch targets of a user
///
/// A page of them, the oldest first, with their app attestations.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/dispatch-targets",
    tag = "Dispatch target",
    operation_id = "listDispatchTargets"
)]
pub(crate) async fn handler(
    call: Call<OrProven<DispatchTargetView>, Query<DispatchTargets>>,
) -> Result<Shown<Listed<DispatchTarget>>, Refused> {
    let listed = dispatch_target::list(&call.permit.permit, call.path.user(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, DispatchTarget::from)))
}
