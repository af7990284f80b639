//! `PUT /{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/applications/{applicationExtId}`.

use sigill_app::{Permit, room};
use sigill_domain::right::AuthorizationApplCreate;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Put an application into the room of an authorization
///
/// The role then also holds for that application. Nobody gives a room that they don't have: 403 names the right that is missing
/// there. A repeat changes nothing.
#[utoipa::path(
    put,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}/applications/{applicationExtId}",
    tag = "Profile",
    operation_id = "addAuthorizationApplication",
    responses((status = 422, description = "It holds for all applications, or names as many as it may; or it is this server's own application.", body = Errors))
)]
pub(crate) async fn handler(call: Call<Permit<AuthorizationApplCreate>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let which = (path.profile(), path.authorization(), path.application());
    let outcome = room::add_application(&permit, which, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
