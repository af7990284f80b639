//! The caller about itself.

use sigill_app::{Caller, me};

use crate::answer::Shown;
use crate::authorise::Oneself;
use crate::call::Call;
use crate::refused::Refused;
use crate::wire::principal::{Me, Permissions};

/// Get the caller
#[utoipa::path(get, path = "/me", tag = "Caller", operation_id = "getMe")]
pub(crate) async fn me(call: Call<Oneself>) -> Result<Shown<Me>, Refused> {
    let Oneself { permit, view, user } = call.permit;
    let me = me::get(&permit, &view, user.as_str()).await?;
    Ok(Shown(Me::of(permit.client().as_str(), me)))
}

/// Get the permissions of the caller
///
/// Every elementary right of the caller, wherever it holds, as it is now.
#[utoipa::path(get, path = "/permissions", tag = "Caller", operation_id = "getPermissions")]
pub(crate) async fn permissions(call: Call<Caller>) -> Result<Shown<Permissions>, Refused> {
    let rights = call.permit.rights();
    Ok(Shown(Permissions { elementary_permissions: rights.iter().map(ToString::to_string).collect() }))
}
