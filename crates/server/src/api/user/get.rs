//! `GET /{clientExtId}/users/{userExtId}`.

use sigill_domain::right::UserView;

use super::User;
use crate::http::answer::Found;
use crate::http::authorise::{Foreseeing, OrSelf, ShowsUser};
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get a user
#[utoipa::path(get, path = "/{clientExtId}/users/{userExtId}", tag = "User", operation_id = "getUser")]
pub(crate) async fn handler(call: Call<Foreseeing<OrSelf<UserView>, ShowsUser>>) -> Result<Found<User>, Refused> {
    let OrSelf(permit) = call.permit.permit;
    let user = sigill_app::user::get(&permit, call.path.user()).await?;
    Ok(Found(User::of(permit.client().as_str(), user)))
}
