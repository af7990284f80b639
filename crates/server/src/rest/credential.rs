//! Credentials of all types.

use sigill_domain::right::CredentialView;

use crate::answer::Shown;
use crate::authorise::{Foreseeing, Lists, OrSelf};
use crate::call::Call;
use crate::query::{Pages, Query};
use crate::refused::Refused;
use crate::wire::credential::Credential;
use crate::wire::listed::Listed;

/// List the credentials of a user
///
/// A page of the user's credentials of all types: what all share, and of a mobile signature its own part.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/credentials",
    tag = "User",
    operation_id = "getCredentials"
)]
pub(crate) async fn list(
    call: Call<Foreseeing<OrSelf<CredentialView>, Lists>, Query<Pages>>,
) -> Result<Shown<Listed<Credential>>, Refused> {
    let OrSelf(permit) = call.permit.permit;
    let listed = sigill_app::credential::list(&permit, call.path.user(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Credential::from)))
}
