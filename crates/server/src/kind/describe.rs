//! The OpenAPI operations of a credential type.

use std::sync::Arc;

use axum::routing::MethodRouter;
use serde_json::Value;
use sigill_domain::credential::{
    Act, Acted, Answers, CredentialType, Form, Holds, Kind, LoginAnswers, Oneself, SelfService, Takes,
};
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder, Parameter, PathItem, PathsBuilder};
use utoipa_axum::router::UtoipaMethodRouter;

use super::body::taken;
use super::schema::{self, OF_TYPE};
use crate::authorise::{Authorise, Needs};
use crate::call;
use crate::document::{self, Schemas, queries};
use crate::http::server::Server;
use crate::refused::Refused;
use crate::terms::Heed;

/// One of the calls that every type has.
#[derive(Clone, Copy, Debug)]
pub(super) enum Call {
    Create,
    Get,
    List,
    /// All of a client, below this path.
    ListEverywhere(&'static str),
    Modify,
    Delete,
    GetProperties,
    ModifyProperties,
    /// One of its own.
    Act(&'static Act),
    /// What somebody shows is checked.
    Verify,
    /// The same as the vendor documents it, below this path.
    Login(&'static str),
    /// It is asked for a challenge: by Sigill's own call, or below this path as the vendor documents it.
    Challenge(Option<&'static str>),
}

impl Call {
    fn method(self) -> HttpMethod {
        match self {
            Self::Create | Self::Act(_) | Self::Verify | Self::Login(_) | Self::Challenge(_) => HttpMethod::Post,
            Self::Get | Self::List | Self::ListEverywhere(_) | Self::GetProperties => HttpMethod::Get,
            Self::Modify | Self::ModifyProperties => HttpMethod::Patch,
            Self::Delete => HttpMethod::Delete,
        }
    }

    /// The path below that of all documented calls.
    fn path(self, form: &Form, segment: &str) -> String {
        let all = format!("/{{clientExtId}}/users/{{userExtId}}/{segment}");
        let one = match form.holds {
            Holds::One(_) => all.clone(),
            Holds::Many(_) => format!("{all}/{{credentialExtId}}"),
        };
        match self {
            Self::Create | Self::List => all,
            Self::ListEverywhere(segment) => format!("/clients/{{clientExtId}}/{segment}"),
            Self::Get | Self::Modify | Self::Delete => one,
            Self::GetProperties | Self::ModifyProperties => format!("{one}/properties"),
            Self::Act(act) if act.answers == Acted::Counted => one,
            Self::Act(act) => format!("{one}/{}", act.name),
            Self::Verify => format!("/{{clientExtId}}/users/{{userExtId}}/credentials/{}/verify", form.segment),
            Self::Login(segment) => format!("/{{clientExtId}}/users/{{userExtId}}/{segment}/login"),
            Self::Challenge(None) => {
                format!("/{{clientExtId}}/users/{{userExtId}}/credentials/{}/challenge", form.segment)
            }
            Self::Challenge(Some(segment)) => format!("/{{clientExtId}}/users/{{userExtId}}/{segment}/challenge"),
        }
    }

    fn operation_id(self, form: &Form, segment: &str) -> String {
        // The other spelling is the plural.
        let name = if segment == form.segment { form.name.to_owned() } else { format!("{}s", form.name) };
        match self {
            Self::Create => format!("create{name}"),
            Self::Get => format!("get{name}"),
            Self::List => format!("list{name}"),
            Self::ListEverywhere(_) => format!("list{name}OfClient"),
            Self::Modify => format!("modify{name}"),
            Self::Delete => format!("delete{name}"),
            Self::GetProperties => format!("get{name}Properties"),
            Self::ModifyProperties => format!("modify{name}Properties"),
            Self::Act(act) => format!("{}{name}", act.name),
            Self::Verify => format!("verify{name}"),
            Self::Login(_) => format!("loginBy{name}"),
            Self::Challenge(None) => format!("challenge{name}"),
            Self::Challenge(Some(_)) => format!("challengeBy{name}"),
        }
    }

    /// What it does, in a line; and more of it.
    fn told(self, form: &Form) -> (String, String) {
        let (noun, bare, about) = (form.noun, form.bare_noun(), form.about);
        match self {
            Self::Create => {
                let most = match form.holds {
                    Holds::One(_) => "A user has at most one, whatever its state.".to_owned(),
                    Holds::Many(max) => format!("A user has at most {max}, whatever their states."),
                };
                let shown = match (form.answers, form.reveals) {
                    (Answers::Whole, true) => " What is secret of it is shown in this answer, and never again.",
                    (Answers::Location, true) => {
                        " The answer has a body where something secret is shown: this once, and never again."
                    }
                    (Answers::Whole, false) => "",
                    (Answers::Location, false) => " The answer has no body.",
                };
                (format!("Create {noun}"), format!("{about} {most}{shown}"))
            }
            Self::Get => (format!("Get {noun}"), format!("The {bare} of the user, whatever its state. {about}")),
            Self::List => (
                format!("List each {bare} of a user"),
                format!("A page of them, whatever their states. {about}"),
            ),
            Self::ListEverywhere(_) => (
                format!("List each {bare} of a client"),
                "A page of them, whatever their states. By `extId_SW` alone they come in the order of `extId`. With a \
                 filter that no index answers, a page looks at 20,000 of them at most: it may be short or empty, and \
                 still have a `continuationToken` that goes on. Also needs AccessControl.ClientView."
                    .to_owned(),
            ),
            Self::Modify => (
                format!("Modify {noun}"),
                "Changes what the body names, as a JSON Merge Patch. What was read may be sent back. To `active` out of a \
                 lock, the failures are forgotten."
                    .to_owned(),
            ),
            Self::Delete => (format!("Delete {noun}"), "Deletes it, whatever its state. Its history stays.".to_owned()),
            Self::GetProperties => (
                format!("Get the properties of {noun}"),
                "The values of its custom properties. Also needs AccessControl.PropertyView and \
                 AccessControl.PropertyValueView."
                    .to_owned(),
            ),
            Self::ModifyProperties => (
                format!("Modify the properties of {noun}"),
                "Sets and removes values of its custom properties. Also needs AccessControl.CredentialView, PropertyView, \
                 PropertyValueView, PropertyAllowedValueView, PropertyValueCreate, PropertyValueDelete and \
                 PropertyValueModify."
                    .to_owned(),
            ),
            Self::Act(act) => (format!("{}: {bare}", act.summary), act.about.to_owned()),
            Self::Login(_) if form.login_answers == LoginAnswers::Nothing => (
                format!("Check {noun}"),
                "Whether what is shown is right: 204 where it is. It counts, and locks as the policy says. A credential that \
                 is locked, not valid or not usable isn't looked at. Also needs AccessControl.CredentialView and \
                 AccessControl.CredentialChangeState."
                    .to_owned(),
            ),
            Self::Challenge(_) => (
                format!("Ask {noun} for a challenge"),
                "What must be shown at the next check: the same until that was right. The newest one is asked, or the one \
                 that is named; one that may not be used now is refused."
                    .to_owned(),
            ),
            Self::Verify | Self::Login(_) => (
                format!("Check {noun}"),
                "Whether what is shown is right. It counts, and locks as the policy says: 200 doesn't mean that it was \
                 right. A credential that is locked, not valid or not usable isn't looked at. Also needs \
                 AccessControl.CredentialView and AccessControl.CredentialChangeState."
                    .to_owned(),
            ),
        }
    }

    fn oneself(self, own: SelfService) -> Oneself {
        match self {
            Self::Create => own.create,
            Self::Get | Self::List | Self::GetProperties => own.view,
            Self::ListEverywhere(_) => Oneself::No,
            Self::Modify | Self::ModifyProperties => own.modify,
            Self::Delete => own.delete,
            Self::Act(act) => act.oneself,
            Self::Verify | Self::Login(_) | Self::Challenge(_) => Oneself::No,
        }
    }
}

/// A route of a type below a segment with its operation, described by its handler and by its type.
pub(super) fn described<P, B, H, A, F>(
    (call, segment): (Call, &str),
    kind: &'static dyn Kind,
    routes: MethodRouter<Arc<Server>>,
    handler: &impl Fn(call::Call<P, B, H>) -> F,
) -> UtoipaMethodRouter<Arc<Server>>
where
    P: Authorise,
    B: document::Takes,
    H: Heed,
    A: document::Answers,
    F: Future<Output = Result<A, Refused>>,
{
    let form = kind.form();
    let (summary, about) = call.told(form);
    let operation = OperationBuilder::new()
        .operation_id(Some(call.operation_id(form, segment)))
        .summary(Some(summary))
        .description(Some(about))
        .tag(tag(form));
    let item = PathItem::new(call.method(), operation);
    let paths = PathsBuilder::new().path(call.path(form, segment), item).build();
    let oneself = call.oneself(form.oneself);
    let needs = Needs {
        of: Some(CredentialType::of(form)),
        or_self: oneself != Oneself::No,
        proof: oneself == Oneself::Proven,
        ..P::needs()
    };
    let (mut schemas, mut paths, routes) = document::described((Schemas::new(), paths, routes), handler, needs);
    schemas.retain(|(name, _)| !name.contains(OF_TYPE));
    schemas.extend(schema::all(kind));
    for item in paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten() {
            of_type(operation, kind, call);
            operation.parameters.get_or_insert_default().extend(asks(call, form).into_iter().map(RefOr::T));
        }
    }
    (schemas, paths, routes)
}

/// What a list of the type may be asked beside what all lists may.
fn asks(call: Call, form: &Form) -> Vec<Parameter> {
    match (call, form.everywhere) {
        (Call::List, _) => queries::filters(form.filters),
        (Call::ListEverywhere(_), Some(everywhere)) => {
            queries::filters(everywhere.filters).into_iter().chain(queries::order_of_credentials()).collect()
        }
        _ => Vec::new(),
    }
}

/// Where what all types share is referred to, what the type makes of it.
fn of_type(operation: &mut Operation, kind: &dyn Kind, call: Call) {
    let form = kind.form();
    // Operations are made of strings and numbers, so that they come back as they were.
    let Ok(mut value) = serde_json::to_value(&*operation) else { return };
    let is_empty = match call {
        Call::Act(act) => act.takes.iter().all(|member| !member.is_mandatory),
        Call::Verify | Call::Login(_) => taken(kind).iter().all(|member| !member.is_mandatory),
        Call::Challenge(_) => true,
        _ => !form.has_mandatory(),
    };
    if let Some(name) = schema::body_name(call, form)
        && let Some(content) = value.pointer_mut("/requestBody/content").and_then(Value::as_object_mut)
    {
        for body in content.values_mut() {
            body["schema"]["$ref"] = format!("#/components/schemas/{name}").into();
        }
    }
    if let Call::Act(act) = call {
        schema::answers_of(act, &mut value["responses"]);
    }
    // Mostly there is none, and a document can't say so of one status.
    if let (Call::Create, Answers::Location) = (call, form.answers)
        && let Some(created) = value.pointer_mut("/responses/201").and_then(Value::as_object_mut)
    {
        created.remove("content");
    }
    rename(&mut value, form.name);
    if let Call::Act(act) = call
        && act.takes.iter().any(|member| matches!(member.takes, Takes::Version))
        && let Ok(stale) = serde_json::to_value(document::refusal("`version` isn't the current one."))
    {
        value["responses"]["409"] = stale;
    }
    if is_empty && let Some(body) = value.pointer_mut("/requestBody/required") {
        *body = false.into();
    }
    if let Ok(renamed) = serde_json::from_value(value) {
        *operation = renamed;
    }
}

fn rename(value: &mut Value, name: &str) {
    match value {
        Value::String(text) if text.starts_with("#/components/schemas/") => *text = text.replace(OF_TYPE, name),
        Value::Array(values) => values.iter_mut().for_each(|value| rename(value, name)),
        Value::Object(members) => members.values_mut().for_each(|value| rename(value, name)),
        _ => {}
    }
}

/// The heading under which the calls of a type stand.
pub(crate) fn tag(form: &Form) -> String {
    let bare = form.bare_noun();
    let mut letters = bare.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
