//! Examples, made of the examples in schemas.

use serde_json::{Map, Value};

use super::field::{resolved, type_of};

/// An example of a schema; `None` where it gives none.
pub(crate) fn of(document: &Value, schema: &Value) -> Option<Value> {
    let schema = resolved(document, schema);
    if !schema["example"].is_null() {
        return Some(schema["example"].clone());
    }
    if let Some(first) = schema["examples"].get(0) {
        return Some(first.clone());
    }
    match type_of(schema) {
        "object" => {
            let properties = schema["properties"].as_object()?;
            let members = properties.iter().filter_map(|(name, schema)| Some((name.clone(), of(document, schema)?)));
            Some(Value::Object(members.collect::<Map<_, _>>())).filter(|object| object != &Value::Object(Map::new()))
        }
        "array" => of(document, &schema["items"]).map(|item| Value::Array(vec![item])),
        "boolean" => Some(Value::Bool(false)),
        _ => schema["enum"].get(0).cloned(),
    }
}

/// As people read it.
pub(super) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
