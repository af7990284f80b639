//! `POST /{clientExtId}/users/{userExtId}/login-info`.

use serde::Deserialize;
use sigill_app::Permit;
use sigill_app::login::{self, Report};
use sigill_domain::right::CredentialModify;
use utoipa::ToSchema;

use super::{LoginResult, missing_outcome, note_lock};
use crate::http::answer::Shown;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::terms::NoKey;
use crate::http::written::Written;

/// The outcome of a login that was checked elsewhere.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LoginInfo, example = json!({ "success": false, "credentialExtId": "credential-123" }))]
pub(crate) struct LoginInfo {
    /// Whether the login was successful.
    #[schema(required, nullable = false)]
    pub(crate) success: Option<bool>,
    /// The credential that was used. It must belong to the user and be active.
    #[schema(example = "credential-123", max_length = 50)]
    pub(crate) credential_ext_id: Option<String>,
}

/// Update login info
///
/// Counts the outcome of a login of the user and, where one is named, of the credential, which may lock; device
/// passwords and public keys don't. Only an active credential can be used. A failure of who has more rights than the
/// caller is refused. Also needs AccessControl.UserModify, AccessControl.UserView and AccessControl.CredentialView.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/login-info",
    tag = "Login",
    operation_id = "updateLoginInfo"
)]
pub(crate) async fn handler(
    call: Call<Permit<CredentialModify>, Strict<LoginInfo>, NoKey>,
) -> Result<Written<Shown<LoginResult>>, Refused> {
    let Strict { value: info, mut extra } = call.body;
    extra.extend(missing_outcome("success", info.success));
    let report = Report {
        user: call.path.user(),
        success: info.success.unwrap_or_default(),
        credential: info.credential_ext_id.as_deref(),
        extra: &extra,
    };
    if call.terms.dry_run {
        let (counted, events) = login::try_report(&call.permit, &report).await?;
        return Ok(Written::tried(Shown(counted.into()), &events));
    }
    let counted = login::report(&call.permit, &report).await?;
    note_lock(&call.server, &counted);
    Ok(Written::done(Shown(counted.into())))
}
