//! Definitions of custom properties.

use serde::Serialize;
use sigill_domain::property::{Access, Definition, NAME_LEN_MAX, PropertyType, Scope, Uniqueness};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use crate::http::answer::Entity;
use crate::http::schema::{one_of, text};

operations! {
    create;
    get;
    list;
    list_of_client;
}

fn name() -> Object {
    text("The name, unique in its scope.", NAME_LEN_MAX, "department")
}

fn property_type() -> Object {
    one_of("What it holds.", PropertyType::ALL.iter().map(|kind| kind.as_str())).build()
}

fn scope() -> Object {
    let about = "What has it.";
    one_of(about, Scope::all().map(Scope::as_str)).examples([Scope::USER.as_str()]).build()
}

fn access(about: &str) -> Object {
    let words = Access::ALL.iter().map(|access| access.as_str());
    one_of(about, words).default(Some(Access::ReadWrite.as_str().into())).build()
}

fn access_create() -> Object {
    access("What may be done with a value while its user is created.")
}

fn access_modify() -> Object {
    access("What may be done with a value afterwards.")
}

fn uniqueness() -> Object {
    let about = "Among what no value may occur twice: all that the client has (ABSOLUTE), the same except that what one \
                 user has may share it (ABSOLUTE_USER, of users, profiles and credentials), the profiles of a unit \
                 (RELATIVE_UNIT, of profiles).";
    let words = Uniqueness::ALL.iter().map(|word| word.as_str());
    one_of(about, words).default(Some(Uniqueness::None.as_str().into())).build()
}

/// A property as it is defined.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Property)]
pub(crate) struct Property {
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    #[schema(example = "property-123")]
    ext_id: String,
    #[schema(schema_with = name, required)]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<String>,
    #[schema(schema_with = property_type)]
    r#type: &'static str,
    #[schema(schema_with = scope)]
    scope: &'static str,
    encrypted: bool,
    propagated: bool,
    mandatory_on_gui: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, nullable = false)]
    string_max_len: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "[A-Z]{2,4}", nullable = false)]
    string_regex: Option<String>,
    #[schema(schema_with = access_create)]
    access_create: &'static str,
    #[schema(schema_with = access_modify)]
    access_modify: &'static str,
    #[schema(schema_with = uniqueness)]
    uniqueness_scope: &'static str,
    /// Where it is for one client only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "100", nullable = false)]
    client_ext_id: Option<String>,
    /// Where it is for one application only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "eBanking", nullable = false)]
    application_ext_id: Option<String>,
    /// Of an ENUM, for who holds `AccessControl.PropertyAllowedValueView`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    allowed_values: Vec<String>,
}

impl From<Definition> for Property {
    fn from(definition: Definition) -> Self {
        Self {
            created: definition.created.to_string(),
            ext_id: definition.ext_id.to_string(),
            name: definition.name,
            description: definition.description,
            r#type: definition.kind.as_str(),
            scope: definition.scope.as_str(),
            encrypted: definition.is_encrypted,
            propagated: definition.propagated,
            mandatory_on_gui: definition.mandatory_on_gui,
            string_max_len: definition.string_max_len,
            string_regex: definition.string_regex,
            access_create: definition.access_create.as_str(),
            access_modify: definition.access_modify.as_str(),
            uniqueness_scope: definition.uniqueness.as_str(),
            client_ext_id: definition.client.map(|client| client.to_string()),
            application_ext_id: definition.application.map(|application| application.to_string()),
            allowed_values: definition.allowed_values,
        }
    }
}

/// It never changes, and so has no version.
impl Entity for Property {
    const IS_WHOLE: bool = false;

    fn version(&self) -> i64 {
        1
    }
}
