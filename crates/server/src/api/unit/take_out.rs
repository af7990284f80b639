//! `DELETE /{clientExtId}/units/{unitExtId}/children/{childExtId}`.

use sigill_app::Permit;
use sigill_domain::right::UnitModify;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Make a root of a unit
///
/// Takes the unit, with all that is below it, out from under the one above it. Also needs
/// AccessControl.UnitCreateTopUnit, for all units. `If-Match` is about the unit that is moved.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/units/{unitExtId}/children/{childExtId}",
    tag = "Unit",
    operation_id = "removeUnit",
    responses((status = 422, description = "A root has its name already, or too much would move.", body = Errors))
)]
pub(crate) async fn handler(call: Call<Permit<UnitModify>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::unit::take_out(&permit, (path.unit(), path.child()), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
