//! The trace that a request belongs to, by the header `traceparent` (W3C Trace Context, level 1).

use http::HeaderMap;

use crate::http::spans::Parent;

/// What the caller sent, where it is well formed.
pub(super) fn parent(headers: &HeaderMap) -> Option<Parent> {
    let mut given = headers.get_all("traceparent").iter();
    let (Some(value), None) = (given.next(), given.next()) else { return None };
    let mut parts = value.to_str().ok()?.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    // Later versions may have more parts; version ff is none.
    let is_of_a_version = is_hex(version, 2) && version != "ff" && (version != "00" || parts.next().is_none());
    let is_well_formed = is_of_a_version && is_hex(trace, 32) && is_hex(span, 16) && is_hex(flags, 2);
    let parent = Parent {
        trace_id: u128::from_str_radix(trace, 16).ok()?,
        span_id: u64::from_str_radix(span, 16).ok()?,
        flags: u8::from_str_radix(flags, 16).ok()?,
    };
    (is_well_formed && parent.trace_id != 0 && parent.span_id != 0).then_some(parent)
}

/// The id of a trace, as headers have it: 32 hexadecimal digits.
pub(super) fn shown(trace_id: u128) -> String {
    format!("{trace_id:032x}")
}

fn is_hex(text: &str, len: usize) -> bool {
    text.len() == len && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_taken_over_only_where_it_is_well_formed() {
        let trace = "0af7651916cd43dd8448eb211c80319c";
        let good = [
            format!("00-{trace}-b7ad6b7169203331-01"),
            format!("00-{trace}-b7ad6b7169203331-00"),
            format!("cc-{trace}-b7ad6b7169203331-01-what-comes-later"),
        ];
        let bad = [
            String::new(),
            trace.to_owned(),
            format!("ff-{trace}-b7ad6b7169203331-01"),
            format!("00-{trace}-b7ad6b7169203331-01-more"),
            format!("00-{trace}-b7ad6b7169203331"),
            format!("00-{}-b7ad6b7169203331-01", trace.to_uppercase()),
            format!("00-{}-b7ad6b7169203331-01", "0".repeat(32)),
            format!("00-{trace}-0000000000000000-01"),
            format!("00-{trace}x-b7ad6b7169203331-01"),
        ];
        let read = |value: &String| {
            let headers = [(http::HeaderName::from_static("traceparent"), value.parse().unwrap())];
            parent(&headers.into_iter().collect()).map(|parent| shown(parent.trace_id))
        };
        assert!(good.iter().all(|value| read(value).as_deref() == Some(trace)));
        assert!(bad.iter().all(|value| read(value).is_none()));
        let twice = good.iter().map(|value| (http::HeaderName::from_static("traceparent"), value.parse().unwrap()));
        assert_eq!(parent(&twice.collect()), None);
    }
}
