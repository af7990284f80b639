//! Members of a JSON object, read with a name for what is wrong.

use serde_json::{Map, Value};

use crate::message::ValueError;
use crate::wire::WireError;

pub(super) type Object = Map<String, Value>;

pub(super) fn wrong(name: &'static str) -> WireError {
    WireError::Wrong { name, source: None }
}

/// `null` equals absent.
pub(super) fn member<'a>(parent: &'a Object, name: &str) -> Option<&'a Value> {
    parent.get(name).filter(|value| !value.is_null())
}

pub(super) fn object<'a>(parent: &'a Object, name: &'static str) -> Result<Option<&'a Object>, WireError> {
    member(parent, name).map(|value| value.as_object().ok_or(wrong(name))).transpose()
}

pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

pub(super) fn text(parent: &Object, name: &'static str) -> Result<Option<String>, WireError> {
    member(parent, name).map(|value| scalar(value).ok_or(wrong(name))).transpose()
}

/// One text or an array of them.
pub(super) fn texts(parent: &Object, name: &'static str) -> Result<Vec<String>, WireError> {
    match member(parent, name) {
        None => Ok(Vec::new()),
        Some(Value::Array(all)) => all.iter().map(|value| scalar(value).ok_or(wrong(name))).collect(),
        Some(one) => Ok(vec![scalar(one).ok_or(wrong(name))?]),
    }
}

pub(super) fn objects<'a>(parent: &'a Object, name: &'static str) -> Result<Vec<&'a Object>, WireError> {
    match member(parent, name) {
        None => Ok(Vec::new()),
        Some(Value::Array(all)) => all.iter().map(|value| value.as_object().ok_or(wrong(name))).collect(),
        Some(one) => Ok(vec![one.as_object().ok_or(wrong(name))?]),
    }
}

pub(super) fn boolean(parent: &Object, name: &'static str) -> Result<Option<bool>, WireError> {
    match text(parent, name)?.as_deref() {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(_) => Err(wrong(name)),
    }
}

pub(super) fn number(parent: &Object, name: &'static str) -> Result<Option<u32>, WireError> {
    text(parent, name)?.map(|text| text.trim().parse().map_err(|_| wrong(name))).transpose()
}

pub(super) fn parsed<T>(parent: &Object, name: &'static str) -> Result<Option<T>, WireError>
where
    T: std::str::FromStr<Err = ValueError>,
{
    let read = |text: String| text.parse().map_err(|source| WireError::Wrong { name, source: Some(source) });
    text(parent, name)?.map(read).transpose()
}
