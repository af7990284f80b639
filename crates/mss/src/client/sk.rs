//! Asking Mobile-ID of SK: plain HTTPS, since it knows a relying party by its name, its UUID and its address.

use std::fmt;
use std::sync::Arc;

use http::Uri;

use super::exchange::{Door, Exchange, Sent};
use super::failure::Failure;
use super::kept::Kept;
use super::provider::{Identity, Limits, ProviderError};
use crate::sk::{
    Begun, Certificate, MessageError, Question, Session, read_begun, read_certificate, read_session, shown_as,
};

/// Below the address of the server.
const BASE: &str = "/mid-api";
/// What an answer may take beyond the time for which the provider was told to wait.
const BEYOND_MS: u64 = 3_000;
/// What a question about a session may wait for at the provider, in milliseconds.
const WAIT_MS: std::ops::RangeInclusive<u64> = 1_000..=60_000;

/// One provider of this kind, and who we are there.
#[derive(Clone)]
pub struct SkProvider {
    /// `https://host[:port]`; `http` is for loopback addresses only.
    pub base_url: String,
    pub relying_party_name: String,
    /// A secret, in lower case.
    pub relying_party_uuid: String,
    /// The authorities of the server's certificate, in PEM. Those of the machine do not count.
    pub server_roots_pem: String,
    /// The protocol asks for none.
    pub identity: Option<Identity>,
    pub limits: Limits,
}

impl fmt::Debug for SkProvider {
    /// Without the UUID.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.relying_party_name;
        f.debug_struct("SkProvider").field("base_url", &self.base_url).field("name", name).finish_non_exhaustive()
    }
}

/// What a person is asked.
#[derive(Clone, Copy)]
pub struct Begin<'a> {
    /// With `+` and the country.
    pub phone_number: &'a str,
    pub national_identity_number: &'a str,
    /// SHA-256.
    pub hash: &'a crate::sk::Hash,
    /// EST, ENG, RUS or LIT.
    pub language: &'a str,
    pub display_text: &'a str,
}

/// A session, as it stands.
#[derive(Clone, Debug)]
pub struct Standing {
    pub session: Session,
    pub kept: Kept,
}

/// Asks one provider. Clones share the connections.
#[derive(Clone, Debug)]
pub struct SkClient {
    provider: Arc<SkProvider>,
    authentication: Uri,
    certificate: Uri,
    exchange: Exchange,
}

