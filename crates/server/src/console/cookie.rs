//! Cookies: of the session, and of the language that somebody chose.

use http::{HeaderMap, HeaderValue, header};

/// Kept by browsers only as it was set: over https (or on localhost), for this host, and for all of it.
const SESSION: &str = "__Host-sigill";
/// Of who isn't signed in: what forms that sign in are held to.
const FORMS: &str = "__Host-sigill-forms";
const LANGUAGE: &str = "sigill-language";
/// A year, in seconds.
const LANGUAGE_S: u32 = 31_536_000;

/// The secret of the session, where there is exactly one.
pub(crate) fn session(headers: &HeaderMap) -> Option<&str> {
    one(headers, SESSION)
}

/// The secret to which forms of a browser are held that sign in.
pub(crate) fn forms(headers: &HeaderMap) -> Option<&str> {
    one(headers, FORMS)
}

/// The language that somebody chose.
pub(crate) fn language(headers: &HeaderMap) -> Option<&str> {
    one(headers, LANGUAGE)
}

fn one<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(other, _)| *other == name).map(|(_, value)| value);
    match (values.next(), values.next()) {
        (Some(value), None) => Some(value),
        _ => None,
    }
}

/// Sets the cookie of a session. It ends with the browser, and the session says when it does.
pub(crate) fn of_session(secret: &str) -> HeaderValue {
    header(format!("{SESSION}={secret}; Path=/; Secure; HttpOnly; SameSite=Lax"))
}

/// Sets the one to which forms are held that sign in. It ends with the browser.
pub(crate) fn of_forms(secret: &str) -> HeaderValue {
    header(format!("{FORMS}={secret}; Path=/; Secure; HttpOnly; SameSite=Lax"))
}

/// Takes it back.
pub(crate) fn of_nobody() -> HeaderValue {
    header(format!("{SESSION}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"))
}

pub(crate) fn of_language(code: &str) -> HeaderValue {
    header(format!("{LANGUAGE}={code}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={LANGUAGE_S}"))
}

/// All of it is our own text, and so always a header.
fn header(text: String) -> HeaderValue {
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_where_there_is_exactly_one() {
        let read = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::COOKIE, HeaderValue::from_static(value));
            }
            session(&headers).map(str::to_owned)
        };
        assert_eq!(read(&["a=b; __Host-sigill=x; c=d"]).as_deref(), Some("x"));
        assert_eq!(read(&["a=b", "__Host-sigill=x"]).as_deref(), Some("x"));
        for none in [&["__Host-sigill=x; __Host-sigill=y"][..], &["sigill=x"], &["__host-sigill=x"], &[]] {
            assert_eq!(read(none), None, "{none:?}");
        }
    }
}
