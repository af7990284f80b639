//! `GET /clients/{clientExtId}/policies`.

use sigill_app::Permit;
use sigill_domain::right::PolicyConfigurationView;

use super::Policy;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Policies, Query};
use crate::http::refused::Refused;

/// List the policy configurations
///
/// A page of the client's policies. Also needs AccessControl.ClientView.
#[utoipa::path(get, path = "/clients/{clientExtId}/policies", tag = "Policy", operation_id = "getPolicyConfigurations")]
pub(crate) async fn handler(
    call: Call<Permit<PolicyConfigurationView>, Query<Policies>>,
) -> Result<Shown<Listed<Policy>>, Refused> {
    let listed = sigill_app::policy::list(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |policy| Policy::of(call.permit.client().as_str(), policy))))
}
