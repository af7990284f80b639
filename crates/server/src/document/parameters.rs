//! The parameters of operations: ids in paths, and the headers that state terms.

use http::Method;
use serde_json::json;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{Object, Required};

use crate::http::terms::{Heed, KEY_LEN_MAX, has_dry_run, has_if_match, has_key};

/// What the ids in a path are.
pub(super) fn ids(path: &str) -> impl Iterator<Item = Parameter> {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    names.map(|name| {
        let (description, example) = match name {
            "userExtId" => ("The user's external id.", "user-123"),
            "profileExtId" => ("The profile's external id.", "profile-123"),
            "authorizationExtId" => ("The authorization's external id.", "authorization-123"),
            "credentialExtId" => ("The credential's external id.", "key-1"),
            "applicationExtId" => ("The application's external id.", "nevisIdm"),
            "enterpriseRoleExtId" => ("The enterprise role's external id.", "erole-123"),
            "termsExtId" => ("The terms' external id.", "terms-123"),
            "roleExtId" => ("The role's external id.", "role-123"),
            "propertyExtId" => ("The property's external id.", "property-123"),
            "unitExtId" => ("The unit's external id.", "unit-123"),
            "childExtId" => ("The external id of the unit below.", "unit-124"),
            "dispatchTargetExtId" => ("The dispatch target's external id.", "target-123"),
            "signatureId" => ("The signature's id.", "0196e3a2-7c10-7000-8000-000000000001"),
            "policyExtId" => ("The policy's external id.", "policy-123"),
            _ => ("The client's external id.", "client-123"),
        };
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(Some(description))
            .schema(Some(text().build()))
            .example(Some(json!(example)))
            .build()
    })
}

/// The headers that operations with this method heed.
pub(super) fn terms<H: Heed>(method: &Method) -> Vec<Parameter> {
    let mut headers = Vec::new();
    if H::IF_MATCH && has_if_match(method) {
        let about =
            "The change is only made to one of these versions: a list of `ETag`s, or `*`. A weak tag matches nothing.";
        headers.push(header("If-Match", about, text().build()));
    }
    if H::KEY && has_key(method) {
        let about = "Makes it safe to send the request again: it has its effect once, and is answered the same for 24 \
                     hours. Draft: draft-ietf-httpapi-idempotency-key-header-07.";
        let key = text().min_length(Some(1)).max_length(Some(KEY_LEN_MAX)).pattern(Some("^[ -~]+$")).build();
        headers.push(header("Idempotency-Key", about, key));
    }
    if H::DRY_RUN && has_dry_run(method) {
        headers.push(header("Prefer", "`dry-run`: everything is checked, and nothing is written.", text().build()));
    }
    headers
}

/// The header of an operation that may need a second token.
pub(super) fn proof() -> Parameter {
    header("X-Token", "The second token, where the caller acts for its own user by the SelfAdmin role.", text().build())
}

fn header(name: &str, about: &str, schema: Object) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(about))
        .schema(Some(schema))
        .build()
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))
}
