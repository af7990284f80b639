//! What clients send of a user, as it is kept: names as the schemas spell them, values of their types, without what is
//! empty.

use serde_json::Value;

use super::attribute::ScimAttribute;
use super::extension::ScimExtension;
use super::part::{self, Deed};
use super::path::AttributePath;
use super::value::wrong;
use super::{Resource, ScimProblem, USER_SCHEMA, must_be};

/// Reads a user that is to be made, or to take another's place. What isn't kept or is only read isn't looked at.
///
/// # Errors
/// It doesn't say that it is a user, or a value isn't of its type.
pub(super) fn user(given: &Resource) -> Result<Resource, ScimProblem> {
    must_be(given, USER_SCHEMA)?;
    let mut read = Resource::new();
    for (name, value) in given {
        put(&mut read, name, value, Deed::Replace)?;
    }
    Ok(read)
}

/// Puts the member of an object into a resource. What isn't kept or is only read isn't looked at.
pub(super) fn put(resource: &mut Resource, name: &str, value: &Value, deed: Deed) -> Result<(), ScimProblem> {
    if let Some(extension) = ScimExtension::named(name) {
        let below = match value {
            Value::Object(below) => below,
            Value::Null => return Ok(()),
            other => return Err(wrong(name, "an object", other)),
        };
        for (name, value) in below {
            put(resource, &format!("{}:{name}", extension.as_str()), value, deed)?;
        }
        return Ok(());
    }
    let Some(path) = AttributePath::read(name) else { return Ok(()) };
    if path.attribute.is_read_only() || path.sub.is_some_and(ScimAttribute::is_read_only) {
        return Ok(());
    }
    part::change(resource, path, None, deed, Some(value))
}
