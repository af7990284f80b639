//! Users: people and machines of a client.

use std::collections::BTreeMap;

use serde::Serialize;
use sigill_domain::user::{self, State};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use crate::api::user::person::{Address, Contacts, Name};
use crate::api::validity::Validity;
use crate::api::values;
use crate::http::answer::Entity;
use crate::http::schema::one_of;

mod person;

operations! {
    create;
    create_identity;
    get;
    modify;
    delete;
    archive;
    list;
    get_properties;
    modify_properties;
}

fn state_name() -> Object {
    one_of("The state of the user.", State::ALL.iter().map(|state| state.as_str())).build()
}

/// A user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = User)]
pub(crate) struct User {
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When it was last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    #[schema(example = "user-123")]
    ext_id: String,
    #[schema(example = "client-123")]
    client_ext_id: String,
    #[schema(schema_with = state_name)]
    user_state: &'static str,
    #[schema(example = "user-123")]
    login_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "EN", nullable = false)]
    language_code: Option<String>,
    is_technical_user: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    name: Option<Name>,
    /// Custom properties, for callers who hold `AccessControl.PropertyView` and `PropertyValueView`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    properties: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    sex: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    gender: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "1990-12-31", nullable = false)]
    birth_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    address: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contacts: Option<Contacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    validity: Option<Validity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    remarks: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    modification_comment: Option<String>,
}

impl User {
    pub(crate) fn of(client_ext_id: &str, user: user::User) -> Self {
        let person = user.person;
        Self {
            created: user.created.to_string(),
            last_modified: user.modified.to_string(),
            version: user.version,
            ext_id: user.ext_id.to_string(),
            client_ext_id: client_ext_id.to_owned(),
            user_state: user.state.as_str(),
            login_id: user.login_id,
            language_code: person.language_code,
            is_technical_user: user.is_technical,
            name: Name::shown(person.name),
            properties: values::shown(&user.properties),
            sex: person.sex,
            gender: person.gender,
            birth_date: person.birth_date,
            address: Address::shown(person.address),
            contacts: Contacts::shown(person.contacts),
            validity: Validity::shown(user.validity.from, user.validity.to),
            remarks: person.remarks,
            modification_comment: person.modification_comment,
        }
    }
}

impl Entity for User {
    fn version(&self) -> i64 {
        self.version
    }
}
