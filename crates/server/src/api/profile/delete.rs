//! `DELETE /{clientExtId}/profiles/{profileExtId}`.

use sigill_app::{Permit, profile};
use sigill_domain::right::ProfileDelete;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Delete a profile
///
/// With its roles: whoever deletes it must be able to take them. Where it was the default, the oldest that is left becomes
/// it. A user without profile is in no unit.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/profiles/{profileExtId}",
    tag = "Profile",
    operation_id = "deleteProfile",
    responses((status = 422, description = "It is the profile of the last nevisIdm.Root.", body = Errors))
)]
pub(crate) async fn handler(call: Call<Permit<ProfileDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = profile::delete(&permit, path.profile(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
