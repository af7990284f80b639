//! An operation described by the types of its handler: the right by the permit it takes, the body
//! that it reads, and what it answers.

use http::Method;
use serde_json::json;
use sigill_domain::credential::CredentialType;
use sigill_domain::right::Elementary;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, OneOfBuilder, SchemaType, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Content, HeaderBuilder, PathItem, Ref, RefOr, Required, Response, ResponseBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::UtoipaMethodRouter;

use super::{parameters, status};
use crate::http::answer::{Accepted, Created, Entity, Found, Made, NoContent, Shown, Unstored};
use crate::http::authorise::{Authorise, Needs};
use crate::http::call::{Call, NoBody, Strict};
use crate::http::dry_run::DryRun;
use crate::http::intake;
use crate::http::query::{Asks, Query};
use crate::http::refused::Refused;
use crate::http::terms::{Heed, has_key};
use crate::http::written::Written;

/// The name of the security scheme.
pub(super) const TOKEN: &str = "accessToken";

/// Routes to a handler and describes it.
macro_rules! operation {
    ($handler:path) => {
        $crate::document::described_by(utoipa_axum::routes!($handler), &$handler)
    };
}
pub(crate) use operation;

/// The schemas that an operation refers to.
pub(crate) type Schemas = Vec<(String, RefOr<Schema>)>;

/// What a handler takes as its body, as documents describe it.
pub(crate) trait Takes {
    fn takes(method: &Method, operation: &mut Operation, schemas: &mut Schemas);

    /// The parameters of its query.
    fn parameters() -> Vec<Parameter> {
        Vec::new()
    }
}

