//! `GET /{clientExtId}/profiles/{profileExtId}/unit`.

use sigill_app::{Permit, profile};
use sigill_domain::right::ProfileView;

use crate::api::unit::Unit;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get the unit of a profile
#[utoipa::path(
    get,
    path = "/{clientExtId}/profiles/{profileExtId}/unit",
    tag = "Profile",
    operation_id = "getUnitOfProfile"
)]
pub(crate) async fn handler(call: Call<Permit<ProfileView>>) -> Result<Found<Unit>, Refused> {
    let unit = profile::unit(&call.permit, call.path.profile()).await?;
    Ok(Found(Unit::of(call.permit.client().as_str(), unit)))
}
