//! What goes over the wire: one file per noun, names as the documentation spells them.

pub(crate) mod application;
pub(crate) mod authorization;
pub(crate) mod client;
pub(crate) mod credential;
pub(crate) mod device_password;
pub(crate) mod dry_run;
pub(crate) mod event;
pub(crate) mod evidence;
pub(crate) mod hit;
pub(crate) mod listed;
pub(crate) mod login;
pub(crate) mod mobile_authentication;
pub(crate) mod mobile_signature;
pub(crate) mod patch_client;
pub(crate) mod patch_mobile_signature;
pub(crate) mod patch_policy;
pub(crate) mod patch_user;
pub(crate) mod person;
pub(crate) mod phone;
pub(crate) mod policy;
pub(crate) mod principal;
pub(crate) mod profile;
pub(crate) mod property;
pub(crate) mod question;
pub(crate) mod sign_in;
pub(crate) mod signature;
pub(crate) mod system;
pub(crate) mod user;
pub(crate) mod values;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType, Type};

use sigill_domain::time::Timestamp;

/// From when until when something may be used.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = Validity)]
pub(crate) struct Validity {
    /// From when on, inclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-05-18T12:34:56Z")]
    pub(crate) from: Option<String>,
    /// Until when, exclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2036-05-15T12:34:56Z")]
    pub(crate) to: Option<String>,
}

impl Validity {
    pub(crate) fn shown(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<Self> {
        let text = |time: Option<Timestamp>| time.map(|time| time.to_string());
        (from.is_some() || to.is_some()).then(|| Self { from: text(from), to: text(to) })
    }
}

/// The schema of a text that is one of the domain's words.
pub(crate) fn one_of(description: &str, words: impl Iterator<Item = &'static str>) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .description(Some(description))
        .enum_values(Some(words))
}

/// The schema of a text of bounded length.
pub(crate) fn text(description: &str, len_max: usize, example: &str) -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .description(Some(description))
        .min_length(Some(1))
        .max_length(Some(len_max))
        .examples([example])
        .build()
}

/// The schema of a text that may be sent back as it was read, and not otherwise.
pub(crate) fn unchangeable() -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .description(Some("Can't be changed: expected as it was read, if at all."))
        .build()
}

/// The schema of a member that isn't looked at.
pub(crate) fn read_only() -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::AnyValue)
        .description(Some("Read only: what is sent isn't looked at."))
        .build()
}

/// The schema of a text that may also be `null`, which is as absent.
pub(crate) fn or_null(mut text: Object) -> Object {
    text.schema_type = SchemaType::Array(vec![Type::String, Type::Null]);
    if let Some(words) = &mut text.enum_values {
        words.push(serde_json::Value::Null);
    }
    text
}

/// The schema of a text that `null` removes.
pub(crate) fn nullable(mut text: Object) -> Object {
    text.schema_type = SchemaType::Array(vec![Type::String, Type::Null]);
    text.min_length = None;
    text
}
