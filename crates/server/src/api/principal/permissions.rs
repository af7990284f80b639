//! `GET /permissions`.

use serde::Serialize;
use sigill_app::Caller;
use utoipa::ToSchema;

use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// What the caller may do, somewhere.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Permissions, example = json!({ "elementaryPermissions": ["AccessControl.CredentialView"] }))]
pub(crate) struct Permissions {
    pub(crate) elementary_permissions: Vec<String>,
}

/// Get the permissions of the caller
///
/// Every elementary right of the caller, wherever it holds, as it is now.
#[utoipa::path(get, path = "/permissions", tag = "Caller", operation_id = "getPermissions")]
pub(crate) async fn handler(call: Call<Caller>) -> Result<Shown<Permissions>, Refused> {
    let rights = call.permit.rights();
    Ok(Shown(Permissions { elementary_permissions: rights.iter().map(ToString::to_string).collect() }))
}
