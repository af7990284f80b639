//! `DELETE /{clientExtId}/users/{userExtId}/mauths/{credentialExtId}`.

use sigill_app::credential::Whose;
use sigill_app::mobile_authentication;
use sigill_domain::credential::mobile_authentication::MobileAuthentication;
use sigill_domain::right::CredentialDelete;

use crate::http::answer::NoContent;
use crate::http::authorise::OfTypeOrSelf;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Delete a mobile authentication
///
/// Deletes the generic credential, and the FIDO UAF authenticators of the user that are on the same device: those whose
/// `dispatchTargetExtId` is its external id, or whose `deviceId` is the value of its property `fidouaf_device_id`.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/users/{userExtId}/mauths/{credentialExtId}",
    tag = "FIDO UAF authenticator",
    operation_id = "deleteMobileAuthentication"
)]
pub(crate) async fn handler(
    call: Call<OfTypeOrSelf<CredentialDelete, MobileAuthentication>>,
) -> Result<Written<NoContent>, Refused> {
    let Call { permit: OfTypeOrSelf(permit, _), path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let whose = Whose { user: path.user(), credential: Some(path.credential()) };
    let outcome = mobile_authentication::delete(&permit, whose, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
