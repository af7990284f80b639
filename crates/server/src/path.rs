//! The ids in a path, and paths made of ids.

use axum::RequestPartsExt;
use axum::extract::RawPathParams;
use http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What all documented paths begin with.
pub(crate) const PREFIX: &str = "/nevisidm/api/core/v1";

/// What the paths of calls about the caller itself begin with.
pub(crate) const PRINCIPAL_PREFIX: &str = "/nevisidm/api/principal/v1";

/// What the paths of Sigill's own calls begin with.
pub(crate) const OWN_PREFIX: &str = "/sigill/v1";

/// RFC 3986 §2.3: all but the unreserved characters are escaped; a `/` in an id is `%2F`.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The ids that a request's path names, percent-decoded.
#[derive(Clone, Debug, Default)]
pub(crate) struct PathIds(Vec<(String, String)>);

impl PathIds {
    /// Reads them. A segment that isn't UTF-8 is nobody's id, so the path then names the empty ones,
    /// which nothing has.
    pub(crate) async fn of(parts: &mut Parts) -> Self {
        match parts.extract::<RawPathParams>().await {
            Ok(params) => Self(params.iter().map(|(name, id)| (name.to_owned(), id.to_owned())).collect()),
            Err(_) => Self::default(),
        }
    }

    /// The client is always the first.
    pub(crate) fn client(&self) -> &str {
        self.0.first().map_or("", |(_, id)| id)
    }

    pub(crate) fn user(&self) -> &str {
        self.named("userExtId")
    }

    pub(crate) fn policy(&self) -> &str {
        self.named("policyExtId")
    }

    pub(crate) fn profile(&self) -> &str {
        self.named("profileExtId")
    }

    pub(crate) fn authorization(&self) -> &str {
        self.named("authorizationExtId")
    }

    pub(crate) fn credential(&self) -> &str {
        self.named("credentialExtId")
    }

    pub(crate) fn application(&self) -> &str {
        self.named("applicationExtId")
    }

    fn named(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, id)| id)
    }
}

/// A path below [`PREFIX`] of these segments.
pub(crate) fn location(segments: &[&str]) -> String {
    segments.iter().fold(PREFIX.to_owned(), |mut path, segment| {
        path.push('/');
        path.extend(utf8_percent_encode(segment, SEGMENT));
        path
    })
}
