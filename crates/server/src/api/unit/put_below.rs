//! `PUT /{clientExtId}/units/{unitExtId}/children/{childExtId}`.

use sigill_app::Permit;
use sigill_domain::right::UnitModify;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Move a unit below another one
///
/// With all that is below it, and with all users in it: who administers the unit above administers them, too. Needs the
/// right for both units. `If-Match` is about the unit that is moved.
#[utoipa::path(
    put,
    path = "/{clientExtId}/units/{unitExtId}/children/{childExtId}",
    tag = "Unit",
    operation_id = "moveUnit",
    responses((status = 422, description = "It would be below itself, its name is taken there, or too much would move.", body = Errors))
)]
pub(crate) async fn handler(call: Call<Permit<UnitModify>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::unit::put_below(&permit, (path.unit(), path.child()), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
