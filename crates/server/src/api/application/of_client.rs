//! `GET /clients/{clientExtId}/applications`.

use sigill_app::Permit;
use sigill_domain::right::ApplicationView;

use super::Application;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;

/// List the applications of a client
///
/// A page of the applications that the client has, and `nevisIdm`, which every client has. Also needs
/// AccessControl.ClientView.
#[utoipa::path(
    get,
    path = "/clients/{clientExtId}/applications",
    tag = "Application",
    operation_id = "getClientApplications"
)]
pub(crate) async fn handler(
    call: Call<Permit<ApplicationView>, Query<Pages>>,
) -> Result<Shown<Listed<Application>>, Refused> {
    let listed = sigill_app::applications::of_client(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Application::from)))
}
