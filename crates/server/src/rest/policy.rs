//! Policy configurations.

use sigill_app::Permit;
use sigill_domain::right::{PolicyCreate, PolicyView};

use crate::answer::{Created, Found};
use crate::call::{Call, Strict};
use crate::path::location;
use crate::refused::Refused;
use crate::wire::policy::{New, Policy};

/// Create a policy configuration
///
/// Every parameter is checked: its name must be one of the type's, and its value of the documented form.
#[utoipa::path(post, path = "/{clientExtId}/policies", tag = "Policy", operation_id = "createPolicyConfiguration")]
pub(crate) async fn create(call: Call<Permit<PolicyCreate>, Strict<New>>) -> Result<Created<Policy>, Refused> {
    let Strict { value: new, extra } = call.body;
    let policy = sigill_app::policy::create(&call.permit, &new.into(), &extra).await?;
    let client = call.permit.client().as_str();
    let location = location(&[client, "policies", policy.ext_id.as_str()]);
    Ok(Created { location, entity: Policy::of(client, policy) })
}

/// Get a policy configuration
#[utoipa::path(
    get,
    path = "/{clientExtId}/policies/{policyExtId}",
    tag = "Policy",
    operation_id = "getPolicyConfiguration"
)]
pub(crate) async fn get(call: Call<Permit<PolicyView>>) -> Result<Found<Policy>, Refused> {
    let policy = sigill_app::policy::get(&call.permit, call.path.policy()).await?;
    Ok(Found(Policy::of(call.permit.client().as_str(), policy)))
}
