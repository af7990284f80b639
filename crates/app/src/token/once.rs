//! The token in a one-time link: by it, and by nothing else, a technical user's fresh secret is fetched.

use serde_json::json;
use sigill_domain::credential::device_password::Link;
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use super::jws::{Claims, Jws};
use super::technical::TechnicalUserId;
use super::{Tokens, ring};
use crate::refusal::Refusal;

/// A type of its own (RFC 8725 §3.11), and an audience of its own: such a token is no access token, and an access
/// token is none of these.
const TYPE: &str = "sigill-once+jwt";
/// Another one for links by which people sign in at the console.
const CONSOLE_TYPE: &str = "sigill-console+jwt";

impl Tokens {
    /// The URL at which links are opened.
    #[must_use]
    pub fn once_page(&self) -> String {
        format!("{}/sigill/v1/once", self.options.issuer.trim_end_matches('/'))
    }

    /// Signs the token of a link.
    pub(crate) async fn sign_link(&self, id: &TechnicalUserId, link: &Link) -> Result<String, Refusal> {
        self.sign_once((TYPE, &self.once_page()), id, link).await
    }

    /// Signs the token of a link by which somebody signs in at the console, whose links are opened at `page`.
    pub(crate) async fn sign_console_link(
        &self,
        page: &str,
        id: &TechnicalUserId,
        link: &Link,
    ) -> Result<String, Refusal> {
        self.sign_once((CONSOLE_TYPE, page), id, link).await
    }

    async fn sign_once(&self, (typ, page): (&str, &str), id: &TechnicalUserId, link: &Link) -> Result<String, Refusal> {
        let keys = self.ring.recent(link.issued).await?;
        let key = ring::signing(&keys, link.issued).ok_or_else(|| Refusal::Failed("there is no signing key".into()))?;
        let claims = json!({
            "iss": self.options.issuer,
            "aud": page,
            "sub": link.user_id,
            "client_id": id.to_string(),
            "iat": link.issued.seconds(),
            "exp": link.expires.seconds(),
            "jti": link.id,
        });
        Ok(key.sign(typ, &claims))
    }

    /// The link whose token this is, and for whom; whether it still serves is not looked at.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] where it is none of this server; others where that can't be told now.
    pub(crate) async fn read_link(&self, token: &str, at: Timestamp) -> Result<(TechnicalUserId, Link), Refusal> {
        self.read_once((TYPE, &self.once_page()), token, at).await
    }

    /// As [`Tokens::read_link`], of a link by which somebody signs in at the console.
    ///
    /// # Errors
    /// As there.
    pub(crate) async fn read_console_link(
        &self,
        page: &str,
        token: &str,
        at: Timestamp,
    ) -> Result<(TechnicalUserId, Link), Refusal> {
        self.read_once((CONSOLE_TYPE, page), token, at).await
    }

    async fn read_once(
        &self,
        (typ, page): (&str, &str),
        token: &str,
        at: Timestamp,
    ) -> Result<(TechnicalUserId, Link), Refusal> {
        let no = Refusal::Unauthenticated;
        let jws = Jws::read(token).map_err(no)?;
        let (claims, _) = self.signed_here(jws, typ, page, at).await?;
        link(&claims).ok_or(no("it names no link"))
    }
}

fn link(claims: &Claims) -> Option<(TechnicalUserId, Link)> {
    let id = |name: &str| claims.text(name).and_then(|id| Uuid::parse_str(id).ok());
    let time = |name: &str| claims.time(name).ok().flatten().map(|s| Timestamp::from_micros((s as i64) * 1_000_000));
    let link = Link { id: id("jti")?, user_id: id("sub")?, issued: time("iat")?, expires: time("exp")? };
    Some((TechnicalUserId::parse(claims.text("client_id")?)?, link))
}
