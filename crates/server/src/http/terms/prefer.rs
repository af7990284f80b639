//! `Prefer` (RFC 7240).

use http::{HeaderMap, HeaderName};

const PREFER: HeaderName = HeaderName::from_static("prefer");

/// Whether a request is only to be tried. Whatever value or parameters stand behind `dry-run`, it
/// is safer not to write.
pub(super) fn dry_run(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(PREFER).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(preferences).any(|preference| {
        let name = preference.split([';', '=']).next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case("dry-run")
    })
}

/// The preferences of a line: a comma within quotes parts nothing.
fn preferences(line: &str) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    line.split(|letter: char| {
        let parts = letter == ',' && !quoted;
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        parts
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_dry_run_is_found_among_other_preferences() {
        let prefers = |line: &str| dry_run(&HeaderMap::from_iter([(PREFER, HeaderValue::from_str(line).unwrap())]));
        for line in
            ["dry-run", "DRY-RUN", "return=minimal, dry-run", "dry-run; x=y", "dry-run=\"\"", "a=\"\\\"\",dry-run"]
        {
            assert!(prefers(line), "{line}");
        }
        for line in ["", "dry", "dryrun", "return=dry-run", "x; dry-run", "a=\",dry-run,\"", "a=\"\\\",dry-run"] {
            assert!(!prefers(line), "{line}");
        }
        assert!(!dry_run(&HeaderMap::new()));
    }
}
