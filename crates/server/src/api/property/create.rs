//! `POST /properties`.

use serde::Deserialize;
use sigill_app::{Everywhere, Permit};
use sigill_domain::property::{self, Definition};
use sigill_domain::right::PropertyCreate;
use utoipa::ToSchema;

use super::{Property, access_create, access_modify, name, property_type, scope, uniqueness};
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::written::{Show, Written};

/// A property to be defined.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewProperty, example = json!({
    "name": "department", "type": "STRING", "scope": "USER_GLOBAL", "stringMaxLen": 20, "stringRegex": "[A-Z]{2,4}"
}))]
pub(crate) struct New {
    #[schema(schema_with = name, required)]
    name: Option<String>,
    #[schema(max_length = 1000, nullable = false)]
    description: Option<String>,
    #[schema(schema_with = property_type, required)]
    r#type: Option<String>,
    #[schema(schema_with = scope, required)]
    scope: Option<String>,
    /// Whether values are stored sealed by the master key, so that nobody reads them in the database or a backup. Such
    /// values can't be unique. Absent, `false`.
    #[schema(default = false, nullable = false)]
    encrypted: Option<bool>,
    /// Kept and shown, without effect here.
    #[schema(default = false, nullable = false)]
    propagated: Option<bool>,
    /// Kept and shown: the API doesn't ask for the value.
    #[schema(default = false, nullable = false)]
    mandatory_on_gui: Option<bool>,
    /// The longest value of a STRING, in characters; 4000 where none is given.
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 4000, nullable = false)]
    string_max_len: Option<i64>,
    /// A Java pattern that the whole value of a STRING has to match.
    #[schema(example = "[A-Z]{2,4}", max_length = 1000, nullable = false)]
    string_regex: Option<String>,
    #[schema(schema_with = access_create)]
    access_create: Option<String>,
    #[schema(schema_with = access_modify)]
    access_modify: Option<String>,
    #[schema(schema_with = uniqueness)]
    uniqueness_scope: Option<String>,
    /// Only for what this client has; for what any client has where it is missing.
    #[schema(example = "100", nullable = false)]
    client_ext_id: Option<String>,
    /// Of ROLE_FOR_APPLICATION and PROFILE_FOR_APPLICATION: only for this application; for every one where it is missing.
    #[schema(example = "eBanking", nullable = false)]
    application_ext_id: Option<String>,
    /// The values that an ENUM may have: 1 to 100 of up to 255 characters.
    #[schema(nullable = false)]
    allowed_values: Option<Vec<String>>,
}

impl From<New> for property::New {
    fn from(new: New) -> Self {
        Self {
            name: new.name,
            description: new.description,
            kind: new.r#type,
            scope: new.scope,
            encrypted: new.encrypted,
            propagated: new.propagated,
            mandatory_on_gui: new.mandatory_on_gui,
            string_max_len: new.string_max_len,
            string_regex: new.string_regex,
            access_create: new.access_create,
            access_modify: new.access_modify,
            uniqueness: new.uniqueness_scope,
            client: new.client_ext_id,
            application: new.application_ext_id,
            allowed_values: new.allowed_values,
        }
    }
}

/// Create a property
///
/// Defines a custom property, for all clients or for one. A definition never changes.
#[utoipa::path(post, path = "/properties", tag = "Property", operation_id = "createProperty")]
pub(crate) async fn handler(
    call: Call<Permit<PropertyCreate, Everywhere>, Strict<New>>,
) -> Result<Written<Created<Property>>, Refused> {
    let Call { permit, body: Strict { value: new, extra }, terms, .. } = call;
    let show = Show::new(|definition: &Definition| Created {
        location: location(&["properties", definition.ext_id.as_str()]),
        entity: definition.clone().into(),
    });
    let outcome = sigill_app::property::define(&permit, &new.into(), &show.asked(&terms, &extra)).await?;
    Ok(show.written(&terms, outcome))
}
