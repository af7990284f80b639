//! The OpenAPI operations of a credential type.

use std::sync::Arc;

use axum::routing::MethodRouter;
use serde_json::Value;
use sigill_domain::credential::{Answers, CredentialType, Form, Kind, Oneself, Takes};
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Operation, OperationBuilder, Parameter, PathItem, PathsBuilder};
use utoipa_axum::router::UtoipaMethodRouter;

use super::body::taken;
use super::schema::{self, OF_TYPE};
use super::what::What;
use crate::document::{self, Schemas, queries};
use crate::http::authorise::{Authorise, Needs};
use crate::http::call;
use crate::http::refused::Refused;
use crate::http::server::Server;
use crate::http::terms::Heed;

/// How much is told of the calls of credential types beside their routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Nothing: to serve them takes no more.
    Routes,
    /// All that the document says. It takes most of the time that a server would need to start.
    Document,
}

/// A route of a type below a segment with its operation, described by its handler and by its type.
pub(super) fn described<P, B, H, A, F>(
    detail: Detail,
    (call, segment): (What, &str),
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
    if detail == Detail::Routes {
        let item = PathItem::new(call.method(), OperationBuilder::new());
        return (Schemas::new(), PathsBuilder::new().path(call.path(form, segment), item).build(), routes);
    }
    let (summary, about) = call.told(form);
    let operation = OperationBuilder::new()
        .operation_id(Some(call.operation_id(form, segment)))
        .summary(Some(summary))
        .description(Some(about))
        .tag(document::tag(form));
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
        for operation in operations(item) {
            of_type(operation, kind, call);
            operation.parameters.get_or_insert_default().extend(asks(call, form).into_iter().map(RefOr::T));
        }
    }
    (schemas, paths, routes)
}

/// Those that calls of credentials have.
fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten()
}

/// What a list of the type may be asked beside what all lists may.
fn asks(call: What, form: &Form) -> Vec<Parameter> {
    match (call, form.everywhere) {
        (What::List, _) => queries::filters(form.filters),
        (What::ListEverywhere(_), Some(everywhere)) => {
            queries::filters(everywhere.filters).into_iter().chain(queries::order_of_credentials()).collect()
        }
        _ => Vec::new(),
    }
}

/// Where what all types share is referred to, what the type makes of it.
fn of_type(operation: &mut Operation, kind: &dyn Kind, call: What) {
    let form = kind.form();
    // Operations are made of strings and numbers, so that they come back as they were.
    let Ok(mut value) = serde_json::to_value(&*operation) else { return };
    let is_empty = match call {
        What::Act(act) => act.takes.iter().all(|member| !member.is_mandatory),
        What::Verify | What::Login(_) => taken(kind).iter().all(|member| !member.is_mandatory),
        What::Challenge(_) => true,
        _ => !form.has_mandatory(),
    };
    if let Some(name) = schema::body_name(call, form)
        && let Some(content) = value.pointer_mut("/requestBody/content").and_then(Value::as_object_mut)
    {
        for body in content.values_mut() {
            body["schema"]["$ref"] = format!("#/components/schemas/{name}").into();
        }
    }
    if let What::Act(act) = call {
        schema::answers_of(act, &mut value["responses"]);
    }
    // Mostly there is none, and a document can't say so of one status.
    if let (What::Create, Answers::Location) = (call, form.answers)
        && let Some(created) = value.pointer_mut("/responses/201").and_then(Value::as_object_mut)
    {
        created.remove("content");
    }
    rename(&mut value, form.name);
    if let What::Act(act) = call
        && act.takes.iter().any(|member| matches!(member.takes, Takes::Version))
        && let Ok(stale) = serde_json::to_value(document::refusal("`version` isn't the current one."))
    {
        value["responses"]["409"] = stale;
    }
    if let What::Assign | What::Unassign = call
        && let Ok(broken) = serde_json::to_value(document::refusal("It can't be: another user has it, or none."))
    {
        value["responses"]["422"] = broken;
    }
    if let What::Verify | What::Login(_) = call
        && let Ok(locked) = serde_json::to_value(document::refusal("It is locked: what is shown isn't looked at."))
    {
        value["responses"]["423"] = locked;
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
