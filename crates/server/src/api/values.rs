//! Values of custom properties, by name.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sigill_domain::credential::{Credential, Own};
use sigill_domain::property::{HasProperties, Properties, VALUE_LEN_MAX, Wishes};
use utoipa::openapi::schema::{AdditionalProperties, Object, ObjectBuilder};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::http::answer::Entity;
use crate::http::schema::{nullable, text};

/// The values that something has.
pub(crate) struct Values {
    by_name: BTreeMap<String, String>,
    /// Of what has them.
    version: i64,
}

impl Serialize for Values {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.by_name.serialize(serializer)
    }
}

impl Entity for Values {
    fn version(&self) -> i64 {
        self.version
    }
}

impl<T: HasProperties> From<&T> for Values {
    fn from(thing: &T) -> Self {
        Self { by_name: shown(thing.properties()), version: thing.version() }
    }
}

/// The values that callers see.
pub(crate) fn shown(properties: &Properties) -> BTreeMap<String, String> {
    properties.shown().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

impl Values {
    /// Those of a credential of any type.
    pub(crate) fn of(credential: &Credential<Own>) -> Self {
        Self { by_name: shown(&credential.detail.properties()), version: credential.version }
    }
}

/// Values to be set or removed.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Patch(pub(crate) Wishes);

fn value() -> Object {
    let mut value = text("The value.", VALUE_LEN_MAX, "IT");
    value.examples = Vec::new();
    value
}

fn by_name(about: &str, value: Object) -> ObjectBuilder {
    ObjectBuilder::new()
        .description(Some(about))
        .additional_properties(Some(AdditionalProperties::RefOr(RefOr::T(Schema::Object(value)))))
        .examples([serde_json::json!({ "department": "IT" })])
}

impl PartialSchema for Values {
    fn schema() -> RefOr<Schema> {
        by_name("The values by the names of their properties.", value()).into()
    }
}

impl ToSchema for Values {
    fn name() -> Cow<'static, str> {
        "PropertyValues".into()
    }
}

impl PartialSchema for Patch {
    fn schema() -> RefOr<Schema> {
        let about = "Values by the names of their properties. What isn't named stays; `null` and `\"\"` remove.";
        by_name(about, nullable(value())).into()
    }
}

impl ToSchema for Patch {
    fn name() -> Cow<'static, str> {
        "PatchPropertyValues".into()
    }
}
