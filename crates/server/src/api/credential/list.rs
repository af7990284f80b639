//! `GET /{clientExtId}/users/{userExtId}/credentials`.

use sigill_domain::right::CredentialView;

use super::Credential;
use crate::http::answer::Shown;
use crate::http::authorise::{Foreseeing, Lists, OrSelf};
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;

/// List the credentials of a user
///
/// A page of the user's credentials of all types: what all share, and of a mobile signature its own part.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/credentials",
    tag = "User",
    operation_id = "getCredentials"
)]
pub(crate) async fn handler(
    call: Call<Foreseeing<OrSelf<CredentialView>, Lists>, Query<Pages>>,
) -> Result<Shown<Listed<Credential>>, Refused> {
    let OrSelf(permit) = call.permit.permit;
    let listed = sigill_app::credential::list(&permit, call.path.user(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |one| Credential::seen(&one, permit.is_oneself()))))
}
