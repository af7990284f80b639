//! `GET /applications/{applicationExtId}`.

use sigill_app::{Permit, Rooms};
use sigill_domain::right::ApplicationView;

use super::Application;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get an application
#[utoipa::path(get, path = "/applications/{applicationExtId}", tag = "Application", operation_id = "getApplication")]
pub(crate) async fn handler(call: Call<Permit<ApplicationView, Rooms>>) -> Result<Found<Application>, Refused> {
    Ok(Found(sigill_app::applications::get(&call.permit, call.path.application()).await?.into()))
}
