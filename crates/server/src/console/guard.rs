//! Forms that come from elsewhere are refused, by what the browser says of where they come from.

use http::{HeaderMap, header};
use sigill_app::Refusal;

use crate::http::refused::Refused;

const REFUSED: &str = "the form doesn't come from a page of this console";

/// Whether a form was sent by a page of this origin: the browser says so by `Sec-Fetch-Site`, or, where it is old, by
/// `Origin`. Nothing is guessed from `Host`, which proxies change.
///
/// # Errors
/// 403 where it wasn't, or where nothing is said.
pub(crate) fn must_be_ours(headers: &HeaderMap, origin: &str) -> Result<(), Refused> {
    let said = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let is_ours = match (said("sec-fetch-site"), said(header::ORIGIN.as_str())) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(other)) => other == origin,
        (None, None) => false,
    };
    if is_ours { Ok(()) } else { Err(not_ours()) }
}

/// The refusal of a form that isn't of the session.
pub(crate) fn not_ours() -> Refused {
    Refusal::Restricted(REFUSED.to_owned()).into()
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn a_form_is_ours_only_where_the_browser_says_so() {
        let is_ours = |pairs: &[(&'static str, &'static str)]| {
            let pairs =
                pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            must_be_ours(&pairs.collect(), "https://id.example.com").is_ok()
        };
        assert!(is_ours(&[("sec-fetch-site", "same-origin")]));
        assert!(is_ours(&[("sec-fetch-site", "none")]));
        assert!(is_ours(&[("origin", "https://id.example.com")]));
        for wrong in [
            &[][..],
            &[("sec-fetch-site", "same-site"), ("origin", "https://id.example.com")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "")],
            &[("origin", "null")],
            &[("origin", "http://id.example.com")],
            &[("host", "id.example.com")],
        ] {
            assert!(!is_ours(wrong), "{wrong:?}");
        }
    }
}
