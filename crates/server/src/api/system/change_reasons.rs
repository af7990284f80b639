//! `GET /system/credential-state-change-reasons`.

use serde::Serialize;
use sigill_domain::credential::ChangeReason;
use utoipa::ToSchema;

use crate::http::answer::Shown;
use crate::http::authorise::Anyone;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Why a credential may have changed its state.
#[derive(Serialize, ToSchema)]
#[schema(as = CredentialStateChangeReasons, example = json!({ "items": ["customized-reason-code", "initialized"] }))]
pub(crate) struct ChangeReasons {
    pub(crate) items: Vec<&'static str>,
}

/// Get the credential state change reasons
///
/// All of them, in their order.
#[utoipa::path(
    get,
    path = "/system/credential-state-change-reasons",
    tag = "System",
    operation_id = "getCredentialStateChangeReasons"
)]
pub(crate) async fn handler(call: Call<Anyone>) -> Result<Shown<ChangeReasons>, Refused> {
    let Anyone = call.permit;
    Ok(Shown(ChangeReasons { items: ChangeReason::ALL.iter().map(|reason| reason.as_str()).collect() }))
}
