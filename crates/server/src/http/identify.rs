//! Who calls: what a face takes a request's caller by. All that comes after it, rights and bodies and what is done, is the
//! same for every face.

use http::request::Parts;
use http::{HeaderMap, HeaderValue, header};
use sigill_app::Refusal;
use sigill_app::token::VerifiedToken;
use tracing::debug;

use super::rate::Peer;
use super::refused::Refused;
use super::server::Server;

/// Longest token that is looked at, in bytes.
const TOKEN_BYTES_MAX: usize = 8 * 1024;

/// What is told of a second token, whatever is wrong with it.
const NOT_ACCEPTED: &str = "the token in the header X-Token isn't valid, or not any more";

/// Where a face has the tokens of its requests.
pub(crate) trait Identify: 'static {
    /// The one that says who calls. Nothing else of a request is looked at before its body is read.
    ///
    /// # Errors
    /// There is none, or none that can be read.
    fn token(headers: &HeaderMap) -> Result<&str, Refused>;

    /// The second one, by which oneself proves who one is where that is needed.
    ///
    /// # Errors
    /// There is none, or none that can be read.
    fn proof(headers: &HeaderMap) -> Result<&str, Refused>;
}

/// Programs: an access token (RFC 6750 §2.1), and a second one in `X-Token`.
pub(crate) struct Bearer;

impl Identify for Bearer {
    /// The token is in exactly one header. Another scheme is as good as no token.
    fn token(headers: &HeaderMap) -> Result<&str, Refused> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let Some(value) = values.next() else { return Err(Refused::NoToken) };
        if values.next().is_some() {
            return Err(Refusal::Unauthenticated("several Authorization headers").into());
        }
        let value = value.to_str().map_err(|_| Refusal::Unauthenticated("the Authorization header isn't text"))?;
        let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Refused::NoToken);
        }
        match token.trim_matches(' ') {
            "" => Err(Refusal::Unauthenticated("the token is empty").into()),
            token if token.len() > TOKEN_BYTES_MAX => Err(Refusal::Unauthenticated("the token is too long").into()),
            token => Ok(token),
        }
    }

    fn proof(headers: &HeaderMap) -> Result<&str, Refused> {
        let missing =
            "expected a second token in the header X-Token, got none: POST /nevisidm/api/principal/v1/token gives one";
        let mut values = headers.get_all("x-token").iter();
        match (values.next().map(HeaderValue::to_str), values.next()) {
            (None, _) => Err(Refused::NotProven(missing)),
            (Some(Ok(token)), None) if !token.is_empty() && token.len() <= TOKEN_BYTES_MAX => Ok(token),
            _ => Err(Refused::NotProven(NOT_ACCEPTED)),
        }
    }
}

/// Whose token it is. Until that is known, the request is a stranger's, and takes no place of a caller's.
pub(super) async fn verified(server: &Server, parts: &Parts, token: &str) -> Result<VerifiedToken, Refused> {
    let (tokens, now) = (&server.app.tokens, server.app.world.clock.now());
    if let Some(verified) = tokens.recognise(token, now).await? {
        return Ok(verified);
    }
    let from = parts.extensions.get().map(Peer::network);
    let _place = server.strangers.enter(from, tokens.is_slow(token))?;
    Ok(tokens.verify(token, now, from).await?)
}

/// What is told where the second token isn't accepted.
pub(super) fn not_proven(refusal: Refusal) -> Refused {
    match refusal {
        Refusal::Unauthenticated(why) => {
            debug!(why, "a second token isn't accepted");
            Refused::NotProven(NOT_ACCEPTED)
        }
        other => other.into(),
    }
}

#[cfg(test)]
mod tests;
