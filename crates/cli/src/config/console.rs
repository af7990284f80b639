//! `[console]`: whether there is one, and where people find it.

use std::sync::Arc;

use http::Uri;
use sigill_app::session::ConsoleOptions;
use sigill_domain::ext_id::ExtId;
use sigill_domain::session::SessionLimits;

use super::keys::Config;

impl Config {
    /// How people sign in at the console; `None`: there is none.
    pub(crate) fn console(&self) -> Option<Arc<ConsoleOptions>> {
        let section = Some(&self.console).filter(|section| section.enabled)?;
        let origin = section.origin.as_deref().or(self.public_url.as_deref()).and_then(origin)?;
        Some(Arc::new(ConsoleOptions { origin, client: section.client.clone(), limits: self.session_limits() }))
    }

    fn session_limits(&self) -> SessionLimits {
        let section = &self.console;
        SessionLimits { idle_s: section.idle_s, lasts_s: section.lasts_s, at_once_max: section.sessions_max }
    }

    /// What of the section can't be: the key at fault, and why.
    pub(super) fn check_console(&self) -> Result<(), (&'static str, String)> {
        let section = &self.console;
        if let Some(client) = &section.client {
            ExtId::parse("console.client", client).map_err(|breach| ("console.client", breach.message))?;
        }
        if let Some(given) = &section.origin
            && origin(given).as_ref() != Some(given)
        {
            let why = format!("expected an origin such as https://id.example.com, without a path, got {given:?}");
            return Err(("console.origin", why));
        }
        if section.enabled && section.origin.is_none() && self.public_url.is_none() {
            let why = "expected an origin such as https://id.example.com, since public_url isn't set either";
            return Err(("console.origin", why.to_owned()));
        }
        if !(60..=86_400).contains(&section.idle_s) {
            return Err(("console.idle_s", format!("expected 60 to 86400, got {}", section.idle_s)));
        }
        if !(60..=604_800).contains(&section.lasts_s) {
            return Err(("console.lasts_s", format!("expected 60 to 604800, got {}", section.lasts_s)));
        }
        if !(1..=50).contains(&section.sessions_max) {
            return Err(("console.sessions_max", format!("expected 1 to 50, got {}", section.sessions_max)));
        }
        Ok(())
    }
}

/// What a browser calls the origin of a URL: in small letters, and without the port that goes without saying.
fn origin(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let (scheme, host) = (uri.scheme_str()?, uri.host()?.to_lowercase());
    let port = uri.port_u16().filter(|port| !matches!((scheme, port), ("https", 443) | ("http", 80)));
    matches!(scheme, "http" | "https").then(|| match port {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_a_browser_calls_so() {
        for (url, expected) in [
            ("https://ID.example.com/sigill", "https://id.example.com"),
            ("https://id.example.com:443", "https://id.example.com"),
            ("http://localhost:8989/", "http://localhost:8989"),
        ] {
            assert_eq!(origin(url).as_deref(), Some(expected));
        }
        assert_eq!(origin("ftp://id.example.com"), None);
    }
}
