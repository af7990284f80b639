//! `DELETE /{clientExtId}/units/{unitExtId}`.

use sigill_app::Permit;
use sigill_domain::right::UnitDelete;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Delete a unit
///
/// A unit can't be deleted while there are units or profiles in it, nor the default unit.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/units/{unitExtId}",
    tag = "Unit",
    operation_id = "deleteUnit",
    responses((status = 422, description = "Something is in it, or it is the default unit.", body = Errors))
)]
pub(crate) async fn handler(call: Call<Permit<UnitDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::unit::delete(&permit, path.unit(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
