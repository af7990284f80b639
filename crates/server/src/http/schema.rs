//! Schemas that bodies have in common.

use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType, Type};

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
