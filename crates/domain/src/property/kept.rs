//! Values as they are stored with their object.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::Properties;

/// Under this name a credential's custom properties are kept beside its members.
pub(crate) const AMONG_MEMBERS: &str = "properties";

/// What an object with this internal key keeps, with its sealed values sealed anew where the function says how: the JSON of
/// its values, or of a credential, whose values are among its members. `None`: it isn't in that form; `Ok(None)`: nothing
/// was sealed anew.
///
/// # Errors
/// The first one of the function.
pub fn resealed<E>(
    stored: &str,
    holder: Uuid,
    reseal: impl Fn(&str, Uuid) -> Result<Option<String>, E>,
) -> Option<Result<Option<String>, E>> {
    let mut all: Map<String, Value> = serde_json::from_str(stored).ok()?;
    let among = all.get(AMONG_MEMBERS).cloned();
    let is_among = among.is_some();
    let values = among.unwrap_or_else(|| Value::Object(all.clone()));
    let mut properties: Properties = serde_json::from_value(values).ok()?;
    match properties.reseal(holder, reseal) {
        Ok(false) => Some(Ok(None)),
        Ok(true) => {
            let values = serde_json::to_value(&properties).ok()?;
            let whole = if is_among {
                all.insert(AMONG_MEMBERS.to_owned(), values);
                Value::Object(all)
            } else {
                values
            };
            Some(Ok(Some(whole.to_string())))
        }
        Err(error) => Some(Err(error)),
    }
}
