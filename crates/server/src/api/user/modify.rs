//! `PATCH /{clientExtId}/users/{userExtId}`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use sigill_app::Permit;
use sigill_domain::patch::Patch as Member;
use sigill_domain::right::UserModify;
use sigill_domain::user::{self, PatchUser};
use sigill_domain::version::Expected;
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use super::User;
use crate::api::user::person::{PatchAddress, PatchContacts, PatchName, object, value};
use crate::api::validity::PatchValidity;
use crate::http::answer::Found;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::schema::{one_of, read_only, unchangeable};
use crate::http::strict::{self, Ignored};
use crate::http::written::{Show, Written};

fn settable_state() -> Object {
    let about = "The state to be entered; the current one changes nothing. A user is archived by another call.";
    one_of(about, ["active", "disabled", "archived"].into_iter()).build()
}

/// What is to be changed: what is absent stays, and `null` or `""` removes what is optional, also within `name`,
/// `address`, `contacts` and `validity`. What was read may be sent back with it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatchUser, example = json!({ "contacts": { "mobile": "+41791234567" }, "remarks": null }))]
pub(crate) struct Patch {
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = settable_state)]
    user_state: Member<String>,
    /// To change it needs `AccessControl.LoginIdOverride`.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, example = "anna", max_length = 300, nullable = false)]
    login_id: Member<String>,
    /// One of the languages of the client policy.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, example = "EN")]
    language_code: Member<String>,
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<PatchName>)]
    name: Member<PatchName>,
    /// Custom properties; each must be defined. To name any needs `AccessControl.PropertyView` and `PropertyValueView`,
    /// and to change them `PropertyValueCreate`, `PropertyValueModify` or `PropertyValueDelete`.
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<BTreeMap<String, Option<String>>>)]
    properties: Member<BTreeMap<String, Option<String>>>,
    /// `male`, `female` or `other`.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>)]
    sex: Member<String>,
    /// `female`, `male` or `other`.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>)]
    gender: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, example = "1990-12-31")]
    birth_date: Member<String>,
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<PatchAddress>)]
    address: Member<PatchAddress>,
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<PatchContacts>)]
    contacts: Member<PatchContacts>,
    #[serde(default, deserialize_with = "strict::object_member")]
    #[schema(value_type = Option<PatchValidity>)]
    validity: Member<PatchValidity>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    remarks: Member<String>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    modification_comment: Member<String>,
    /// The version that is to be changed: any where none is given.
    #[schema(value_type = Option<i32>, example = 1)]
    pub(crate) version: Option<i64>,

    /// Can't be changed: expected as it was read, if at all.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<bool>, nullable = false)]
    is_technical_user: Member<bool>,
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    ext_id: Member<String>,
    #[serde(rename = "clientExtId", default)]
    #[schema(schema_with = read_only)]
    _client_ext_id: Ignored,
    #[serde(rename = "created", default)]
    #[schema(schema_with = read_only)]
    _created: Ignored,
    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
}

impl Patch {
    pub(crate) fn expecting(self, expected: Expected) -> PatchUser {
        let (validity_from, validity_to) = PatchValidity::ends(self.validity);
        let person = [
            ("languageCode", value(self.language_code, Value::String)),
            ("name", value(self.name, PatchName::merge_patch)),
            ("sex", value(self.sex, Value::String)),
            ("gender", value(self.gender, Value::String)),
            ("birthDate", value(self.birth_date, Value::String)),
            ("address", value(self.address, PatchAddress::merge_patch)),
            ("contacts", value(self.contacts, PatchContacts::merge_patch)),
            ("remarks", value(self.remarks, Value::String)),
            ("modificationComment", value(self.modification_comment, Value::String)),
        ];
        PatchUser {
            user_state: self.user_state,
            login_id: self.login_id,
            is_technical_user: self.is_technical_user,
            ext_id: self.ext_id,
            validity_from,
            validity_to,
            properties: self.properties,
            person: object(person),
            expected,
        }
    }
}

/// Modify a user
///
/// Changes what the body names, as a JSON Merge Patch. Disabling a user disables its profiles, and activating it
/// activates them; whoever activates one must hold all its rights, and there. Also needs AccessControl.LoginIdOverride
/// where a login id is given.
#[utoipa::path(patch, path = "/{clientExtId}/users/{userExtId}", tag = "User", operation_id = "modifyUser")]
pub(crate) async fn handler(call: Call<Permit<UserModify>, Strict<Patch>>) -> Result<Written<Found<User>>, Refused> {
    let Call { permit, path, body: Strict { value: patch, extra }, terms, .. } = call;
    let expected = terms.expected(patch.version)?;
    let patch = patch.expecting(expected);
    let client = permit.client().as_str();
    let show = Show::new(|user: &user::User| Found(User::of(client, user.clone())));
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::user::modify(&permit, path.user(), &patch, &asked).await?;
    Ok(show.written(&terms, outcome))
}
