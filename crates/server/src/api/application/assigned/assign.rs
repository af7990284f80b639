//! `PUT /sigill/v1/clients/{clientExtId}/applications/{applicationExtId}`.

use sigill_app::Permit;
use sigill_domain::right::ClientModify;

use crate::http::answer::NoContent;
use crate::http::call::{Call, NoBody};
use crate::http::refused::Refused;
use crate::http::terms::NoVersion;
use crate::http::written::{Show, Written};

/// Assign an application to a client
///
/// From then on, its roles can be given there. To repeat it is harmless. Also needs AccessControl.ApplicationView.
#[utoipa::path(
    put,
    path = "/clients/{clientExtId}/applications/{applicationExtId}",
    tag = "Application",
    operation_id = "assignApplication"
)]
pub(crate) async fn handler(
    call: Call<Permit<ClientModify>, NoBody, NoVersion>,
) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::applications::assign(&permit, path.application(), &asked).await?;
    Ok(show.written(&terms, outcome))
}
