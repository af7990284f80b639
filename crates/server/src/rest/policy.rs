//! Policy configurations.

use sigill_app::Permit;
use sigill_domain::policy;
use sigill_domain::right::{PolicyConfigurationView, PolicyCreate, PolicyDelete, PolicyModify, PolicyView};

use crate::answer::{Created, Found, NoContent, Shown};
use crate::call::{Call, Strict};
use crate::document::Errors;
use crate::path::location;
use crate::query::{Policies, Query};
use crate::refused::Refused;
use crate::wire::listed::Listed;
use crate::wire::patch_policy::Patch;
use crate::wire::policy::{New, Policy};
use crate::written::{Show, Written};

/// Create a policy configuration
///
/// Every parameter is checked: its name must be one of the type's, and its value of the documented form.
#[utoipa::path(post, path = "/{clientExtId}/policies", tag = "Policy", operation_id = "createPolicyConfiguration")]
pub(crate) async fn create(call: Call<Permit<PolicyCreate>, Strict<New>>) -> Result<Written<Created<Policy>>, Refused> {
    let Call { permit, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let show = Show::new(|policy: &policy::Policy| Created {
        location: location(&[client, "policies", policy.ext_id.as_str()]),
        entity: Policy::of(client, policy.clone()),
    });
    let outcome = sigill_app::policy::create(&permit, &new.into(), &show.asked(&terms, &extra)).await?;
    let misfits = sigill_app::policy::misfits(&permit, &outcome).await?;
    Ok(show.written_beside(&terms, outcome, misfits))
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

/// Modify a policy configuration
///
/// Changes what the body names, as a JSON Merge Patch; but `parameters` are replaced as a whole. Also needs
/// AccessControl.PolicyView.
#[utoipa::path(
    patch,
    path = "/{clientExtId}/policies/{policyExtId}",
    tag = "Policy",
    operation_id = "modifyPolicyConfiguration"
)]
pub(crate) async fn modify(call: Call<Permit<PolicyModify>, Strict<Patch>>) -> Result<Written<Found<Policy>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let client = permit.client().as_str();
    let show = Show::new(|policy: &policy::Policy| Found(Policy::of(client, policy.clone())));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::policy::modify(&permit, path.policy(), &patch, &asked).await?;
    let misfits = sigill_app::policy::misfits(&permit, &outcome).await?;
    Ok(show.written_beside(&terms, outcome, misfits))
}

/// Delete a policy configuration
///
/// A policy that governs credentials can't be deleted, nor one that is the default of its type.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/policies/{policyExtId}",
    tag = "Policy",
    operation_id = "deletePolicyConfiguration",
    responses((status = 422, description = "It governs credentials, or it is the default of its type.", body = Errors))
)]
pub(crate) async fn delete(call: Call<Permit<PolicyDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::policy::delete(&permit, path.policy(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}

/// List the policy configurations
///
/// A page of the client's policies. Also needs AccessControl.ClientView.
#[utoipa::path(get, path = "/clients/{clientExtId}/policies", tag = "Policy", operation_id = "getPolicyConfigurations")]
pub(crate) async fn list(
    call: Call<Permit<PolicyConfigurationView>, Query<Policies>>,
) -> Result<Shown<Listed<Policy>>, Refused> {
    let listed = sigill_app::policy::list(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |policy| Policy::of(call.permit.client().as_str(), policy))))
}
