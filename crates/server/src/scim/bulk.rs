//! `POST /Bulk`: several calls in one, each done or refused by itself (RFC 7644 §3.7).

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::response::Response;
use http::{StatusCode, Uri};
use serde_json::{Value, json};
use sigill_app::{Asked, Caller, Denied, Outcome, Permit, Refusal};
use sigill_domain::erole::EnterpriseRole;
use sigill_domain::right::{Right, UserView};
use sigill_domain::scim::{
    BulkEntry, BulkMethod, BulkOf, Edit, GroupEdit, PatchRequest, References, ScimPerson, ShownBeside,
};
use sigill_domain::version::{Expected, IfMatch};
use tracing::error;

use super::body::{Bulk, Look};
use super::shown::View;
use super::told::{problem, refused};
use crate::http::answer;
use crate::http::call::Call;
use crate::http::denials::Asked as Denial;
use crate::http::refused::{Refused, Told};
use crate::http::render::scim_error;
use crate::http::server::Server;
use crate::http::terms::Refuses;

/// What of the time of a request is kept for its answer.
const REST: Duration = Duration::from_millis(500);

/// Needs for each call what that call needs.
pub(super) async fn handler(call: Call<Caller, Bulk, Refuses>) -> Result<Response, Refused> {
    let Call { permit: caller, path, body: Bulk { look, request }, server, .. } = call;
    let order = request.order();
    let mut calls = Calls { caller, client: path.client(), look: &look, server: &server, made: References::default() };
    let mut answers: Vec<(usize, Value)> = Vec::with_capacity(order.len());
    let mut errors = 0;
    for at in order {
        let Some(entry) = request.entries.get(at) else { continue };
        let (answer, is_done) = calls.answer(entry).await;
        answers.push((at, answer));
        errors += usize::from(!is_done);
        if request.errors_max.is_some_and(|max| errors >= max) {
            break;
        }
    }
    answers.sort_by_key(|(at, _)| *at);
    let answers: Vec<Value> = answers.into_iter().map(|(_, answer)| answer).collect();
    let answer = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"], "Operations": answers });
    Ok(answer::json(StatusCode::OK, &answer))
}

struct Calls<'a> {
    caller: Caller,
    client: &'a str,
    look: &'a Look,
    server: &'a Arc<Server>,
    made: References,
}

/// What one of several calls came to.
enum Done {
    User(StatusCode, Box<ScimPerson>),
    Group(StatusCode, Box<EnterpriseRole>),
    Deleted,
}