/// What a handler answers, as documents describe it.
pub(crate) trait Answers {
    fn answers(schemas: &mut Schemas) -> Vec<(&'static str, Response)>;
}

/// Adds what the types of `handler` say to its routes.
pub(crate) fn described_by<S, P, B, H, A, F>(
    routes: UtoipaMethodRouter<S>,
    handler: &impl Fn(Call<P, B, H>) -> F,
) -> UtoipaMethodRouter<S>
where
    P: Authorise,
    B: Takes,
    H: Heed,
    A: Answers,
    F: Future<Output = Result<A, Refused>>,
{
    described(routes, handler, P::needs())
}

/// The same, where what it needs is known better than by the type of its permit.
pub(crate) fn described<S, P, B, H, A, F>(
    (mut schemas, mut paths, routes): UtoipaMethodRouter<S>,
    _handler: &impl Fn(Call<P, B, H>) -> F,
    needs: Needs,
) -> UtoipaMethodRouter<S>
where
    P: Authorise,
    B: Takes,
    H: Heed,
    A: Answers,
    F: Future<Output = Result<A, Refused>>,
{
    for (path, item) in &mut paths.paths {
        for (method, operation) in operations(item) {
            let own: Vec<_> = operation.responses.responses.keys().cloned().collect();
            let mut refuse = |statuses: &[(&str, &str)]| {
                for (code, description) in statuses.iter().filter(|(code, _)| !own.iter().any(|own| own == code)) {
                    refuse(operation, code, description);
                }
            };
            refuse(status::ALL);
            refuse(status::AUTHENTICATED);
            if needs.right.is_some() {
                refuse(status::PERMITTED);
            }
            if path.contains('{') {
                refuse(status::ADDRESSED);
            }
            refuse(if !H::DRY_RUN {
                status::REFUSES
            } else if !H::KEY {
                status::KEYLESS
            } else if has_key(&method) {
                status::REPEATABLE
            } else {
                &[]
            });
            refuse(&status::of::<H>(&method));
            for (code, answer) in A::answers(&mut schemas) {
                operation.responses.responses.insert(code.to_owned(), answer.into());
            }
            B::takes(&method, operation, &mut schemas);
            state_needs(operation, needs);
            let proof = needs.proof.then(parameters::proof);
            let headers = parameters::terms::<H>(&method).into_iter().chain(proof);
            let all: Vec<_> = parameters::ids(path).chain(B::parameters()).chain(headers).map(RefOr::from).collect();
            operation.parameters = Some(all).filter(|all| !all.is_empty());
        }
    }
    (schemas, paths, routes)
}

/// The operations of a path by their method.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let all = [
        (Method::GET, &mut item.get),
        (Method::DELETE, &mut item.delete),
        (Method::POST, &mut item.post),
        (Method::PATCH, &mut item.patch),
        (Method::PUT, &mut item.put),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

fn refuse(operation: &mut Operation, code: &str, description: &str) {
    operation.responses.responses.insert(code.to_owned(), status::refusal(description).into());
}

/// States the right in words, and for programs in `x-required-right`.
fn state_needs(operation: &mut Operation, needs: Needs) {
    let right = needs.right.map(Elementary::as_str);
    let mut sentence = format!("Required permission: {}", right.unwrap_or("none beyond a valid token"));
    if let (Some(right), Some(of)) = (right, needs.of) {
        sentence.push_str(&format!(", or {right}.{}", of.name()));
    }
    if let Some(other) = needs.right.and_then(Elementary::or) {
        sentence.push_str(&format!(", or {}", other.as_str()));
    }
    if needs.everywhere {
        sentence.push_str(", for all clients");
    }
    if needs.or_self {
        sentence.push_str(", or the SelfAdmin role for one's own user");
        if needs.proof {
            sentence.push_str(" with a second token in `X-Token`");
        }
    }
    sentence.push('.');
    let to_try: Vec<_> = needs.to_try.iter().map(|right| right.as_str()).collect();
    if !to_try.is_empty() {
        sentence.push_str(&format!(" With `Prefer: dry-run`, {} suffice.", to_try.join(" and ")));
    }
    operation.description = Some(match operation.description.take() {
        Some(description) => format!("{}\n\n{sentence}", description.trim_end()),
        None => sentence,
    });
    operation.security = Some(vec![SecurityRequirement::new(TOKEN, [] as [&str; 0])]);
    let of = needs.of.map(CredentialType::name);
    let mut stated = json!({ "right": right, "of": of, "allClients": needs.everywhere, "orSelfAdmin": needs.or_self });
    if !to_try.is_empty() {
        stated["dryRun"] = json!(to_try);
    }
    operation.extensions = Some(ExtensionsBuilder::new().add("x-required-right", stated).build());
}

fn reference<T: ToSchema>(schemas: &mut Schemas) -> Content {
    schemas.push((T::name().into_owned(), <T as PartialSchema>::schema()));
    T::schemas(schemas);
    Content::new(Some(Ref::from_schema_name(T::name())))
}

impl<T: ToSchema> Takes for Strict<T> {
    fn takes(method: &Method, operation: &mut Operation, schemas: &mut Schemas) {
        for (code, description) in status::READ {
            refuse(operation, code, description);
        }
        let content = reference::<T>(schemas);
        // Unknown members are refused, which the type can't say: they are collected, not denied.
        if let Some((_, RefOr::T(Schema::Object(object)))) = schemas.iter_mut().find(|(name, _)| *name == T::name()) {
            object.additional_properties.get_or_insert(Box::new(AdditionalProperties::FreeForm(false)));
        }
        let mut body = RequestBodyBuilder::new().required(Some(Required::True));
        for name in intake::media(method).map_or(&[][..], |media| media.names) {
            body = body.content(*name, content.clone());
        }
        operation.request_body = Some(body.build().into());
    }
}

impl Takes for NoBody {
    fn takes(_: &Method, _: &mut Operation, _: &mut Schemas) {}
}

impl<Q: Asks> Takes for Query<Q> {
    fn takes(_: &Method, operation: &mut Operation, _: &mut Schemas) {
        for (code, description) in status::ASKED {
            refuse(operation, code, description);
        }
    }

