//! The fields of a schema, those within its objects, too.

use serde_json::Value;

use crate::html::{Html, text};

/// The schema itself, or the one that it refers to; of alternatives the first that isn't `null`.
pub(super) fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(first) = alternatives(schema).find(|schema| schema["type"] != "null") {
        return resolved(document, first);
    }
    match schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        Some(name) => &document["components"]["schemas"][name],
        None => schema,
    }
}

fn alternatives(schema: &Value) -> impl Iterator<Item = &Value> {
    schema["oneOf"].as_array().into_iter().flatten()
}

/// The type of a schema, without the `null` that it may allow.
pub(super) fn type_of(schema: &Value) -> &str {
    let of_several = || schema["type"].as_array()?.iter().filter_map(Value::as_str).find(|kind| *kind != "null");
    schema["type"].as_str().or_else(of_several).unwrap_or_default()
}

/// One row of a table of fields.
struct Field<'a> {
    path: String,
    schema: &'a Value,
    required: bool,
}

/// Writes the table of a schema's fields.
pub(super) fn table(html: &mut Html, document: &Value, schema: &Value) {
    let mut fields = Vec::new();
    collect(document, resolved(document, schema), "", &mut fields);
    if fields.is_empty() {
        return;
    }
    html.raw("<table><thead><tr><th>Field</th><th>Type</th><th>Meaning</th></tr></thead><tbody>");
    for Field { path, schema, required } in fields {
        html.raw("<tr><td><code>").text(&path).raw("</code>");
        if required {
            html.raw(" <em>required</em>");
        }
        html.raw("</td><td>").text(&kind(schema)).raw("</td><td>");
        html.inline(text(&schema["description"]));
        values(html, schema);
        html.raw("</td></tr>");
    }
    html.raw("</tbody></table>");
}

fn collect<'a>(document: &'a Value, schema: &'a Value, within: &str, fields: &mut Vec<Field<'a>>) {
    let names = |value: &'a Value| value.as_array().into_iter().flatten().filter_map(Value::as_str);
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let property = resolved(document, property);
        let path = format!("{within}{name}");
        let required = names(&schema["required"]).any(|required| required == name);
        let below = if type_of(property) == "array" {
            (resolved(document, &property["items"]), format!("{path}[]."))
        } else {
            (property, format!("{path}."))
        };
        fields.push(Field { path, schema: property, required });
        collect(document, below.0, &below.1, fields);
    }
}

fn kind(schema: &Value) -> String {
    let kind = type_of(schema);
    match (kind, schema["additionalProperties"].is_object(), text(&schema["format"])) {
        (_, true, _) => "map of strings".to_owned(),
        (kind, _, "") => kind.to_owned(),
        (_, _, format) => format.to_owned(),
    }
}

/// What a field may hold.
fn values(html: &mut Html, schema: &Value) {
    let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if let Some(words) = schema["enum"].as_array() {
        html.raw("<br><span class=\"values\">One of ");
        for (n, word) in words.iter().enumerate() {
            html.raw(if n == 0 { "" } else { ", " }).element("code", &shown(word));
        }
        html.raw("</span>");
    }
    if let Some(max) = schema["maxLength"].as_u64() {
        html.raw("<br><span class=\"values\">At most ").text(&max.to_string()).raw(" characters</span>");
    }
    if !schema["default"].is_null() {
        html.raw("<br><span class=\"values\">Default ").element("code", &shown(&schema["default"])).raw("</span>");
    }
}
