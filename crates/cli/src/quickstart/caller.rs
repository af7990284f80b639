//! The technical user that makes the calls, and its token.

use std::path::Path;
use std::time::Duration;

use sigill_app::App;
use sigill_app::session;
use sigill_app::setup::{self, TechnicalUser};
use sigill_app::token::TechnicalUserId;
use sigill_domain::caller::ClientRoom;
use sigill_domain::role::Role;

use super::http::{Http, Request};
use crate::failure::Failure;
use crate::files;

/// The client of those who operate the installation.
pub(super) const CLIENT: &str = "sigill";
/// The technical user.
pub(super) const USER: &str = "quickstart";
/// Long enough to try things for a day; the calls that are shown hold the token.
pub(super) const TOKEN_LIFETIME_S: i64 = 8 * 3_600;
/// A link to the console is good for as long as a token.
const LINK_LIFETIME_S: i64 = TOKEN_LIFETIME_S;
/// Where its secret is kept, in the data folder.
pub(super) const SECRET_FILE: &str = "quickstart.secret";

/// Gets a token over HTTP: by the kept secret, or by a fresh one where that is lost or not accepted.
pub(super) async fn token(app: &App, http: &Http, data: &Path) -> Result<String, Failure> {
    let file = data.join(SECRET_FILE);
    if let Some(secret) = files::read(&file)?
        && let Some(token) = ask(http, secret.trim()).await?
    {
        return Ok(token);
    }
    setup::client(&app.store, &app.world, CLIENT, "Sigill").await?;
    let wanted = TechnicalUser { client: CLIENT, user: USER, role: Role::Root, clients: ClientRoom::Global };
    let made = setup::technical_user(&app.store, &app.world, app.tokens.secrets(), &wanted).await?;
    files::replace(&file, &format!("{}\n", made.client_secret))?;
    ask(http, &made.client_secret)
        .await?
        .ok_or_else(|| Failure::Call(format!("the technical user {CLIENT}/{USER} gets no token: it can't be used")))
}

/// A link by which the technical user signs in at the console, once.
pub(super) async fn console_link(app: &App) -> Result<String, Failure> {
    let Some(options) = &app.console else { return Ok(String::new()) };
    let occasion = app.world.occasion("setup".to_owned(), Duration::from_secs(30));
    Ok(session::issue_link(app, options, (CLIENT, USER), LINK_LIFETIME_S, occasion).await?.url)
}

/// Asks the token endpoint; `None` where the secret is not accepted.
async fn ask(http: &Http, secret: &str) -> Result<Option<String>, Failure> {
    let client_id = TechnicalUserId::new(CLIENT, USER).to_string();
    let form = [("grant_type", "client_credentials"), ("client_id", &client_id), ("client_secret", secret)];
    let form: Vec<_> = form.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let request = Request {
        method: "POST",
        path: "/oauth2/token".to_owned(),
        headers: vec![("Host", http.host()), ("Content-Type", "application/x-www-form-urlencoded".to_owned())],
        body: form.join("&"),
    };
    let answer = http.send(&request).await?;
    match answer.status.as_u16() {
        200 => Ok(answer.json()?.get("access_token").and_then(|token| token.as_str()).map(str::to_owned)),
        401 => Ok(None),
        _ => Err(answer.unexpected(&request)),
    }
}

/// A value of a form: everything but unreserved characters is escaped.
fn encoded(value: &str) -> String {
    let mut encoded = String::new();
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_in_a_form_is_escaped() {
        assert_eq!(encoded("sigill/quickstart"), "sigill%2Fquickstart");
        assert_eq!(encoded("a b&c=ä+"), "a%20b%26c%3D%C3%A4%2B");
    }
}
