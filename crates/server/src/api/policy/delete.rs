//! `DELETE /{clientExtId}/policies/{policyExtId}`.

use sigill_app::Permit;
use sigill_domain::right::PolicyDelete;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

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
pub(crate) async fn handler(call: Call<Permit<PolicyDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::policy::delete(&permit, path.policy(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
