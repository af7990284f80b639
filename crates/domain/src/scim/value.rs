//! Values as they are kept.

use serde_json::Value;

use super::attribute::{AttributeKind, ScimAttribute};
use super::{Resource, ScimProblem};
use crate::text;
use crate::time::Timestamp;

/// Longest value of an attribute, in code points. Some are shorter: those that the user has, too.
const TEXT_LEN_MAX: usize = 1_000;
/// Elements of an attribute, at most.
pub(super) const ELEMENTS_MAX: usize = 100;

/// A value as it is kept; `None`: there is none.
pub(super) fn single(of: &'static ScimAttribute, value: &Value) -> Result<Option<Value>, ScimProblem> {
    match (of.kind, value) {
        (_, Value::Null) => Ok(None),
        (AttributeKind::Complex, value) => object(of, value),
        (AttributeKind::Flag, Value::Bool(flag)) => Ok(Some((*flag).into())),
        (AttributeKind::Flag, Value::String(word)) => match word.to_ascii_lowercase().as_str() {
            "true" => Ok(Some(true.into())),
            "false" => Ok(Some(false.into())),
            _ => Err(wrong(of.name, "true or false", value)),
        },
        (AttributeKind::Flag, other) => Err(wrong(of.name, "true or false", other)),
        (AttributeKind::Number, value) if value.is_i64() => Ok(Some(value.clone())),
        (AttributeKind::Number, other) => Err(wrong(of.name, "a whole number", other)),
        (_, Value::String(text)) if text.is_empty() => Ok(None),
        (AttributeKind::Time, Value::String(text)) if Timestamp::parse(text).is_none() => {
            Err(wrong(of.name, "a time", value))
        }
        (_, Value::String(text)) => {
            text::within(of.name, text, TEXT_LEN_MAX).map_err(|breach| ScimProblem::value(breach.message))?;
            Ok(Some(text.as_str().into()))
        }
        (_, other) => Err(wrong(of.name, "a text", other)),
    }
}

/// What is below an attribute. A text stands for the `value` below it, and a list of one for that one: so references are
/// sent.
fn object(of: &'static ScimAttribute, value: &Value) -> Result<Option<Value>, ScimProblem> {
    let members = match (value, of.sub("value")) {
        (Value::Object(members), _) => members,
        (Value::String(_), Some(sub)) if !of.is_multi => {
            return Ok(
                single(sub, value)?.map(|value| Value::Object([(sub.name.to_owned(), value)].into_iter().collect()))
            );
        }
        (Value::Array(one), _) if one.len() == 1 && !of.is_multi => match one.first() {
            Some(Value::Object(members)) => members,
            _ => return Err(wrong(of.name, "an object", value)),
        },
        _ => return Err(wrong(of.name, "an object", value)),
    };
    let mut read = Resource::new();
    for (name, value) in members {
        let Some(sub) = of.sub(name).filter(|sub| !sub.is_read_only()) else { continue };
        if let Some(value) = single(sub, value)? {
            read.insert(sub.name.to_owned(), value);
        }
    }
    Ok((!read.is_empty()).then_some(Value::Object(read)))
}

/// The elements of a list; a single one may stand for itself.
pub(super) fn elements(of: &'static ScimAttribute, value: &Value) -> Result<Vec<Value>, ScimProblem> {
    let given = match value {
        Value::Null => &[],
        Value::Array(given) => given.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut read = Vec::new();
    for element in given {
        read.extend(single(of, element)?);
        if read.len() > ELEMENTS_MAX {
            return Err(too_many(of));
        }
    }
    Ok(read)
}

/// The problem of a value of another type.
pub(super) fn wrong(name: &str, expected: &str, got: &Value) -> ScimProblem {
    let got = match got {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(_) => "a number".to_owned(),
        Value::String(text) => text::echo(text),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    };
    ScimProblem::value(format!("{}: expected {expected}, got {got}", text::echo(name)))
}

/// The problem of more elements than an attribute may have.
pub(super) fn too_many(of: &ScimAttribute) -> ScimProblem {
    ScimProblem::value(format!("{}: expected at most {ELEMENTS_MAX} values", of.name))
}
