//! The OpenAPI document, made of the types that serve.

mod describe;
mod examples;
mod operations;
mod parameters;
pub(crate) mod queries;
mod status;

use serde_json::Value;
use sigill_domain::code::Code;
use sigill_domain::credential::{Form, kinds};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::{Tag, TagBuilder};
use utoipa::openapi::{Components, InfoBuilder, License, OpenApi, OpenApiBuilder, ServerBuilder};

use self::describe::TOKEN;
pub(crate) use self::describe::{Answers, Schemas, Takes, described, described_by, operation};
use self::operations::operations_of;
pub(crate) use self::status::refusal;
use crate::http::schema::one_of;

const ABOUT: &str = "An open identity and credential server that answers as nevisIDM's REST API does.

Every answer carries `X-Request-Id`. A refusal is `{\"errors\":[{\"code\",\"message\"}]}` with every broken rule at \
once, or problem details (RFC 9457) with the same entries for callers that send `Accept: application/problem+json`. \
A trailing slash is the same resource. An id with a `/` is written with `%2F` in a path.

A request is checked in this order: 405, 415, 413; 401; 403 for a missing right; 403 for a client that the right \
doesn't reach (the same answer for a client that isn't there); 400 for an unreadable header, body or query; 409 for an \
`Idempotency-Key` under way; 404; the kept answer of an `Idempotency-Key`; 412; 422; 409 for a stale `version`.

**Versions.** An `ETag` is `\"v\"` and the version. A change may expect one: by `version` in the body (409 where it is \
another), or by `If-Match` (412). Both, when they differ, are 400. An `ETag` is for writing: no answer is 304.

**Repeating.** A POST or PATCH with an `Idempotency-Key` has its effect once: the same request with the same key \
within 24 hours gets the same answer again. This follows a draft \
(draft-ietf-httpapi-idempotency-key-header-07) and may change with it.

**Trying.** Any write with `Prefer: dry-run` is checked as it would be, and writes nothing. Accepted, it is answered 200 \
with `Preference-Applied: dry-run`, what it would be answered with, and what history would say.";

/// The document before any operation.
pub(crate) fn base() -> OpenApi {
    let tag = |name: &str, about: &str| TagBuilder::new().name(name).description(Some(about)).build();
    let license = {
        let mut license = License::new("Apache License 2.0");
        license.identifier = Some("Apache-2.0".to_owned());
        license
    };
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("An access token; `POST /oauth2/token` issues them to technical users."))
        .build();
    let mut components = Components::new();
    components.add_security_scheme(TOKEN, SecurityScheme::Http(token));
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Sigill")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(ABOUT))
                .license(Some(license))
                .build(),
        )
        // Relative: whichever address the document was loaded from.
        .servers(Some([ServerBuilder::new()
            .url("/")
            .description(Some("The server that this document is from."))
            .build()]))
        .components(Some(components))
        .tags(Some(kind_tags().chain([
            tag("Signature", "Asking a person, by the phone: Sigill's own."),
            tag("User", "People and machines of a client."),
            tag("Dispatch target", "Where messages to devices go, and what vouches for the apps on them."),
            tag("Profile", "How a user gets roles, and where they hold."),
            tag("Caller", "What a caller may know of itself."),
            tag("Client", "The tenants."),
            tag("Application", "What people use, with the roles that they have there. The same for every client."),
            tag(
                "Enterprise role",
                "Bundles of roles of applications, which a client makes for itself and gives to profiles.",
            ),
            tag("Terms", "What people accept, and who has accepted it."),
            tag("Unit", "The tree of organisation inside a client."),
            tag("Policy", "Named sets of parameters of a client."),
            tag("Personal question", "The catalogue out of which people choose their security questions."),
            tag("Property", "Custom properties of users and mobile signatures."),
            tag("Login", "Logins that were checked elsewhere: counters and locks."),
            tag("History", "What happened, with before and after."),
            tag("Search", "People by whatever is known of them."),
            tag("Query", "Whatever is looked for, by queries in Lucene's syntax."),
            tag("System", "What is the same for every client."),
            tag("Access tokens", "OAuth 2 for technical users."),
            tag("Operation", "Health, and this document."),
        ])))
        .build()
}

/// The headings of the credential types that are served.
fn kind_tags() -> impl Iterator<Item = Tag> {
    let forms = kinds::ALL.iter().map(|kind| kind.form());
    forms.map(|form| TagBuilder::new().name(tag(form)).description(Some(form.about)).build())
}

/// The heading under which the calls of a type stand.
pub(crate) fn tag(form: &Form) -> String {
    let bare = form.bare_noun();
    let mut letters = bare.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The document as it is served.
pub(crate) fn finished(mut document: OpenApi) -> Value {
    let components = document.components.get_or_insert_default();
    components.schemas.insert(Errors::name().into_owned(), <Errors as utoipa::PartialSchema>::schema());
    components.schemas.insert(Entry::name().into_owned(), <Entry as utoipa::PartialSchema>::schema());
    // It is made of strings and numbers only.
    let mut document = serde_json::to_value(document).unwrap_or_default();
    state_that_the_rest_is_public(&mut document);
    examples::of_what_is_only_tried(&mut document);
    document
}

/// What needs no token says so: an operation that says nothing might have been forgotten.
fn state_that_the_rest_is_public(document: &mut Value) {
    for operation in operations_of(document) {
        if let Some(operation) = operation.2.as_object_mut() {
            operation.entry("security").or_insert_with(|| Value::Array(Vec::new()));
        }
    }
}

fn code() -> Object {
    one_of("What kind of refusal it is.", Code::ALL.iter().map(|code| code.as_str())).build()
}

/// Why a request is refused.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only the schema is used: crate::http::render writes it")]
pub(crate) struct Errors {
    errors: Vec<Entry>,
}

/// One broken rule.
#[derive(ToSchema)]
#[schema(as = Error)]
#[expect(dead_code, reason = "only the schema is used: crate::http::render writes it")]
pub(crate) struct Entry {
    #[schema(schema_with = code)]
    code: String,
    /// Names the field, what was expected and what came.
    #[schema(example = "msisdn is mandatory: expected a non-blank text, got none")]
    message: String,
}
