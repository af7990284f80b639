//! What is the same for every client.

use sigill_domain::credential::ChangeReason;

use crate::answer::Shown;
use crate::authorise::Anyone;
use crate::call::Call;
use crate::refused::Refused;
use crate::wire::system::ChangeReasons;

/// Get the credential state change reasons
///
/// All of them, in their order.
#[utoipa::path(
    get,
    path = "/system/credential-state-change-reasons",
    tag = "System",
    operation_id = "getCredentialStateChangeReasons"
)]
pub(crate) async fn change_reasons(call: Call<Anyone>) -> Result<Shown<ChangeReasons>, Refused> {
    let Anyone = call.permit;
    Ok(Shown(ChangeReasons { items: ChangeReason::ALL.iter().map(|reason| reason.as_str()).collect() }))
}
