//! The caller, as it is told about itself.

use serde::{Deserialize, Serialize};
use sigill_app::token::Issued;
use sigill_app::{Refusal, me};
use sigill_domain::breach::Breach;
use sigill_domain::user::User;
use utoipa::ToSchema;

/// Who the caller is (*Get caller user info*).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Me)]
pub(crate) struct Me {
    #[schema(example = "user-123")]
    user_ext_id: String,
    #[schema(example = "anna")]
    login_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Anna Muster", nullable = false)]
    full_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "anna@example.com", nullable = false)]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "EN", nullable = false)]
    display_language_code: Option<String>,
    #[schema(example = "client-123")]
    client_ext_id: String,
    client_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    profile_ext_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    unit_ext_id: Option<String>,
}

impl Me {
    pub(crate) fn of(client: &str, me: me::Me) -> Self {
        let name = me.user.person.name;
        let names: Vec<String> = [name.first_name, name.family_name].into_iter().flatten().collect();
        Self {
            user_ext_id: me.user.ext_id.to_string(),
            login_id: me.user.login_id,
            full_name: Some(names.join(" ")).filter(|name| !name.is_empty()),
            email: me.user.person.contacts.email,
            display_language_code: me.user.person.language_code,
            client_ext_id: client.to_owned(),
            client_name: me.client_name,
            profile_ext_id: me.profile.as_ref().map(|held| held.profile.ext_id.to_string()),
            unit_ext_id: me.profile.as_ref().map(|held| held.unit_ext_id.to_string()),
        }
    }
}

/// What the caller may do, somewhere.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Permissions, example = json!({ "elementaryPermissions": ["AccessControl.CredentialView"] }))]
pub(crate) struct Permissions {
    pub(crate) elementary_permissions: Vec<String>,
}

/// What a second token is asked for with (*Generate bearer token*).
#[derive(Deserialize, ToSchema)]
#[schema(as = NewSecondToken)]
pub(crate) struct NewToken {
    /// The caller's own login id or external id.
    #[schema(value_type = String, example = "machine-1")]
    username: Option<String>,
    /// One of the caller's passwords.
    #[schema(value_type = String)]
    password: Option<String>,
    /// `password`.
    #[schema(value_type = String, example = "password")]
    grant_type: Option<String>,
}

impl NewToken {
    /// The password, or every broken rule.
    pub(crate) fn password(&self, mut broken: Vec<Breach>) -> Result<&str, Refusal> {
        for (name, value) in [("username", &self.username), ("password", &self.password)] {
            if value.as_deref().is_none_or(|value| value.trim().is_empty()) {
                broken.push(Breach::invalid(format!("{name} is mandatory: expected a non-blank text, got none")));
            }
        }
        if self.grant_type.as_deref() != Some("password") {
            broken.push(Breach::invalid("grant_type: expected \"password\"".to_owned()));
        }
        match &self.password {
            Some(password) if broken.is_empty() => Ok(password),
            _ => Err(Refusal::Broken(broken)),
        }
    }

    /// Whether it is this user who is named.
    pub(crate) fn names(&self, user: &User) -> bool {
        self.username.as_deref().is_some_and(|name| name == user.login_id || name == user.ext_id.as_str())
    }
}

/// A second token.
#[derive(Serialize, ToSchema)]
#[schema(as = SecondToken)]
pub(crate) struct Token {
    access_token: String,
    #[schema(example = "bearer")]
    token_type: &'static str,
    /// Seconds.
    #[schema(example = 300)]
    expires_in: i64,
}

impl Token {
    pub(crate) fn of(issued: Issued) -> Self {
        Self { access_token: issued.access_token, token_type: "bearer", expires_in: issued.expires_in_s }
    }
}
