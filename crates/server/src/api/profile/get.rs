//! `GET /{clientExtId}/profiles/{profileExtId}`.

use sigill_app::{Permit, profile};
use sigill_domain::right::ProfileView;

use super::Profile;
use crate::http::answer::Found;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get a profile
#[utoipa::path(get, path = "/{clientExtId}/profiles/{profileExtId}", tag = "Profile", operation_id = "getProfile")]
pub(crate) async fn handler(call: Call<Permit<ProfileView>>) -> Result<Found<Profile>, Refused> {
    Ok(Found(profile::get(&call.permit, call.path.profile()).await?.into()))
}