impl Calls<'_> {
    /// What is answered to one call, and whether it was done.
    async fn answer(&mut self, entry: &BulkEntry) -> (Value, bool) {
        let mut answer = json!({});
        if let Some(method) = entry.method {
            answer["method"] = method.as_str().into();
        }
        if let Some(bulk_id) = &entry.bulk_id {
            answer["bulkId"] = bulk_id.as_str().into();
        }
        let view = View::new(self.look, self.server, self.client);
        if let Some(id) = &entry.id {
            answer["location"] = match entry.of {
                BulkOf::Users => view.location(id).into(),
                BulkOf::Groups => view.group_location(id).into(),
            };
        }
        // Boxed: one at a time.
        match Box::pin(self.done(entry)).await {
            Ok(Done::Deleted) => answer["status"] = "204".into(),
            Ok(Done::User(status, one)) => {
                let user = &one.user;
                answer["location"] = view.location(user.ext_id.as_str()).into();
                if entry.method == Some(BulkMethod::Get) {
                    answer["response"] = json!(view.user(&one));
                }
                self.tell(&mut answer, entry, (status, user.version, user.ext_id.as_str()));
            }
            Ok(Done::Group(status, group)) => {
                answer["location"] = view.group_location(group.ext_id.as_str()).into();
                if entry.method == Some(BulkMethod::Get) {
                    answer["response"] = json!(view.bare_group(&group));
                }
                self.tell(&mut answer, entry, (status, group.version, group.ext_id.as_str()));
            }
            Err(refused) => {
                let told = refused.told();
                self.note(&told);
                answer["status"] = told.status().as_str().into();
                answer["response"] = scim_error(&told);
                return (answer, false);
            }
        }
        (answer, true)
    }

    fn tell(&mut self, answer: &mut Value, entry: &BulkEntry, (status, version, id): (StatusCode, i64, &str)) {
        answer["status"] = status.as_str().into();
        answer["version"] = format!("\"v{version}\"").into();
        if let Some(bulk_id) = &entry.bulk_id {
            self.made.note(bulk_id, id);
        }
    }

    /// What history and the log remember of a refusal, as of one of a request of its own.
    fn note(&self, told: &Told) {
        if let Some(cause) = told.cause() {
            error!(cause, "one of several calls couldn't be done");
        }
        let uri = self.look.path.parse::<Uri>();
        if let (Some(right), Ok(uri)) = (told.denied(), uri) {
            self.server.denials.note(&self.caller, &Denial { right, method: "POST", route: None, uri: &uri });
        }
    }

    async fn done(&self, entry: &BulkEntry) -> Result<Done, Refused> {
        let entry = entry.clone().resolved(&self.made).map_err(problem)?;
        let world = &self.server.app.world;
        let caller = self.caller.further(world.id(), world.id());
        if Instant::now() + REST >= caller.deadline() {
            return Err(Refused::TimedOut);
        }
        let user = entry.id.as_deref().unwrap_or_default();
        let expected = expected(entry.version.as_deref());
        if entry.of == BulkOf::Groups {
            return self.group(&caller, &entry, &expected).await;
        }
        match entry.method {
            None => Err(problem(entry.problem.unwrap_or_else(no_method))),
            Some(BulkMethod::Post) => {
                let made = sigill_app::scim::create(&self.permit(&caller)?, &entry.data, &Asked::default()).await;
                shown(StatusCode::CREATED, made.map_err(refused)?)
            }
            Some(BulkMethod::Put) => self.change(&caller, user, &Edit::Replace(entry.data), &expected).await,
            Some(BulkMethod::Patch) => {
                let request = PatchRequest::read(&entry.data).map_err(problem)?;
                self.change(&caller, user, &Edit::Patch(request), &expected).await
            }
            Some(BulkMethod::Delete) => {
                let (permit, asked) = (self.permit(&caller)?, Asked::default());
                sigill_app::user::delete(&permit, user, &expected, &asked).await.map_err(refused)?;
                Ok(Done::Deleted)
            }
            Some(BulkMethod::Get) => {
                let permit = self.permit::<UserView>(&caller);
                let permit = permit.or_else(|denied| caller.myself(self.client, user).ok_or(denied))?;
                // What changes something asks for this by itself.
                if permit.is_old() {
                    permit.renew().await.map_err(Refusal::from)?;
                }
                let beside = self.look.selection.beside();
                let one = sigill_app::scim::get(&permit, user, &beside).await.map_err(refused)?;
                Ok(Done::User(StatusCode::OK, Box::new(one)))
            }
        }
    }

    async fn group(&self, caller: &Caller, entry: &BulkEntry, expected: &Expected) -> Result<Done, Refused> {
        let (id, asked) = (entry.id.as_deref().unwrap_or_default(), Asked::default());
        let edit = match entry.method {
            None => return Err(problem(no_method())),
            Some(BulkMethod::Post) => {
                let edit = GroupEdit::whole(&entry.data).map_err(problem)?;
                let made = sigill_app::scim::create_group(&self.permit(caller)?, &edit, &asked).await;
                return shown_group(StatusCode::CREATED, made.map_err(refused)?);
            }
            Some(BulkMethod::Delete) => {
                let permit = self.permit(caller)?;
                sigill_app::erole::delete(&permit, id, expected, &Asked::default()).await.map_err(refused)?;
                return Ok(Done::Deleted);
            }
            Some(BulkMethod::Get) => {
                let permit = self.permit(caller)?;
                if permit.is_old() {
                    permit.renew().await.map_err(Refusal::from)?;
                }
                let group = sigill_app::scim::get_group(&permit, id, false).await.map_err(refused)?;
                return Ok(Done::Group(StatusCode::OK, Box::new(group.role)));
            }
            Some(BulkMethod::Put) => GroupEdit::whole(&entry.data),
            Some(BulkMethod::Patch) => GroupEdit::patch(&entry.data, id),
        };
        let (permit, edit) = (self.permit(caller)?, edit.map_err(problem)?);
        let changed = sigill_app::scim::modify_group(&permit, id, (&edit, expected), &asked).await;
        shown_group(StatusCode::OK, changed.map_err(refused)?)
    }

    fn permit<R: Right>(&self, caller: &Caller) -> Result<Permit<R>, Denied> {
        caller.granted::<R>()?.in_client(self.client)
    }

    async fn change(&self, caller: &Caller, user: &str, edit: &Edit, expected: &Expected) -> Result<Done, Refused> {
        let permit = self.permit(caller)?;
        let (beside, asked) = (ShownBeside::default(), Asked::default());
        let changed = sigill_app::scim::modify(&permit, user, (edit, expected), &beside, &asked).await;
        shown(StatusCode::OK, changed.map_err(refused)?)
    }
}

fn no_method() -> sigill_domain::scim::ScimProblem {
    sigill_domain::scim::ScimProblem::new(
        sigill_domain::scim::ScimType::InvalidSyntax,
        "method: expected one, got none",
    )
}

fn shown(status: StatusCode, outcome: Outcome<ScimPerson>) -> Result<Done, Refused> {
    match outcome {
        Outcome::Done(user) | Outcome::Would(user, _) => Ok(Done::User(status, Box::new(user))),
        Outcome::Kept(_) => Err(Refusal::Failed("an answer was kept for one of several calls".to_owned()).into()),
    }
}

fn shown_group(status: StatusCode, outcome: Outcome<EnterpriseRole>) -> Result<Done, Refused> {
    match outcome {
        Outcome::Done(group) | Outcome::Would(group, _) => Ok(Done::Group(status, Box::new(group))),
        Outcome::Kept(_) => Err(Refusal::Failed("an answer was kept for one of several calls".to_owned()).into()),
    }
}

/// The version that a call expects, as its entity tag says it; another text matches nothing.
fn expected(version: Option<&str>) -> Expected {
    let of = |tag: &str| {
        IfMatch::OneOf(tag.trim_matches('"').strip_prefix('v').and_then(|v| v.parse().ok()).into_iter().collect())
    };
    Expected { if_match: version.map(of), version: None }
}
