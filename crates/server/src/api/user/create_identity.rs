//! `POST /{clientExtId}/identity`.

use serde::Deserialize;
use sigill_app::Permit;
use sigill_domain::breach::Breach;
use sigill_domain::right::UserCreate;
use sigill_domain::user;
use utoipa::ToSchema;

use super::create::New as NewUser;
use crate::api::profile::New as NewProfile;
use crate::http::answer::Made;
use crate::http::call::{Call, Strict};
use crate::http::path::location;
use crate::http::refused::Refused;
use crate::http::strict;
use crate::http::written::{Show, Written};

/// A user to be created together with a profile.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewIdentity, example = json!({
    "user": {
        "extId": "user-123",
        "name": { "firstName": "Anna", "familyName": "Muster" },
        "contacts": { "email": "anna.muster@example.com" }
    },
    "profile": { "unitExtId": "unit-123" }
}))]
pub(crate) struct New {
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(value_type = NewUser, required)]
    user: Option<NewUser>,
    #[serde(default, deserialize_with = "strict::object")]
    #[schema(value_type = NewProfile, required)]
    profile: Option<NewProfile>,
}

/// Create a user with a profile
///
/// Both or nothing. `Location` leads to the user. Also needs AccessControl.ProfileCreate, UserView and UserModify;
/// AccessControl.UserCreateTechUser for a technical user, and AccessControl.LoginIdOverride where a login id is given.
#[utoipa::path(post, path = "/{clientExtId}/identity", tag = "User", operation_id = "createIdentity")]
pub(crate) async fn handler(call: Call<Permit<UserCreate>, Strict<New>>) -> Result<Written<Made>, Refused> {
    let Call { permit, body: Strict { value: new, mut extra }, terms, .. } = call;
    for (member, is_there) in [("user", new.user.is_some()), ("profile", new.profile.is_some())] {
        if !is_there {
            extra.push(Breach::invalid(format!("{member} is mandatory: expected an object, got none")));
        }
    }
    let client = permit.client().as_str();
    let show = Show::new(|user: &user::User| Made(location(&[client, "users", user.ext_id.as_str()])));
    let (user, profile) =
        (new.user.map(Into::into).unwrap_or_default(), new.profile.map(Into::into).unwrap_or_default());
    let asked = show.asked(&terms, &extra);
    let outcome = sigill_app::user::create_identity(&permit, (&user, &profile), &asked).await?;
    Ok(show.written(&terms, outcome))
}
