//! Users.

use sigill_app::Permit;
use sigill_domain::right::{UserArchive, UserCreate, UserView};

use crate::answer::{Created, Found, NoContent};
use crate::authorise::OrSelf;
use crate::call::{Call, Strict};
use crate::path::location;
use crate::refused::Refused;
use crate::wire::user::{New, User};

/// Create a user
///
/// Creates a user with a default profile. Also needs AccessControl.UserCreateTechUser for a technical user, and
/// AccessControl.LoginIdOverride where a login id is given.
#[utoipa::path(post, path = "/{clientExtId}/users", tag = "User", operation_id = "createUser")]
pub(crate) async fn create(call: Call<Permit<UserCreate>, Strict<New>>) -> Result<Created<User>, Refused> {
    let Strict { value: new, extra } = call.body;
    let user = sigill_app::user::create(&call.permit, &new.into(), &extra).await?;
    let client = call.permit.client().as_str();
    let location = location(&[client, "users", user.ext_id.as_str()]);
    Ok(Created { location, entity: User::of(client, user) })
}

/// Get a user
#[utoipa::path(get, path = "/{clientExtId}/users/{userExtId}", tag = "User", operation_id = "getUser")]
pub(crate) async fn get(call: Call<OrSelf<UserView>>) -> Result<Found<User>, Refused> {
    let OrSelf(permit) = call.permit;
    let user = sigill_app::user::get(&permit, call.path.user()).await?;
    Ok(Found(User::of(permit.client().as_str(), user)))
}

/// Archive a user
///
/// Archives the user and its profiles, and deletes its credentials. An archived user stays archived; archiving it again
/// changes nothing. Also needs AccessControl.UserView, and AccessControl.UserArchiveTechUser for a technical user.
#[utoipa::path(post, path = "/{clientExtId}/users/{userExtId}/archive", tag = "User", operation_id = "archiveUser")]
pub(crate) async fn archive(call: Call<Permit<UserArchive>>) -> Result<NoContent, Refused> {
    sigill_app::user::archive(&call.permit, call.path.user()).await?;
    Ok(NoContent)
}
