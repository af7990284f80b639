//! `GET /clients/{clientExtId}/users`.

use sigill_app::Permit;
use sigill_domain::right::UserView;

use super::User;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::listed::Listed;
use crate::http::query::{Query, Users};
use crate::http::refused::Refused;

/// List the users of a client
///
/// A page of the client's users of whom every filter is true. A page may be shorter than its limit, or empty, and still
/// have a `continuationToken`. Names and e-mail addresses are compared without case and accents. Also needs
/// AccessControl.ClientView.
#[utoipa::path(get, path = "/clients/{clientExtId}/users", tag = "User", operation_id = "getUsers")]
pub(crate) async fn handler(call: Call<Permit<UserView>, Query<Users>>) -> Result<Shown<Listed<User>>, Refused> {
    let listed = sigill_app::user::list(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |user| User::of(call.permit.client().as_str(), user))))
}
