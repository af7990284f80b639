//! `POST /{clientExtId}/users/{userExtId}/credentials/fido2/challenge`.

use sigill_app::credential::fido2::begin_authentication;
use sigill_domain::right::CredentialView;

use super::{Authentication, OfFido2};
use crate::api::kind::keeper;
use crate::document::Errors;
use crate::http::answer::Shown;
use crate::http::call::{Call, NoBody};
use crate::http::refused::Refused;
use crate::http::terms::Refuses;

/// Ask a FIDO2 authenticator of a user for a challenge
///
/// A challenge that one of the authenticators of the user may answer that can be used now. Nothing is kept of it:
/// `ceremony` is to be sent back with the authenticator's answer.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/credentials/fido2/challenge",
    tag = "FIDO2 authenticator",
    operation_id = "challengeFido2",
    responses((status = 422, description = "The client has no relying party.", body = Errors))
)]
pub(crate) async fn handler(
    call: Call<OfFido2<CredentialView>, NoBody, Refuses>,
) -> Result<Shown<Authentication>, Refused> {
    let Call { permit: OfFido2(permit), path, server, .. } = call;
    let begun = begin_authentication(&permit, keeper(&server), Some(path.user())).await?;
    Ok(Shown(Authentication::of(begun)))
}
