//! `DELETE /{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/applications/{applicationExtId}`.

use sigill_app::{Permit, room};
use sigill_domain::right::AuthorizationApplDelete;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Take an application out of the room of an authorization
///
/// The role doesn't hold for it from the next request of the user on. What isn't in the room is left out of it: a repeat
/// changes nothing.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/applications/{applicationExtId}",
    tag = "Profile",
    operation_id = "removeAuthorizationApplication",
    responses((status = 422, description = "It holds for all applications.", body = Errors))
)]
pub(crate) async fn handler(call: Call<Permit<AuthorizationApplDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let which = (path.profile(), path.authorization(), path.application());
    let outcome = room::remove_application(&permit, which, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
