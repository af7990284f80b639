//! `GET /{clientExtId}/users/{userExtId}/profiles`.

use sigill_app::{Permit, profile};
use sigill_domain::right::ProfileView;

use super::Profile;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;

/// List the profiles of a user
#[utoipa::path(get, path = "/{clientExtId}/users/{userExtId}/profiles", tag = "Profile", operation_id = "getProfiles")]
pub(crate) async fn handler(call: Call<Permit<ProfileView>, Query<Pages>>) -> Result<Shown<Listed<Profile>>, Refused> {
    let listed = profile::list(&call.permit, call.path.user(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Profile::from)))
}
