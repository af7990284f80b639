//! `POST /{clientExtId}/users/{userExtId}/profiles`.

use serde::Deserialize;
use sigill_app::{Permit, profile};
use sigill_domain::profile::{HeldProfile, NewProfile};
use sigill_domain::right::ProfileCreate;
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use super::{Profile, state};
use crate::api::validity::Validity;
use crate::http::answer::Created;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::schema::or_null;
use crate::http::strict;
use crate::http::written::{Show, Written};

fn new_state() -> Object {
    or_null(state())
}

/// A profile to be created.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewProfile, example = json!({ "extId": "profile-124", "unitExtId": "unit-123" }))]
pub(crate) struct New {
    /// The external id; generated where none is given. 1 to 50 ASCII letters, digits and `-@./_:()\{}[]=!~+`.
    #[schema(example = "profile-124", min_length = 1, max_length = 50)]
    ext_id: Option<String>,
    /// The unit of the profile; where none is given, that of the profile policy, else the default unit of the client.
    #[schema(example = "unit-123")]
    unit_ext_id: Option<String>,
    /// `active` or `disabled`; as its user is where none is given.
    #[schema(schema_with = new_state)]
    profile_state: Option<String>,
    /// `Profile-<loginId>` where none is given, with a number behind it where the user has that already.
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    /// Whether it takes the place of the default profile; the first profile of a user is it in any case.
    #[schema(default = false)]
    is_default_profile: Option<bool>,
    /// The roles of the profile hold within it.
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(value_type = Option<Validity>)]
    validity: Option<Validity>,
    #[schema(max_length = 1000)]
    remarks: Option<String>,
    #[schema(max_length = 1000)]
    modification_comment: Option<String>,
}

impl From<New> for NewProfile {
    fn from(new: New) -> Self {
        let validity = new.validity.unwrap_or_default();
        Self {
            ext_id: new.ext_id,
            unit_ext_id: new.unit_ext_id,
            profile_state: new.profile_state,
            name: new.name,
            is_default: new.is_default_profile.unwrap_or_default(),
            validity_from: validity.from,
            validity_to: validity.to,
            remarks: new.remarks,
            comment: new.modification_comment,
        }
    }
}

/// Create a profile
///
/// A further place of the user in a unit, with the roles that the client's profile policy gives, if any. The unit must be one that takes profiles, and that the caller may
/// put profiles into.
#[utoipa::path(
    post,
    path = "/{clientExtId}/users/{userExtId}/profiles",
    tag = "Profile",
    operation_id = "createProfile"
)]
pub(crate) async fn handler(
    call: Call<Permit<ProfileCreate>, Strict<New>>,
) -> Result<Written<Created<Profile>>, Refused> {
    let Call { permit, path, body: Strict { value: new, extra }, terms, .. } = call;
    let client = permit.client().as_str();
    let show = Show::new(|held: &HeldProfile| Created {
        location: location(&[client, "profiles", held.profile.ext_id.as_str()]),
        entity: held.clone().into(),
    });
    let asked = show.asked(&terms, &extra);
    let outcome = profile::create(&permit, path.user(), &new.into(), &asked).await?;
    Ok(show.written(&terms, outcome))
}
