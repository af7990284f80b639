//! An operation described by the types of its handler: the right by the permit it takes, the body
//! that it reads, and what it answers.

use serde_json::json;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Content, HeaderBuilder, PathItem, Ref, RefOr, Required, Response, ResponseBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::UtoipaMethodRouter;

use super::{TOKEN, status};
use crate::answer::{Created, Entity, Found, NoContent};
use crate::authorise::{Authorise, Needs};
use crate::call::{Call, NoBody, Strict};
use crate::refused::Refused;

/// Routes to a handler and describes it.
macro_rules! operation {
    ($handler:path) => {
        $crate::document::described(utoipa_axum::routes!($handler), &$handler)
    };
}
pub(crate) use operation;

/// The schemas that an operation refers to.
pub(crate) type Schemas = Vec<(String, RefOr<Schema>)>;

/// What a handler takes as its body, as documents describe it.
pub(crate) trait Takes {
    fn takes(operation: &mut Operation, schemas: &mut Schemas);
}

/// What a handler answers, as documents describe it.
pub(crate) trait Answers {
    fn answers(schemas: &mut Schemas) -> (&'static str, Response);
}

/// Adds what the types of `handler` say to its routes.
pub(crate) fn described<S, P, B, A, F>(
    (mut schemas, mut paths, routes): UtoipaMethodRouter<S>,
    _handler: &impl Fn(Call<P, B>) -> F,
) -> UtoipaMethodRouter<S>
where
    P: Authorise,
    B: Takes,
    A: Answers,
    F: Future<Output = Result<A, Refused>>,
{
    for (path, item) in &mut paths.paths {
        for (operation, sends) in operations(item) {
            for (code, description) in status::ALL.iter().chain(status::PERMITTED) {
                refuse(operation, code, description);
            }
            if sends {
                status::SENT.iter().for_each(|(code, description)| refuse(operation, code, description));
            }
            if path.contains('{') {
                let (code, description) = status::ADDRESSED;
                refuse(operation, code, description);
            }
            let (code, answer) = A::answers(&mut schemas);
            operation.responses.responses.insert(code.to_owned(), answer.into());
            B::takes(operation, &mut schemas);
            needs(operation, P::needs());
            parameters(operation, path);
        }
    }
    (schemas, paths, routes)
}

/// The operations of a path, with whether their method is one that sends a body.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (&mut Operation, bool)> {
    let reading = [&mut item.get, &mut item.delete].into_iter().flatten().map(|operation| (operation, false));
    let sending = [&mut item.post, &mut item.patch].into_iter().flatten().map(|operation| (operation, true));
    reading.chain(sending)
}

fn refuse(operation: &mut Operation, code: &str, description: &str) {
    operation.responses.responses.insert(code.to_owned(), status::refusal(description).into());
}

/// States the right in words, and for programs in `x-required-right`.
fn needs(operation: &mut Operation, needs: Needs) {
    let right = needs.right.as_str();
    let mut sentence = format!("Required permission: {right}");
    if needs.everywhere {
        sentence.push_str(", for all clients");
    }
    if needs.or_self {
        sentence.push_str(", or the SelfAdmin role for one's own user");
    }
    sentence.push('.');
    operation.description = Some(match operation.description.take() {
        Some(description) => format!("{}\n\n{sentence}", description.trim_end()),
        None => sentence,
    });
    operation.security = Some(vec![SecurityRequirement::new(TOKEN, [] as [&str; 0])]);
    let stated = json!({ "right": right, "allClients": needs.everywhere, "orSelfAdmin": needs.or_self });
    operation.extensions = Some(ExtensionsBuilder::new().add("x-required-right", stated).build());
}

/// What the ids in paths are.
fn parameters(operation: &mut Operation, path: &str) {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let described = names.map(|name| {
        let (description, example) = match name {
            "userExtId" => ("External ID of the user.", "user-123"),
            "policyExtId" => ("External ID of the policy.", "policy-123"),
            _ => ("External ID of the client.", "client-123"),
        };
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(Some(description))
            .schema(Some(ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).build()))
            .example(Some(json!(example)))
            .build()
            .into()
    });
    operation.parameters = Some(described.collect()).filter(|list: &Vec<_>| !list.is_empty());
}

fn reference<T: ToSchema>(schemas: &mut Schemas) -> Content {
    schemas.push((T::name().into_owned(), <T as PartialSchema>::schema()));
    T::schemas(schemas);
    Content::new(Some(Ref::from_schema_name(T::name())))
}

impl<T: ToSchema> Takes for Strict<T> {
    fn takes(operation: &mut Operation, schemas: &mut Schemas) {
        for (code, description) in status::READ {
            refuse(operation, code, description);
        }
        let content = reference::<T>(schemas);
        // Unknown members are refused, which the type can't say: they are collected, not denied.
        if let Some((_, RefOr::T(Schema::Object(object)))) = schemas.iter_mut().find(|(name, _)| *name == T::name()) {
            object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        }
        let body =
            RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True)).build();
        operation.request_body = Some(body.into());
    }
}

impl Takes for NoBody {
    fn takes(_: &mut Operation, _: &mut Schemas) {}
}

impl<T: Entity + ToSchema> Answers for Created<T> {
    fn answers(schemas: &mut Schemas) -> (&'static str, Response) {
        let location = text_header("Where it is.");
        let response = shown::<T>("It is created.", schemas).header("Location", location);
        ("201", response.build())
    }
}

impl<T: Entity + ToSchema> Answers for Found<T> {
    fn answers(schemas: &mut Schemas) -> (&'static str, Response) {
        ("200", shown::<T>("It is found.", schemas).build())
    }
}

impl Answers for NoContent {
    fn answers(_: &mut Schemas) -> (&'static str, Response) {
        ("204", ResponseBuilder::new().description("It is done.").build())
    }
}

fn shown<T: Entity + ToSchema>(description: &str, schemas: &mut Schemas) -> ResponseBuilder {
    let response = ResponseBuilder::new().description(description).content("application/json", reference::<T>(schemas));
    if T::IS_WHOLE { response.header("ETag", text_header("The version, as `\"v1\"`.")) } else { response }
}

fn text_header(description: &str) -> utoipa::openapi::Header {
    let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).build();
    HeaderBuilder::new().schema(Some(text)).description(Some(description)).build()
}
