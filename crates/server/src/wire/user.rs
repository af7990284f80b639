//! Users.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sigill_domain::user::{self, Person, State};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use super::person::{Address, Contacts, Name};
use super::{Validity, one_of, or_null};
use crate::answer::Entity;
use crate::strict;

fn state_name() -> Object {
    one_of("The state of the user.", State::ALL.iter().map(|state| state.as_str())).build()
}

fn new_state_name() -> Object {
    let names = State::ALL.iter().map(|state| state.as_str());
    or_null(one_of("The state of the user.", names).default(Some(State::Active.as_str().into())).build())
}

/// A user to be created. For people, the client policy makes some members mandatory: by default
/// `name.firstName`, `name.familyName` and `contacts.email`.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewUser, example = json!({
    "extId": "user-123",
    "name": { "firstName": "Anna", "familyName": "Muster" },
    "contacts": { "email": "anna.muster@example.com" }
}))]
pub(crate) struct New {
    /// The external id; generated where none is given. 1 to 50 ASCII letters, digits and `-@./_:()\{}[]=!~+`.
    #[schema(example = "user-123", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    #[schema(schema_with = new_state_name)]
    user_state: Option<String>,
    /// The login id; the external id where none is given. To choose one needs `AccessControl.LoginIdOverride`.
    #[schema(example = "anna", min_length = 1, max_length = 300)]
    login_id: Option<String>,
    /// One of the languages of the client policy.
    #[schema(example = "EN")]
    language_code: Option<String>,
    /// Whether the user is a machine. To create one needs `AccessControl.UserCreateTechUser`.
    #[schema(default = false)]
    is_technical_user: Option<bool>,
    #[serde(default, deserialize_with = "strict::object")]
    name: Option<Name>,
    /// Custom properties; each must be defined. To set any needs `AccessControl.PropertyView`, `PropertyValueView` and
    /// `PropertyValueCreate`.
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    properties: Option<BTreeMap<String, Option<String>>>,
    /// `male`, `female` or `other`.
    sex: Option<String>,
    /// `female`, `male` or `other`.
    gender: Option<String>,
    #[schema(example = "1990-12-31")]
    birth_date: Option<String>,
    #[serde(default, deserialize_with = "strict::object")]
    address: Option<Address>,
    #[serde(default, deserialize_with = "strict::object")]
    contacts: Option<Contacts>,
    #[serde(default, deserialize_with = "strict::object")]
    validity: Option<Validity>,
    #[schema(max_length = 1000)]
    remarks: Option<String>,
    #[schema(max_length = 1000)]
    modification_comment: Option<String>,
}

impl From<New> for user::New {
    fn from(new: New) -> Self {
        let validity = new.validity.unwrap_or_default();
        Self {
            ext_id: new.ext_id,
            user_state: new.user_state,
            login_id: new.login_id,
            is_technical_user: new.is_technical_user.unwrap_or(false),
            validity_from: validity.from,
            validity_to: validity.to,
            // `null` is as absent here.
            properties: new.properties.into_iter().flatten().filter(|(_, value)| value.is_some()).collect(),
            person: Person {
                language_code: new.language_code,
                name: new.name.unwrap_or_default().into(),
                sex: new.sex,
                gender: new.gender,
                birth_date: new.birth_date,
                address: new.address.unwrap_or_default().into(),
                contacts: new.contacts.unwrap_or_default().into(),
                remarks: new.remarks,
                modification_comment: new.modification_comment,
            },
        }
    }
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
            properties: user.properties.shown().clone(),
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
