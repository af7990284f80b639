//! Profiles and authorizations.

use sigill_app::{Permit, profile};
use sigill_domain::profile::{Authorization as Given, HeldProfile};
use sigill_domain::right::{AuthorizationCreate, AuthorizationDelete, AuthorizationView, ProfileModify, ProfileView};

use crate::answer::{Created, Found, NoContent, Shown};
use crate::call::{Call, Strict};
use crate::path::location;
use crate::query::{Pages, Query};
use crate::refused::Refused;
use crate::wire::authorization::{Authorization, New};
use crate::wire::listed::Listed;
use crate::wire::profile::{Patch, Profile};
use crate::written::{Show, Written};

/// List the profiles of a user
#[utoipa::path(get, path = "/{clientExtId}/users/{userExtId}/profiles", tag = "Profile", operation_id = "getProfiles")]
pub(crate) async fn list(call: Call<Permit<ProfileView>, Query<Pages>>) -> Result<Shown<Listed<Profile>>, Refused> {
    let listed = profile::list(&call.permit, call.path.user(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Profile::from)))
}

/// Get a profile
#[utoipa::path(get, path = "/{clientExtId}/profiles/{profileExtId}", tag = "Profile", operation_id = "getProfile")]
pub(crate) async fn get(call: Call<Permit<ProfileView>>) -> Result<Found<Profile>, Refused> {
    Ok(Found(profile::get(&call.permit, call.path.profile()).await?.into()))
}

/// Modify a profile
///
/// Changes what the body names, as a JSON Merge Patch. Only an active profile gives its roles; whoever activates one must
/// hold all their rights, and there.
#[utoipa::path(patch, path = "/{clientExtId}/profiles/{profileExtId}", tag = "Profile", operation_id = "modifyProfile")]
pub(crate) async fn modify(
    call: Call<Permit<ProfileModify>, Strict<Patch>>,
) -> Result<Written<Found<Profile>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let show = Show::new(|held: &HeldProfile<ProfileModify>| Found(held.clone().into()));
    let asked = show.asked(&terms, &extra);
    let outcome = profile::modify(&permit, path.profile(), &patch.expecting(expected), &asked).await?;
    Ok(show.written(&terms, outcome))
}

/// List the roles of a profile
///
/// Of clients that the right doesn't reach nothing is told.
#[utoipa::path(
    get,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations",
    tag = "Profile",
    operation_id = "getAuthorizations"
)]
pub(crate) async fn authorizations(
    call: Call<Permit<AuthorizationView>, Query<Pages>>,
) -> Result<Shown<Listed<Authorization>>, Refused> {
    let listed = profile::authorizations(&call.permit, call.path.profile(), call.body.given()).await?;
    Ok(Shown(Listed::of(listed, Authorization::from)))
}

/// Give a profile a role
///
/// Nobody gives a right that they don't hold themselves, nor in clients where they don't: 403 names the first that is
/// missing. It holds from the next request of the user on.
#[utoipa::path(
    post,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations",
    tag = "Profile",
    operation_id = "createAuthorization"
)]
pub(crate) async fn assign(
    call: Call<Permit<AuthorizationCreate>, Strict<New>>,
) -> Result<Written<Created<Authorization>>, Refused> {
    let Call { permit, path, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let show = Show::new(|given: &Given| Created {
        location: location(&[client, "profiles", path.profile(), "authorizations", given.ext_id.as_str()]),
        entity: given.clone().into(),
    });
    let asked = show.asked(&terms, &extra);
    let outcome = profile::assign(&permit, path.profile(), &new.into(), &asked).await?;
    Ok(show.written(&terms, outcome))
}

/// Get a role of a profile
#[utoipa::path(
    get,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}",
    tag = "Profile",
    operation_id = "getAuthorization"
)]
pub(crate) async fn authorization(call: Call<Permit<AuthorizationView>>) -> Result<Found<Authorization>, Refused> {
    let path = &call.path;
    Ok(Found(profile::authorization(&call.permit, path.profile(), path.authorization()).await?.into()))
}

/// Take a role away from a profile
///
/// Its rights are gone at the next request of the user. Only who could give the role may take it away.
#[utoipa::path(
    delete,
    path = "/{clientExtId}/profiles/{profileExtId}/authorizations/{authorizationExtId}",
    tag = "Profile",
    operation_id = "deleteAuthorization"
)]
pub(crate) async fn withdraw(call: Call<Permit<AuthorizationDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let outcome = profile::withdraw(&permit, path.profile(), path.authorization(), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
