//! Users: `/Users`, `/Users/{id}` and `/Users/.search`.

use sigill_app::Permit;
use sigill_domain::right::{UserCreate, UserDelete, UserModify, UserView};
use sigill_domain::scim::{Edit, PatchRequest, ScimPerson};

use super::body::{Listing, Look, Message, Search};
use super::shown::{Changed, ScimUser, View};
use super::told::{problem, refused};
use crate::http::answer::{Created, Found, NoContent, Shown};
use crate::http::authorise::{Foreseeing, OrSelf, ShowsUser};
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// `POST /Users`: makes a user. Also needs `LoginIdOverride`, since a name is given.
pub(super) async fn create(call: Call<Permit<UserCreate>, Message>) -> Result<Written<Created<ScimUser>>, Refused> {
    let Call { permit, body: Message { look, message }, terms, server, .. } = call;
    let view = View::new(&look, &server, permit.client().as_str());
    let show = Show::new(|one: &ScimPerson| Created {
        location: view.location(one.user.ext_id.as_str()),
        entity: view.user(one),
    });
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::scim::create(&permit, &message, &asked).await.map_err(refused)?;
    Ok(show.written(&terms, outcome))
}

/// `GET /Users/{id}`.
pub(super) async fn get(call: Call<Foreseeing<OrSelf<UserView>, ShowsUser>, Look>) -> Result<Found<ScimUser>, Refused> {
    let Call { permit: Foreseeing { permit: OrSelf(permit), .. }, path, body: look, server, .. } = call;
    let user = sigill_app::scim::get(&permit, path.user(), &look.selection.beside()).await.map_err(refused)?;
    Ok(Found(View::new(&look, &server, permit.client().as_str()).user(&user)))
}

/// `GET /Users`: a page of users. Also needs `ClientView`, as for every list of users.
pub(super) async fn list(call: Call<Permit<UserView>, Listing>) -> Result<Shown<serde_json::Value>, Refused> {
    let Call { permit, body, server, .. } = call;
    let found = sigill_app::scim::list(&permit, &body.list, &body.look.selection.beside()).await.map_err(refused)?;
    let view = View::new(&body.look, &server, permit.client().as_str());
    Ok(Shown(if body.is_to_import { view.to_import(&found) } else { view.users(&found) }))
}

/// `POST /Users/.search`: the same, asked by a message.
pub(super) async fn search(call: Call<Permit<UserView>, Search>) -> Result<Shown<serde_json::Value>, Refused> {
    let Call { permit, body: Search(Listing { look, list, .. }), server, .. } = call;
    let found = sigill_app::scim::list(&permit, &list, &look.selection.beside()).await.map_err(refused)?;
    Ok(Shown(View::new(&look, &server, permit.client().as_str()).users(&found)))
}

/// `PUT /Users/{id}`: another user takes its place, under the same id.
pub(super) async fn replace(call: Call<Permit<UserModify>, Message>) -> Result<Written<Changed<ScimUser>>, Refused> {
    let edit = Edit::Replace(call.body.message.clone());
    change(call, &edit, true).await
}

/// `PATCH /Users/{id}`: operations, all or none of them.
pub(super) async fn modify(call: Call<Permit<UserModify>, Message>) -> Result<Written<Changed<ScimUser>>, Refused> {
    let request = PatchRequest::read(&call.body.message).map_err(problem)?;
    let shows = request.shows.unwrap_or(true);
    change(call, &Edit::Patch(request), shows).await
}

/// To change the name needs `LoginIdOverride`, too.
async fn change(
    call: Call<Permit<UserModify>, Message>,
    edit: &Edit,
    shows: bool,
) -> Result<Written<Changed<ScimUser>>, Refused> {
    let Call { permit, path, body: Message { look, .. }, terms, server, .. } = call;
    let view = View::new(&look, &server, permit.client().as_str());
    let show = Show::new(|user: &ScimPerson| if shows { Changed::Shown(view.user(user)) } else { Changed::Silent });
    let asked = show.asked(&terms, &[]);
    let expected = terms.expected(None)?;
    let beside = look.selection.beside();
    let outcome = sigill_app::scim::modify(&permit, path.user(), (edit, &expected), &beside, &asked).await;
    Ok(show.written(&terms, outcome.map_err(refused)?))
}

/// `DELETE /Users/{id}`.
pub(super) async fn delete(call: Call<Permit<UserDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let show = Show::new(|()| NoContent);
    let (expected, asked) = (terms.expected(None)?, show.asked(&terms, &[]));
    let outcome = sigill_app::user::delete(&permit, path.user(), &expected, &asked).await.map_err(refused)?;
    Ok(show.written(&terms, outcome))
}
