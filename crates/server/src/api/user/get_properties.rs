//! `GET /{clientExtId}/users/{userExtId}/properties`.

use sigill_app::property;
use sigill_domain::right::UserView;

use crate::api::values::Values;
use crate::http::answer::Found;
use crate::http::authorise::OrSelf;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// Get the properties of a user
///
/// The values of the user's custom properties. Also needs AccessControl.PropertyView and
/// AccessControl.PropertyValueView.
#[utoipa::path(
    get,
    path = "/{clientExtId}/users/{userExtId}/properties",
    tag = "User",
    operation_id = "getUserProperties"
)]
pub(crate) async fn handler(call: Call<OrSelf<UserView>>) -> Result<Found<Values>, Refused> {
    let OrSelf(permit) = call.permit;
    Ok(Found((&property::of_user(&permit, call.path.user()).await?).into()))
}