impl SkClient {
    /// Reads certificates, key and URL; connects to nothing yet.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub fn new(provider: SkProvider) -> Result<Self, ProviderError> {
        let exchange = Exchange::new(&Door {
            base_url: &provider.base_url,
            server_roots_pem: &provider.server_roots_pem,
            identity: provider.identity.as_ref(),
            media_type: "application/json",
            limits: &provider.limits,
        })?;
        let authentication = exchange.uri(&format!("{BASE}/authentication"))?;
        let certificate = exchange.uri(&format!("{BASE}/certificate"))?;
        Ok(Self { provider: Arc::new(provider), authentication, certificate, exchange })
    }

    #[must_use]
    pub fn provider(&self) -> &SkProvider {
        &self.provider
    }

    /// Shows a text to a person, who signs the hash with the key for authentication.
    ///
    /// # Errors
    /// The provider refused, could not be reached, or answered something that cannot be used.
    pub async fn begin(&self, begin: &Begin<'_>) -> Result<Begun, Failure> {
        use base64::Engine as _;
        let hash = base64::engine::general_purpose::STANDARD.encode(begin.hash.octets());
        let question = Question {
            hash: Some(hash),
            hash_type: Some(begin.hash.kind().as_str().to_owned()),
            language: Some(begin.language.to_owned()),
            display_text: Some(begin.display_text.to_owned()),
            display_text_format: Some(shown_as(begin.display_text).to_owned()),
            ..self.about(begin.phone_number, begin.national_identity_number)
        };
        let kept = self.post(&self.authentication, &question).await?;
        let begun = read_begun(&kept.octets).and_then(|begun| match is_name(&begun.session) {
            true => Ok(begun),
            false => Err(MessageError::Missing("a sessionID that can be part of a path")),
        });
        begun.map_err(|source| Failure::Message { source, kept })
    }

    /// How a session stands; the provider waits for so long until it has ended.
    ///
    /// # Errors
    /// As for [`begin`](Self::begin); 404 for a session that is not known, or not any more.
    pub async fn session(&self, id: &str, wait_ms: u64) -> Result<Standing, Failure> {
        let wait_ms = wait_ms.clamp(*WAIT_MS.start(), *WAIT_MS.end());
        let kept = self.get(&session_path(id, wait_ms), wait_ms + BEYOND_MS).await?;
        match read_session(&kept.octets, None) {
            Ok(session) => Ok(Standing { session, kept }),
            Err(source) => Err(Failure::Message { source, kept }),
        }
    }

    /// Whether the person has a certificate. Nothing is shown to anybody.
    ///
    /// # Errors
    /// As for [`begin`](Self::begin).
    pub async fn certificate(&self, phone_number: &str, identity: &str) -> Result<Certificate, Failure> {
        let kept = self.post(&self.certificate, &self.about(phone_number, identity)).await?;
        read_certificate(&kept.octets).map_err(|source| Failure::Message { source, kept })
    }

    /// What the server says of its version, in its words.
    ///
    /// # Errors
    /// As for [`begin`](Self::begin).
    pub async fn version(&self) -> Result<String, Failure> {
        let kept = self.get(&format!("{BASE}/version"), self.provider.limits.answer_ms).await?;
        Ok(String::from_utf8_lossy(&kept.octets).trim().to_owned())
    }

    fn about(&self, phone_number: &str, identity: &str) -> Question {
        Question {
            relying_party_name: self.provider.relying_party_name.clone(),
            relying_party_uuid: self.provider.relying_party_uuid.clone(),
            phone_number: phone_number.to_owned(),
            national_identity_number: identity.to_owned(),
            hash: None,
            hash_type: None,
            language: None,
            display_text: None,
            display_text_format: None,
        }
    }

    async fn post(&self, uri: &Uri, question: &Question) -> Result<Kept, Failure> {
        // It is made of texts, which always have a JSON form.
        let body = serde_json::to_string(question).unwrap_or_default();
        succeeded(self.exchange.ask(Sent::post(uri, body), self.provider.limits.answer_ms).await?)
    }

    async fn get(&self, path: &str, within_ms: u64) -> Result<Kept, Failure> {
        // What would make no path is a session that nobody has.
        let uri = self.exchange.uri(path).or_else(|_| self.exchange.uri(BASE));
        let uri = uri.unwrap_or_else(|_| self.authentication.clone());
        succeeded(self.exchange.ask(Sent::get(uri), within_ms).await?)
    }
}

fn session_path(id: &str, wait_ms: u64) -> String {
    let id = if is_name(id) { id } else { "-" };
    format!("{BASE}/authentication/session/{id}?timeoutMs={wait_ms}")
}

/// Whether it can be part of a path as it is.
fn is_name(id: &str) -> bool {
    (1..=100).contains(&id.len()) && id.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
}

fn succeeded(kept: Kept) -> Result<Kept, Failure> {
    if kept.http_status == 200 { Ok(kept) } else { Err(Failure::Status { kept }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_gets_into_a_path() {
        assert_eq!(
            session_path("de305d54-75b4", 1_000),
            "/mid-api/authentication/session/de305d54-75b4?timeoutMs=1000"
        );
        for id in ["", "..", "a/b", "a?b", "ä", &"a".repeat(101)] {
            assert_eq!(session_path(id, 1_000), "/mid-api/authentication/session/-?timeoutMs=1000", "{id}");
        }
    }

    #[test]
    fn nobody_prints_the_uuid() {
        let provider = SkProvider {
            base_url: "http://127.0.0.1:1".to_owned(),
            relying_party_name: "DEMO".to_owned(),
            relying_party_uuid: "00000000-0000-0000-0000-000000000007".to_owned(),
            server_roots_pem: String::new(),
            identity: None,
            limits: Limits::default(),
        };
        let shown = format!("{:?}", SkClient::new(provider).unwrap());
        assert!(shown.contains("DEMO") && !shown.contains("0007"), "{shown}");
    }
}
