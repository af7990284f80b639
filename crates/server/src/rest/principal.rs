//! The caller about itself.

use sigill_app::token::{TechnicalUserId, TokenRefusal};
use sigill_app::{Caller, me};

use crate::answer::{Shown, Unstored};
use crate::authorise::Oneself;
use crate::call::{Call, Strict};
use crate::refused::Refused;
use crate::terms::Refuses;
use crate::wire::principal::{Me, NewToken, Permissions, Token};

/// Get the caller
#[utoipa::path(get, path = "/me", tag = "Caller", operation_id = "getMe")]
pub(crate) async fn me(call: Call<Oneself>) -> Result<Shown<Me>, Refused> {
    let Oneself { permit, view, user } = call.permit;
    let me = me::get(&permit, &view, user.as_str()).await?;
    Ok(Shown(Me::of(permit.client().as_str(), me)))
}

/// Get the permissions of the caller
///
/// Every elementary right of the caller, wherever it holds, as it is now.
#[utoipa::path(get, path = "/permissions", tag = "Caller", operation_id = "getPermissions")]
pub(crate) async fn permissions(call: Call<Caller>) -> Result<Shown<Permissions>, Refused> {
    let rights = call.permit.rights();
    Ok(Shown(Permissions { elementary_permissions: rights.iter().map(ToString::to_string).collect() }))
}

/// Get a second token
///
/// For what is protected, oneself proves by a password who one is; the token is sent as `X-Token` beside the access token, and
/// is worth something for five minutes, and as long as the password is. Only technical users have passwords: their device
/// passwords.
#[utoipa::path(post, path = "/token", tag = "Caller", operation_id = "generateBearerToken")]
pub(crate) async fn token(call: Call<Oneself, Strict<NewToken>, Refuses>) -> Result<Unstored<Token>, Refused> {
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

/// Nobody learns which.
const WRONG: &str = "the user name or the password is wrong";
