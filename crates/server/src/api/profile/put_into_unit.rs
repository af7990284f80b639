//! `PUT /{clientExtId}/profiles/{profileExtId}/unit/{unitExtId}`.

use sigill_app::{Permit, profile};
use sigill_domain::right::ProfileModify;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Put a profile into a unit
///
/// Of the same client: one that takes profiles, and that the caller may put profiles into. The roles of the profile stay.
#[utoipa::path(
    put,
    path = "/{clientExtId}/profiles/{profileExtId}/unit/{unitExtId}",
    tag = "Profile",
    operation_id = "changeUnitOfProfile",
    responses((status = 422, description = "The unit is disabled, or never has profiles.", body = Errors))
)]
pub(crate) async fn handler(call: Call<Permit<ProfileModify>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = profile::put_into(&permit, (path.profile(), path.unit()), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
