//! The ids in a path, and paths made of ids.

use axum::RequestPartsExt;
use axum::extract::{MatchedPath, OriginalUri, RawPathParams};
use http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sigill_domain::credential::{Act, Kind};

/// What all documented paths begin with.
pub(crate) const PREFIX: &str = "/nevisidm/api/core/v1";

/// What the paths of calls about the caller itself begin with.
pub(crate) const PRINCIPAL_PREFIX: &str = "/nevisidm/api/principal/v1";

/// What the paths of the documented logins begin with.
pub(crate) const AUTH_PREFIX: &str = "/nevisidm/api/auth/v1";

/// What the paths of queries begin with.
pub(crate) const QUERY_PREFIX: &str = "/nevisidm/api/query/v1";

/// What the paths of Sigill's own calls begin with.
pub(crate) const OWN_PREFIX: &str = "/sigill/v1";

/// What the paths of SCIM begin with; behind it comes the client.
pub(crate) const SCIM_PREFIX: &str = "/scim/v2";

/// Where nevisIDM has SCIM.
pub(crate) const DOCUMENTED_SCIM_PREFIX: &str = "/nevisidm/api/scim/v1";

/// Whether a path is one of SCIM, which has words of its own for everything.
pub(crate) fn is_scim(path: &str) -> bool {
    let is_below = |prefix| path.strip_prefix(prefix).is_some_and(|rest: &str| rest.starts_with('/'));
    is_below(SCIM_PREFIX) || is_below(DOCUMENTED_SCIM_PREFIX)
}

/// RFC 3986 §2.3: all but the unreserved characters are escaped; a `/` in an id is `%2F`.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The type that a route is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Of(pub(crate) &'static dyn Kind);

/// The call of its own type that a route is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Acts(pub(crate) &'static Act);

/// The ids that a request's path names, percent-decoded.
#[derive(Clone, Debug, Default)]
pub(crate) struct PathIds {
    ids: Vec<(String, String)>,
    /// The credential type that the route is about.
    kind: Option<&'static dyn Kind>,
    /// The call of its own that the route is.
    act: Option<&'static Act>,
}

impl PathIds {
    /// Reads them. What isn't UTF-8 in a segment becomes U+FFFD, which no id has.
    pub(crate) async fn of(parts: &mut Parts) -> Self {
        let read = match parts.extract::<RawPathParams>().await {
            Ok(params) => Self::from_ids(params.iter().map(|(name, id)| (name.to_owned(), id.to_owned())).collect()),
            Err(_) => Self::leniently(parts).unwrap_or_default(),
        };
        let kind = parts.extensions.get::<Of>().map(|Of(kind)| *kind);
        let act = parts.extensions.get::<Acts>().map(|Acts(act)| *act);
        Self { kind, act, ..read }
    }

    /// The same, of a route about this type.
    #[cfg(test)]
    pub(crate) fn about(&self, kind: Option<&'static dyn Kind>) -> Self {
        Self { kind, ..self.clone() }
    }

    fn from_ids(ids: Vec<(String, String)>) -> Self {
        Self { ids, kind: None, act: None }
    }

    fn leniently(parts: &Parts) -> Option<Self> {
        let template = parts.extensions.get::<MatchedPath>()?.as_str();
        let OriginalUri(uri) = parts.extensions.get::<OriginalUri>()?;
        Some(Self::matched(template, uri.path()))
    }

    /// By comparing a path with the template that it matched, segment by segment.
    pub(crate) fn matched(template: &str, path: &str) -> Self {
        let ids = template.split('/').zip(path.split('/')).filter_map(|(name, segment)| {
            let name = name.strip_prefix('{')?.strip_suffix('}')?;
            Some((name.to_owned(), percent_decode_str(segment).decode_utf8_lossy().into_owned()))
        });
        Self::from_ids(ids.collect())
    }

    /// Each id with its name in the template.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.ids.iter().map(|(name, id)| (name.as_str(), id.as_str()))
    }

    /// The client is always the first.
    pub(crate) fn client(&self) -> &str {
        self.ids.first().map_or("", |(_, id)| id)
    }

    /// The credential type that the route is about.
    pub(crate) fn kind(&self) -> Option<&'static dyn Kind> {
        self.kind
    }

    /// The call of its type's own that the route is.
    pub(crate) fn act(&self) -> Option<&'static Act> {
        self.act
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

    pub(crate) fn erole(&self) -> &str {
        self.named("enterpriseRoleExtId")
    }

    pub(crate) fn terms(&self) -> &str {
        self.named("termsExtId")
    }

    pub(crate) fn role(&self) -> &str {
        self.named("roleExtId")
    }

    pub(crate) fn property(&self) -> &str {
        self.named("propertyExtId")
    }

    pub(crate) fn question(&self) -> &str {
        self.named("personalQuestionExtId")
    }

    pub(crate) fn unit(&self) -> &str {
        self.named("unitExtId")
    }

    pub(crate) fn child(&self) -> &str {
        self.named("childExtId")
    }

    pub(crate) fn dispatch_target(&self) -> &str {
        self.named("dispatchTargetExtId")
    }

    pub(crate) fn signature(&self) -> &str {
        self.named("signatureId")
    }

    fn named(&self, name: &str) -> &str {
        self.ids.iter().find(|(found, _)| found == name).map_or("", |(_, id)| id)
    }
}

/// A path below [`PREFIX`] of these segments.
pub(crate) fn location(segments: &[&str]) -> String {
    below(PREFIX, segments)
}

/// A path below [`OWN_PREFIX`] of these segments.
pub(crate) fn own_location(segments: &[&str]) -> String {
    below(OWN_PREFIX, segments)
}

/// A path below a prefix of these segments.
pub(crate) fn below(prefix: &str, segments: &[&str]) -> String {
    segments.iter().fold(prefix.to_owned(), |mut path, segment| {
        path.push('/');
        path.extend(utf8_percent_encode(segment, SEGMENT));
        path
    })
}
