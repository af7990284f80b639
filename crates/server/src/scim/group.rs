//! Groups: `/Groups`, `/Groups/{id}` and `/Groups/.search`: enterprise roles, and who has them.

use sigill_app::Permit;
use sigill_domain::erole::EnterpriseRole;
use sigill_domain::right::{EnterpriseRoleCreate, EnterpriseRoleDelete, EnterpriseRoleModify, EnterpriseRoleView};
use sigill_domain::scim::GroupEdit;

use super::body::{GroupListing, GroupSearch, Look, Message};
use super::shown::{Changed, ScimGroup, View};
use super::told::{problem, refused};
use crate::http::answer::{Created, Found, NoContent, Shown};
use crate::http::call::Call;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// `POST /Groups`: makes a group. Who names members also needs `ProfileModify` where they are.
pub(super) async fn create(
    call: Call<Permit<EnterpriseRoleCreate>, Message>,
) -> Result<Written<Created<ScimGroup>>, Refused> {
    let Call { permit, body: Message { look, message }, terms, server, .. } = call;
    let edit = GroupEdit::whole(&message).map_err(problem)?;
    let view = View::new(&look, &server, permit.client().as_str());
    let show = Show::new(|group: &EnterpriseRole| Created {
        location: view.group_location(group.ext_id.as_str()),
        entity: view.bare_group(group),
    });
    let asked = show.asked(&terms, &[]);
    let outcome = sigill_app::scim::create_group(&permit, &edit, &asked).await.map_err(refused)?;
    Ok(show.written(&terms, outcome))
}

/// `GET /Groups/{id}`. Members are shown to who also has `UserView`, where that holds.
pub(super) async fn get(call: Call<Permit<EnterpriseRoleView>, Look>) -> Result<Found<ScimGroup>, Refused> {
    let Call { permit, path, body: look, server, .. } = call;
    let shows_members = look.selection.wants("members");
    let group = sigill_app::scim::get_group(&permit, path.erole(), shows_members).await.map_err(refused)?;
    Ok(Found(View::new(&look, &server, permit.client().as_str()).group(&group)))
}

/// `GET /Groups`: a page of groups. Also needs `ClientView`, as for every list of them.
pub(super) async fn list(
    call: Call<Permit<EnterpriseRoleView>, GroupListing>,
) -> Result<Shown<serde_json::Value>, Refused> {
    let Call { permit, body: GroupListing { look, list }, server, .. } = call;
    let found = sigill_app::scim::groups(&permit, &list, look.selection.wants("members")).await.map_err(refused)?;
    Ok(Shown(View::new(&look, &server, permit.client().as_str()).groups(&found)))
}

/// `POST /Groups/.search`: the same, asked by a message.
pub(super) async fn search(
    call: Call<Permit<EnterpriseRoleView>, GroupSearch>,
) -> Result<Shown<serde_json::Value>, Refused> {
    let Call { permit, body: GroupSearch(GroupListing { look, list }), server, .. } = call;
    let found = sigill_app::scim::groups(&permit, &list, look.selection.wants("members")).await.map_err(refused)?;
    Ok(Shown(View::new(&look, &server, permit.client().as_str()).groups(&found)))
}

/// `PUT /Groups/{id}`: another group takes its place, under the same id.
pub(super) async fn replace(
    call: Call<Permit<EnterpriseRoleModify>, Message>,
) -> Result<Written<Changed<ScimGroup>>, Refused> {
    let edit = GroupEdit::whole(&call.body.message).map_err(problem)?;
    change(call, &edit).await
}

/// `PATCH /Groups/{id}`: operations, all or none of them.
pub(super) async fn modify(
    call: Call<Permit<EnterpriseRoleModify>, Message>,
) -> Result<Written<Changed<ScimGroup>>, Refused> {
    let edit = GroupEdit::patch(&call.body.message, call.path.erole()).map_err(problem)?;
    change(call, &edit).await
}

/// Members aren't shown in the answer: there may be many.
async fn change(
    call: Call<Permit<EnterpriseRoleModify>, Message>,
    edit: &GroupEdit,
) -> Result<Written<Changed<ScimGroup>>, Refused> {
    let Call { permit, path, body: Message { look, .. }, terms, server, .. } = call;
    let view = View::new(&look, &server, permit.client().as_str());
    let show = Show::new(|group: &EnterpriseRole| Changed::Shown(view.bare_group(group)));
    let (expected, asked) = (terms.expected(None)?, show.asked(&terms, &[]));
    let outcome = sigill_app::scim::modify_group(&permit, path.erole(), (edit, &expected), &asked).await;
    Ok(show.written(&terms, outcome.map_err(refused)?))
}

/// `DELETE /Groups/{id}`.
pub(super) async fn delete(call: Call<Permit<EnterpriseRoleDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit, path, terms, .. } = call;
    let show = Show::new(|()| NoContent);
    let (expected, asked) = (terms.expected(None)?, show.asked(&terms, &[]));
    let outcome = sigill_app::erole::delete(&permit, path.erole(), &expected, &asked).await;
    Ok(show.written(&terms, outcome.map_err(refused)?))
}
