//! `DELETE /applications/{applicationExtId}`.

use sigill_app::{OfApplications, Permit};
use sigill_domain::right::ApplicationDelete;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// Delete an application
///
/// From then on, nothing of it is found: its roles are nobody's any more, and no client has it. Its external id and its
/// name are free again a moment later, when what it left was purged. `nevisIdm` can't be deleted.
#[utoipa::path(
    delete,
    path = "/applications/{applicationExtId}",
    tag = "Application",
    operation_id = "deleteApplication",
    responses((status = 422, description = "It is `nevisIdm`.", body = Errors))
)]
pub(crate) async fn handler(
    call: Call<Permit<ApplicationDelete, OfApplications>>,
) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, server, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::applications::delete(&permit, path.application(), &expected, &asked).await?;
    server.died.notify_one();
    Ok(show.written(&terms, outcome))
}
