//! `If-Match` (RFC 9110 §13.1.1).

use http::{HeaderMap, header};
use sigill_domain::version::IfMatch;

use crate::http::refused::Refused;

const EXPECTED: &str = "expected * or a list of entity tags such as \"v1\"";

/// Reads it; several lines are one list. A tag that is weak or not one of ours matches nothing.
///
/// # Errors
/// 400 where it isn't of the header's grammar.
pub(super) fn read(headers: &HeaderMap) -> Result<Option<IfMatch>, Refused> {
    let lines: Vec<&[u8]> = headers.get_all(header::IF_MATCH).iter().map(|value| value.as_bytes()).collect();
    if lines.is_empty() {
        return Ok(None);
    }
    let list = lines.join(&b","[..]);
    if list.trim_ascii() == b"*" {
        return Ok(Some(IfMatch::Any));
    }
    let versions = tags(&list).ok_or_else(|| Refused::header("if-match", EXPECTED))?;
    Ok(Some(IfMatch::OneOf(versions.into_iter().flatten().collect())))
}

/// The version of each tag of a list, `None` for one that isn't ours; `None` where it is no list.
/// A tag may hold commas, and elements may be empty (RFC 9110 §5.6.1).
fn tags(list: &[u8]) -> Option<Vec<Option<i64>>> {
    let mut versions = Vec::new();
    let mut rest = list.trim_ascii_start();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(b",") {
            rest = after.trim_ascii_start();
            continue;
        }
        let (weak, quoted) = match rest.strip_prefix(b"W/") {
            Some(quoted) => (true, quoted),
            None => (false, rest),
        };
        let opened = quoted.strip_prefix(b"\"")?;
        let end = opened.iter().position(|&byte| byte == b'"')?;
        let (tag, closed) = (opened.get(..end)?, opened.get(end + 1..)?.trim_ascii_start());
        // etagc = %x21 / %x23-7E / obs-text
        if !tag.iter().all(|&byte| byte == 0x21 || (0x23..=0x7e).contains(&byte) || byte >= 0x80) {
            return None;
        }
        if !closed.is_empty() && !closed.starts_with(b",") {
            return None;
        }
        versions.push(if weak { None } else { version(tag) });
        rest = closed;
    }
    Some(versions)
}

/// The version of a tag as we write it: nothing else is equal to it, byte by byte.
fn version(tag: &[u8]) -> Option<i64> {
    let digits = std::str::from_utf8(tag.strip_prefix(b"v")?).ok()?;
    let version: i64 = digits.parse().ok()?;
    (version.to_string() == digits).then_some(version)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn parsed(lines: &[&str]) -> Result<Option<IfMatch>, ()> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::IF_MATCH, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        read(&headers).map_err(|_| ())
    }

    #[test]
    fn lists_of_strong_tags_are_read_and_all_other_tags_match_nothing() {
        let of = |versions: &[i64]| Ok(Some(IfMatch::OneOf(versions.to_vec())));
        assert_eq!(parsed(&[]), Ok(None));
        for any in ["*", " * "] {
            assert_eq!(parsed(&[any]), Ok(Some(IfMatch::Any)), "{any:?}");
        }
        let table: &[(&[&str], &[i64])] = &[
            (&["\"v3\""], &[3]),
            (&[" \"v1\" ,\"v2\"\t, \"v3\""], &[1, 2, 3]),
            (&["\"v1\"", "\"v2\""], &[1, 2]),
            (&[",, \"v1\",,"], &[1]),
            (&[""], &[]),
            (&["W/\"v3\""], &[]),
            (&["\"3\", \"v03\", \"v+3\", \"V3\", \"v\", \"\""], &[]),
            (&["\"v99999999999999999999\""], &[]),
            (&["\"a,b\", \"v2\""], &[2]),
            (&["\"\u{e9}\", \"v2\""], &[2]),
        ];
        for (lines, versions) in table {
            assert_eq!(parsed(lines), of(versions), "{lines:?}");
        }
    }

    #[test]
    fn what_is_no_list_of_tags_is_unreadable() {
        for line in [
            "v3",
            "\"v3",
            "v3\"",
            "'v3'",
            "\"v1\" \"v2\"",
            "\"v1\"x",
            "w/\"v1\"",
            "W/v1",
            "*,\"v1\"",
            "* *",
            "\"v3 x\"",
        ] {
            assert_eq!(parsed(&[line]), Err(()), "{line}");
        }
        assert_eq!(parsed(&["*", "*"]), Err(()));
    }
}
