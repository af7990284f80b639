//! The trace that a request belongs to, by the header `traceparent` (W3C Trace Context, level 1).

use http::HeaderMap;

/// The id of the trace, 32 hexadecimal digits, where the caller sent one that is well formed.
pub(super) fn id(headers: &HeaderMap) -> Option<String> {
    let mut given = headers.get_all("traceparent").iter();
    let (Some(value), None) = (given.next(), given.next()) else { return None };
    let mut parts = value.to_str().ok()?.split('-');
    let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    // Later versions may have more parts; version ff is none.
    let is_of_a_version = is_hex(version, 2) && version != "ff" && (version != "00" || parts.next().is_none());
    let is_well_formed = is_of_a_version && is_hex(trace, 32) && is_hex(parent, 16) && is_hex(flags, 2);
    let is_some = |id: &str| id.bytes().any(|digit| digit != b'0');
    (is_well_formed && is_some(trace) && is_some(parent)).then(|| trace.to_owned())
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
            id(&headers.into_iter().collect())
        };
        assert!(good.iter().all(|value| read(value).as_deref() == Some(trace)));
        assert!(bad.iter().all(|value| read(value).is_none()));
        let twice = good.iter().map(|value| (http::HeaderName::from_static("traceparent"), value.parse().unwrap()));
        assert_eq!(id(&twice.collect()), None);
    }
}
