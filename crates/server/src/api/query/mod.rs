//! Queries: hits by relevance, as the documented query service answers them.

use std::borrow::Cow;

use serde::Serialize;
use sigill_domain::query::{self, Candidate, Entity, FROM_MAX, LEN_MAX, SCORE, SIZE_DEFAULT, SIZE_MAX, Scope};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{Array, ArrayBuilder, Object, ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, Required};
use utoipa::{PartialSchema, ToSchema};

use crate::http::schema::{one_of, text};

mod hit;

operations! {
    users;
    clients;
    applications;
    units;
    roles;
    all;
}

/// What a query is about.
pub(crate) trait Queried {
    const SCOPE: Scope;
}

/// Users.
pub(crate) struct OfUsers;
/// Clients.
pub(crate) struct OfClients;
/// Applications.
pub(crate) struct OfApplications;
/// Units.
pub(crate) struct OfUnits;
/// Roles.
pub(crate) struct OfRoles;
/// All of them.
pub(crate) struct OfAll;

impl Queried for OfUsers {
    const SCOPE: Scope = Scope(&[Entity::User]);
}

impl Queried for OfClients {
    const SCOPE: Scope = Scope(&[Entity::Client]);
}

impl Queried for OfApplications {
    const SCOPE: Scope = Scope(&[Entity::Application]);
}

impl Queried for OfUnits {
    const SCOPE: Scope = Scope(&[Entity::Unit]);
}

impl Queried for OfRoles {
    const SCOPE: Scope = Scope(&[Entity::Role]);
}

impl Queried for OfAll {
    const SCOPE: Scope = Scope(Entity::ALL);
}

/// The parameters of a query about these.
pub(crate) fn parameters(scope: Scope) -> Vec<Parameter> {
    let q = text("A query in the syntax of Lucene.", LEN_MAX, "name:muster*");
    let number = |max: u32, default: u32| {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0))
            .maximum(Some(max))
            .default(Some(default.into()))
    };
    let fields = one_of("A field.", scope.names()).build();
    let defaults = ArrayBuilder::new().items(fields).max_items(Some(query::DEFAULTS_MAX)).build();
    let mut order = text("A field, or `_score`, and ` desc` behind it or not.", 100, "name desc");
    // Empty, it is as if it were absent.
    order.min_length = None;
    vec![
        parameter("q", "What is looked for.", q).required(Required::True).example(Some("name:muster*".into())).build(),
        parameter("df", "A field in which terms without one are looked for. It may be given several times.", defaults)
            .build(),
        parameter("s", &format!("The order. `{SCORE} desc` where nothing is said: what fits best comes first."), order)
            .build(),
        parameter("from", "How many hits to skip.", number(FROM_MAX, 0)).build(),
        parameter("size", "How many hits at most.", number(SIZE_MAX, SIZE_DEFAULT)).build(),
    ]
}

fn parameter(name: &str, about: &str, schema: impl Into<RefOr<Schema>>) -> ParameterBuilder {
    let built = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query).description(Some(about));
    built.required(Required::False).schema(Some(schema))
}

/// The answer to a query.
#[derive(Serialize)]
pub(crate) struct Answer<T> {
    response: Response<T>,
    messages: Messages,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Response<T> {
    total_results: u64,
    from: u32,
    size: u32,
    hits: Vec<T>,
}

/// What a query is told beside its hits. There is nothing to tell: what can't be answered is refused.
#[derive(Default, Serialize)]
struct Messages {
    warns: [String; 0],
    errors: [String; 0],
    infos: [String; 0],
}

impl<T> Answer<T> {
    /// An answer of what `shown` makes of its hits.
    pub(crate) fn of(answer: query::QueryAnswer, shown: impl Fn(u32, Candidate) -> Option<T>) -> Self {
        let hits = answer.hits.into_iter().filter_map(|(score, found)| shown(score, found)).collect();
        let response = Response { total_results: answer.total, from: answer.from, size: answer.size, hits };
        Self { response, messages: Messages::default() }
    }
}

/// A list of texts that is always empty.
fn nothing() -> Array {
    ArrayBuilder::new().items(Object::with_type(Type::String)).description(Some("Always empty.")).build()
}

impl<T: Shows> PartialSchema for Answer<T> {
    fn schema() -> RefOr<Schema> {
        let number =
            |about: &str| ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).description(Some(about));
        let hits = ArrayBuilder::new().items(T::items()).description(Some("In the order that was asked for."));
        let response = ObjectBuilder::new()
            .property("totalResults", number("How many fit in all."))
            .property("from", number("How many were skipped."))
            .property("size", number("How many there could have been."))
            .property("hits", hits);
        let response = ["totalResults", "from", "size", "hits"].into_iter().fold(response, ObjectBuilder::required);
        let names = ["warns", "errors", "infos"];
        let messages =
            names.into_iter().fold(ObjectBuilder::new(), |all, name| all.property(name, nothing()).required(name));
        let answer = ObjectBuilder::new().description(Some("The answer to a query."));
        let answer = answer.property("response", response).property("messages", messages);
        answer.required("response").required("messages").into()
    }
}

impl<T: Shows> ToSchema for Answer<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Answer", T::NAME).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}

/// A hit, or one of several kinds, as documents describe it.
pub(crate) trait Shows {
    /// What its name begins with.
    const NAME: &'static str;

    fn items() -> RefOr<Schema>;
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>);
}
