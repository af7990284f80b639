//! `GET /{clientExtId}/policies/{policyExtId}`.

use sigill_app::Permit;
use sigill_domain::right::PolicyView;

use super::Policy;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get a policy configuration
#[utoipa::path(
    get,
    path = "/{clientExtId}/policies/{policyExtId}",
    tag = "Policy",
    operation_id = "getPolicyConfiguration"
)]
pub(crate) async fn handler(call: Call<Permit<PolicyView>>) -> Result<Found<Policy>, Refused> {
    let policy = sigill_app::policy::get(&call.permit, call.path.policy()).await?;
    Ok(Found(Policy::of(call.permit.client().as_str(), policy)))
}
