//! `POST /{clientExtId}/users`.

use std::collections::BTreeMap;

use serde::Deserialize;
use sigill_app::Permit;
use sigill_domain::right::UserCreate;
use sigill_domain::user::{self, Person, State};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use super::User;
use crate::api::user::person::{Address, Contacts, Name};
use crate::api::validity::Validity;
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::schema::{one_of, or_null};
use crate::http::strict;
use crate::http::written::{Show, Written};

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
                provisioned: None,
            },
        }
    }
}

/// Create a user
///
/// Creates a user with a default profile. Also needs AccessControl.UserCreateTechUser for a technical user, and
/// AccessControl.LoginIdOverride where a login id is given.
#[utoipa::path(post, path = "/{clientExtId}/users", tag = "User", operation_id = "createUser")]
pub(crate) async fn handler(call: Call<Permit<UserCreate>, Strict<New>>) -> Result<Written<Created<User>>, Refused> {
    let Call { permit, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let show = Show::new(|user: &user::User| Created {
        location: location(&[client, "users", user.ext_id.as_str()]),
        entity: User::of(client, user.clone()),
    });
    let outcome = sigill_app::user::create(&permit, &new.into(), &show.asked(&terms, &extra)).await?;
    Ok(show.written(&terms, outcome))
}
