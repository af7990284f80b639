//! `DELETE /sigill/v1/clients/{clientExtId}/applications/{applicationExtId}`.

use sigill_app::Permit;
use sigill_domain::right::ClientModify;

use crate::document::Errors;
use crate::http::answer::NoContent;
use crate::http::call::{Call, NoBody};
use crate::http::refused::Refused;
use crate::http::terms::NoVersion;
use crate::http::written::{Show, Written};

/// Take an application back from a client
///
/// Its roles must not be in use there. Where the client hasn't got it, nothing changes. `nevisIdm` is every client's. Also
/// needs AccessControl.ApplicationView.
#[utoipa::path(
    delete,
    path = "/clients/{clientExtId}/applications/{applicationExtId}",
    tag = "Application",
    operation_id = "withdrawApplication",
    responses((status = 422, description = "Its roles are in use in the client, or it is `nevisIdm`.", body = Errors))
)]
pub(crate) async fn handler(
    call: Call<Permit<ClientModify>, NoBody, NoVersion>,
) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::applications::withdraw(&permit, path.application(), &asked).await?;
    Ok(show.written(&terms, outcome))
}
