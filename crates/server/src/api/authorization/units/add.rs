//! `PUT /{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/units/{unitExtId}`.

use sigill_app::{Permit, room};
use sigill_domain::right::AuthorizationUnitCreate;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Put a unit into the room of an authorization
///
/// The role then also holds in that unit and in what is below it. Nobody gives a room that they don't have: 403 names the
/// right that is missing there. A repeat changes nothing.
#[utoipa::path(
    put,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/units/{unitExtId}",
    tag = "Profile",
    operation_id = "addAuthorizationUnit",
    responses((status = 422, description = "It holds in all units, or names as many as it may.", body = Errors))
)]
pub(crate) async fn handler(call: Call<Permit<AuthorizationUnitCreate>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let which = (path.profile(), path.authorization(), path.unit());
    let outcome = room::add_unit(&permit, which, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
