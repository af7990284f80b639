//! `GET /applications`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::ApplicationView;

use super::Application;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;

/// List the applications
///
/// A page of the applications, which are the same for every client. `nevisIdm`, this server's own, is the first one.
#[utoipa::path(get, path = "/applications", tag = "Application", operation_id = "getApplications")]
pub(crate) async fn handler(
    call: Call<Permit<ApplicationView, Rooms>, Query<Pages>>,
) -> Result<Shown<Listed<Application>>, Refused> {
    let listed = sigill_app::applications::list(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Application::from)))
}
