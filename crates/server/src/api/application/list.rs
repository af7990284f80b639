//! `GET /applications`.

use serde::Serialize;
use sigill_app::{Permit, Rooms};
use sigill_domain::right::ApplicationView;
use utoipa::ToSchema;

use super::NAME;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::refused::Refused;

/// An application.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Application)]
pub(crate) struct Application {
    #[schema(example = "nevisIdm")]
    ext_id: &'static str,
    #[schema(example = "nevisIdm")]
    name: &'static str,
}

impl Application {
    pub(crate) fn all() -> Vec<Self> {
        vec![Self { ext_id: NAME, name: NAME }]
    }
}

/// List the applications
///
/// There is one.
#[utoipa::path(get, path = "/applications", tag = "System", operation_id = "getApplications")]
pub(crate) async fn handler(_: Call<Permit<ApplicationView, Rooms>>) -> Result<Shown<Listed<Application>>, Refused> {
    Ok(Shown(Listed::whole(Application::all())))
}
