//! The caller about itself.

use sigill_domain::profile::HeldProfile;
use sigill_domain::right::{SelfAdmin, UserView};
use sigill_domain::user::User;
use sigill_store::Permit;

use crate::refusal::Refusal;
use crate::sought::{found, found_client};

/// Who the caller is.
#[derive(Debug)]
pub struct Me {
    /// The caller's own user.
    pub user: User,
    /// The oldest profile, where there is one.
    pub profile: Option<HeldProfile>,
    /// As people know the client of the user.
    pub client_name: String,
}

/// The caller's own user, whose external id is `user`.
pub async fn get(permit: &Permit<SelfAdmin>, view: &Permit<UserView>, user: &str) -> Result<Me, Refusal> {
    let client = permit.client().as_str();
    let profiles = found(permit.profiles(user).await?, client, user)?;
    let client_name = found_client(permit.own_client_name().await?, client)?.into_inner();
    let user = found(view.user(user).await?, client, user)?.into_inner();
    Ok(Me { user, profile: profiles.into_inner().into_iter().next(), client_name })
}
