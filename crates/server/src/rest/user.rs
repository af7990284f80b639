//! Users.

use sigill_app::Permit;
use sigill_domain::right::{UserArchive, UserCreate, UserDelete, UserModify, UserView};
use sigill_domain::user;

use crate::answer::{Created, Found, NoContent, Shown};
use crate::authorise::{Foreseeing, OrSelf, ShowsUser};
use crate::call::{Call, Strict};
use crate::path::location;
use crate::query::{Query, Users};
use crate::refused::Refused;
use crate::wire::listed::Listed;
use crate::wire::patch_user::Patch;
use crate::wire::user::{New, User};
use crate::written::{Show, Written};

/// Create a user
///
/// Creates a user with a default profile. Also needs AccessControl.UserCreateTechUser for a technical user, and
/// AccessControl.LoginIdOverride where a login id is given.
#[utoipa::path(post, path = "/{clientExtId}/users", tag = "User", operation_id = "createUser")]
pub(crate) async fn create(call: Call<Permit<UserCreate>, Strict<New>>) -> Result<Written<Created<User>>, Refused> {
    let Call { permit, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let show = Show::new(|user: &user::User| Created {
        location: location(&[client, "users", user.ext_id.as_str()]),
        entity: User::of(client, user.clone()),
    });
    let outcome = sigill_app::user::create(&permit, &new.into(), &show.asked(&terms, &extra)).await?;
    Ok(show.written(&terms, outcome))
}

/// Get a user
#[utoipa::path(get, path = "/{clientExtId}/users/{userExtId}", tag = "User", operation_id = "getUser")]
pub(crate) async fn get(call: Call<Foreseeing<OrSelf<UserView>, ShowsUser>>) -> Result<Found<User>, Refused> {
    let OrSelf(permit) = call.permit.permit;
    let user = sigill_app::user::get(&permit, call.path.user()).await?;
    Ok(Found(User::of(permit.client().as_str(), user)))
}

/// Modify a user
///
/// Changes what the body names, as a JSON Merge Patch. Disabling a user disables its profiles, and activating it
/// activates them; whoever activates one must hold all its rights, and there. Also needs AccessControl.LoginIdOverride
/// where a login id is given.
#[utoipa::path(patch, path = "/{clientExtId}/users/{userExtId}", tag = "User", operation_id = "modifyUser")]
pub(crate) async fn modify(call: Call<Permit<UserModify>, Strict<Patch>>) -> Result<Written<Found<User>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let client = permit.client().as_str();
    let show = Show::new(|user: &user::User| Found(User::of(client, user.clone())));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::user::modify(&permit, path.user(), &patch, &asked).await?;
    Ok(show.written(&terms, outcome))
}

/// Delete a user
///
/// Deletes the user with its profiles, roles and credentials. Its history stays. Also needs
/// AccessControl.UserArchiveTechUser for a technical user.
#[utoipa::path(delete, path = "/{clientExtId}/users/{userExtId}", tag = "User", operation_id = "deleteUser")]
pub(crate) async fn delete(call: Call<Permit<UserDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::user::delete(&permit, path.user(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}

/// Archive a user
///
/// Archives the user and its profiles, and deletes its credentials. An archived user stays archived; archiving it again
/// changes nothing. Also needs AccessControl.UserView, and AccessControl.UserArchiveTechUser for a technical user.
#[utoipa::path(post, path = "/{clientExtId}/users/{userExtId}/archive", tag = "User", operation_id = "archiveUser")]
pub(crate) async fn archive(call: Call<Permit<UserArchive>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::user::archive(&permit, path.user(), &asked).await?;
    Ok(show.written(&terms, outcome))
}

/// List the users of a client
///
/// A page of the client's users of whom every filter is true. A page may be shorter than its limit, or empty, and still
/// have a `continuationToken`. Names and e-mail addresses are compared without case and accents. Also needs
/// AccessControl.ClientView.
#[utoipa::path(get, path = "/clients/{clientExtId}/users", tag = "User", operation_id = "getUsers")]
pub(crate) async fn list(call: Call<Permit<UserView>, Query<Users>>) -> Result<Shown<Listed<User>>, Refused> {
    let listed = sigill_app::user::list(&call.permit, call.body.given()).await?;
    Ok(Shown(Listed::of(listed, |user| User::of(call.permit.client().as_str(), user))))
}
