//! `DELETE /{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/units/{unitExtId}`.

use sigill_app::{Permit, room};
use sigill_domain::right::AuthorizationUnitDelete;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Take a unit out of the room of an authorization
///
/// The role doesn't hold there from the next request of the user on. What isn't in the room is left out of it: a repeat
/// changes nothing.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/units/{unitExtId}",
    tag = "Profile",
    operation_id = "removeAuthorizationUnit",
    responses((status = 422, description = "It holds in all units.", body = Errors))
)]
pub(crate) async fn handler(call: Call<Permit<AuthorizationUnitDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let which = (path.profile(), path.authorization(), path.unit());
    let outcome = room::remove_unit(&permit, which, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
