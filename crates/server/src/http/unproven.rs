//! Whoever asks for a token and isn't proved to be who it says.

use sigill_app::token::TechnicalUserId;

/// As long as a `client_id` is, about.
const SHOWN_MAX: usize = 200;
/// So much is shown of what has not the form of a `client_id`: it may be a secret in the wrong place.
const BEGINNING: usize = 8;

/// Why nobody is proved to call. For the log only.
#[derive(Debug)]
pub(crate) struct Unproven {
    pub(super) refused: &'static str,
    pub(super) cause: &'static str,
    /// Who it says it is, fit for a log.
    pub(super) client_id: Option<String>,
}

impl Unproven {
    pub(crate) fn new(refused: &'static str, cause: &'static str, client_id: Option<&str>) -> Self {
        Self { refused, cause, client_id: client_id.map(shown) }
    }
}

/// In visible ASCII, and bounded.
fn shown(client_id: &str) -> String {
    let len_max = if TechnicalUserId::parse(client_id).is_some() { SHOWN_MAX } else { BEGINNING };
    let mut shown = String::new();
    for c in client_id.chars() {
        if shown.len() >= len_max {
            shown.push_str("...");
            break;
        }
        shown.extend(c.escape_default());
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_sent_is_short_and_visible_ascii() {
        assert_eq!(shown("api/robot"), "api/robot");
        assert_eq!(shown("robot"), "robot");
        assert_eq!(shown("a/b\n\u{1b}[31m\"\u{202e}\u{e4}"), "a/b\\n\\u{1b}[31m\\\"\\u{202e}\\u{e4}");
        assert_eq!(shown("a-secret-in-the-wrong-place"), "a-secret...");
        let long = shown(&format!("a/{}", "\u{10ffff}".repeat(60_000)));
        assert!(long.len() <= SHOWN_MAX + 12 && long.ends_with("...") && long.is_ascii(), "{long}");
    }
}
