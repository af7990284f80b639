//! Profiles.

use serde::{Deserialize, Serialize};
use sigill_domain::patch::Patch as Member;
use sigill_domain::profile::{HeldProfile, PatchProfile};
use sigill_domain::user::State;
use sigill_domain::version::Expected;
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use super::{one_of, read_only, unchangeable};
use crate::answer::Entity;
use crate::strict::{self, Ignored};

fn state() -> Object {
    one_of(
        "The state of the profile: only an active one gives its roles.",
        State::ALL.iter().map(|state| state.as_str()),
    )
    .build()
}

/// A user's place in a unit, which carries the roles.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Profile)]
pub(crate) struct Profile {
    /// When it was made.
    #[schema(example = "2026-05-18T12:34:56Z")]
    created: String,
    /// When it was last changed.
    #[schema(example = "2026-05-18T12:34:56Z")]
    last_modified: String,
    /// Grows by one per change; send it back to make a change conditional.
    #[schema(value_type = i32, example = 1)]
    version: i64,
    #[schema(example = "profile-123")]
    ext_id: String,
    #[schema(example = "client-123")]
    client_ext_id: String,
    #[schema(example = "user-123")]
    user_ext_id: String,
    #[schema(example = "unit-123")]
    unit_ext_id: String,
    #[schema(example = "Profile-anna")]
    name: String,
    #[schema(schema_with = state)]
    profile_state: &'static str,
}

impl<R> From<HeldProfile<R>> for Profile {
    fn from(held: HeldProfile<R>) -> Self {
        let profile = held.profile;
        Self {
            created: profile.created.to_string(),
            last_modified: profile.modified.to_string(),
            version: profile.version,
            ext_id: profile.ext_id.to_string(),
            client_ext_id: held.client.ext_id.to_string(),
            user_ext_id: held.user.ext_id.to_string(),
            unit_ext_id: held.unit_ext_id.to_string(),
            name: profile.name,
            profile_state: profile.state.as_str(),
        }
    }
}

impl Entity for Profile {
    fn version(&self) -> i64 {
        self.version
    }
}

/// What is to be changed: what is absent stays. What was read may be sent back with it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatchProfile, example = json!({ "profileState": "disabled" }))]
pub(crate) struct Patch {
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(value_type = Option<String>, example = "Profile-anna", max_length = 100, nullable = false)]
    name: Member<String>,
    /// `active` or `disabled`. Whoever activates a profile must be able to give its roles.
    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = state)]
    profile_state: Member<String>,
    /// The version that is to be changed: any where none is given.
    #[schema(value_type = Option<i32>, example = 1)]
    pub(crate) version: Option<i64>,

    #[serde(default, deserialize_with = "strict::member")]
    #[schema(schema_with = unchangeable)]
    ext_id: Member<String>,
    #[serde(rename = "clientExtId", default)]
    #[schema(schema_with = read_only)]
    _client_ext_id: Ignored,
    #[serde(rename = "userExtId", default)]
    #[schema(schema_with = read_only)]
    _user_ext_id: Ignored,
    #[serde(rename = "unitExtId", default)]
    #[schema(schema_with = read_only)]
    _unit_ext_id: Ignored,
    #[serde(rename = "created", default)]
    #[schema(schema_with = read_only)]
    _created: Ignored,
    #[serde(rename = "lastModified", default)]
    #[schema(schema_with = read_only)]
    _last_modified: Ignored,
}

impl Patch {
    pub(crate) fn expecting(self, expected: Expected) -> PatchProfile {
        PatchProfile { name: self.name, profile_state: self.profile_state, ext_id: self.ext_id, expected }
    }
}
