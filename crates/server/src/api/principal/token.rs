//! `POST /token`.

use serde::{Deserialize, Serialize};
use sigill_app::token::{IssuedToken, TechnicalUserId, TokenRefusal};
use sigill_app::{Refusal, me};
use sigill_domain::breach::Breach;
use sigill_domain::user::User;
use utoipa::ToSchema;

use crate::http::answer::Unstored;
use crate::http::authorise::Oneself;
use crate::http::call::{Call, Strict};
use crate::http::refused::Refused;
use crate::http::terms::Refuses;

/// Nobody learns which.
const WRONG: &str = "the user name or the password is wrong";

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
    pub(crate) fn of(issued: IssuedToken) -> Self {
        Self { access_token: issued.access_token, token_type: "bearer", expires_in: issued.expires_in_s }
    }
}

/// Get a second token
///
/// For what is protected, oneself proves by a password who one is; the token is sent as `X-Token` beside the access token, and
/// is worth something for five minutes, and as long as the password is. Only technical users have passwords: their device
/// passwords.
#[utoipa::path(post, path = "/token", tag = "Caller", operation_id = "generateBearerToken")]
pub(crate) async fn handler(call: Call<Oneself, Strict<NewToken>, Refuses>) -> Result<Unstored<Token>, Refused> {
    let Call { permit: Oneself { permit, view, user }, body: Strict { value: new, extra }, server, .. } = call;
    let password = new.password(extra)?;
    let me = me::get(&permit, &view, user.as_str()).await?;
    if !new.names(&me.user) {
        return Err(Refused::NotProven(WRONG));
    }
    let id = TechnicalUserId::new(permit.client().as_str(), user.as_str());
    match server.app.tokens.prove(&id, password, None).await {
        Ok(issued) => Ok(Unstored(Token::of(issued))),
        Err(TokenRefusal::InvalidClient { .. }) => Err(Refused::NotProven(WRONG)),
        Err(TokenRefusal::Failed(refusal)) => Err(refusal.into()),
    }
}