    fn parameters() -> Vec<Parameter> {
        Q::parameters()
    }
}

impl<T: Entity + ToSchema> Answers for Created<T> {
    fn answers(schemas: &mut Schemas) -> Vec<(&'static str, Response)> {
        let location = text_header("The path of the new object.");
        let response = shown::<T>("Created.", schemas).header("Location", location);
        vec![("201", response.build())]
    }
}

impl<T: Entity + ToSchema> Answers for Found<T> {
    fn answers(schemas: &mut Schemas) -> Vec<(&'static str, Response)> {
        vec![("200", shown::<T>("The object as it is now.", schemas).build())]
    }
}

impl<T: ToSchema> Answers for Shown<T> {
    fn answers(schemas: &mut Schemas) -> Vec<(&'static str, Response)> {
        let response = ResponseBuilder::new().description("What was asked for.");
        vec![("200", response.content("application/json", reference::<T>(schemas)).build())]
    }
}

impl<T: ToSchema> Answers for Unstored<T> {
    fn answers(schemas: &mut Schemas) -> Vec<(&'static str, Response)> {
        Shown::<T>::answers(schemas)
    }
}

impl Answers for NoContent {
    fn answers(_: &mut Schemas) -> Vec<(&'static str, Response)> {
        vec![("204", ResponseBuilder::new().description("Done. There is no body.").build())]
    }
}

impl<T: Entity + ToSchema> Answers for Written<Created<T>> {
    fn answers(schemas: &mut Schemas) -> Vec<(&'static str, Response)> {
        let mut all = Created::<T>::answers(schemas);
        all.push(("200", tried(schemas)));
        all
    }
}

impl Answers for Written<Made> {
    fn answers(schemas: &mut Schemas) -> Vec<(&'static str, Response)> {
        let location = text_header("The path of the new object.");
        let response = ResponseBuilder::new().description("Created. There is no body.").header("Location", location);
        vec![("201", response.build()), ("200", tried(schemas))]
    }
}

impl<T: Entity + ToSchema> Answers for Written<Accepted<T>> {
    fn answers(schemas: &mut Schemas) -> Vec<(&'static str, Response)> {
        let location = text_header("The path at which to ask how it goes on.");
        let response = shown::<T>("Accepted. It goes on in the background.", schemas).header("Location", location);
        vec![("202", response.build()), ("200", tried(schemas))]
    }
}

impl<T: Entity + ToSchema> Answers for Written<Found<T>> {
    fn answers(schemas: &mut Schemas) -> Vec<(&'static str, Response)> {
        let response = shown::<T>("Changed. With `Prefer: dry-run`: what the change would be.", schemas);
        let _ = reference::<DryRun>(schemas);
        let either = [T::name(), DryRun::name()].into_iter().map(Ref::from_schema_name);
        let either = either.fold(OneOfBuilder::new(), OneOfBuilder::item).build();
        let response = response.content("application/json", Content::new(Some(Schema::OneOf(either))));
        vec![("200", response.header("Preference-Applied", applied()).build())]
    }
}

impl Answers for Written<NoContent> {
    fn answers(schemas: &mut Schemas) -> Vec<(&'static str, Response)> {
        let mut all = NoContent::answers(schemas);
        all.push(("200", tried(schemas)));
        all
    }
}

impl<T: ToSchema> Answers for Written<Shown<T>> {
    fn answers(schemas: &mut Schemas) -> Vec<(&'static str, Response)> {
        let _ = reference::<T>(schemas);
        let _ = reference::<DryRun>(schemas);
        let either = [T::name(), DryRun::name()].into_iter().map(Ref::from_schema_name);
        let either = either.fold(OneOfBuilder::new(), OneOfBuilder::item).build();
        let response = ResponseBuilder::new().description("What was done. With `Prefer: dry-run`: what would be done.");
        let response = response.content("application/json", Content::new(Some(Schema::OneOf(either))));
        vec![("200", response.header("Preference-Applied", applied()).build())]
    }
}

fn tried(schemas: &mut Schemas) -> Response {
    let response = ResponseBuilder::new().description("With `Prefer: dry-run`: what would be done.");
    let response = response.content("application/json", reference::<DryRun>(schemas));
    response.header("Preference-Applied", applied()).build()
}

fn applied() -> utoipa::openapi::Header {
    text_header("`dry-run` where the write was only tried.")
}

fn shown<T: Entity + ToSchema>(description: &str, schemas: &mut Schemas) -> ResponseBuilder {
    let response = ResponseBuilder::new().description(description).content("application/json", reference::<T>(schemas));
    if T::IS_WHOLE { response.header("ETag", text_header("The version, as `\"v1\"`.")) } else { response }
}

fn text_header(description: &str) -> utoipa::openapi::Header {
    let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).build();
    HeaderBuilder::new().schema(Some(text)).description(Some(description)).build()
}
