//! Profiles: how a user gets roles.

use serde::Serialize;
use sigill_domain::profile::HeldProfile;
use sigill_domain::user::State;
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use crate::api::validity::Validity;
use crate::http::answer::Entity;
use crate::http::schema::one_of;

operations! {
    list;
    create;
    get;
    modify;
    delete;
    get_unit;
    put_into_unit;
    get_properties;
    modify_properties;
}

pub(crate) mod for_application;

pub(crate) use self::create::New;

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
    /// Whether it is the one that its user has where none is chosen.
    is_default_profile: bool,
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

impl From<HeldProfile> for Profile {
    fn from(held: HeldProfile) -> Self {
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
            is_default_profile: profile.is_default,
            validity: Validity::shown(profile.validity.from, profile.validity.to),
            remarks: profile.remarks,
            modification_comment: profile.comment,
        }
    }
}

impl Entity for Profile {
    fn version(&self) -> i64 {
        self.version
    }
}
