//! The limits of a transaction approval, which the App shows as a list of keys and values.
//!
//! That a pair is an object with `key` and `value` is inferred: the reference gives only the limits.

use serde_json::Value;

use crate::strict_json;

/// Limits in octets of UTF-8, except for the number of pairs.
const TYPE_MAX: usize = 100;
const PAIRS_MAX: usize = 20;
const KEY_MAX: usize = 100;
const VALUE_MAX: usize = 2000;
const TOTAL_MAX: usize = 2000;

/// Why a payload would be refused as INVALID_TXNAPPROVAL_PAYLOAD.
#[derive(Debug, thiserror::Error)]
pub enum ApprovalError {
    #[error("the payload is not JSON without repeated members")]
    Json(#[source] serde_json::Error),
    #[error("{0}")]
    Shape(&'static str),
    #[error("{what} takes {length} of at most {max} places")]
    TooLong { what: &'static str, length: usize, max: usize },
    #[error("the first pair's value does not contain the agreed prefix")]
    Prefix,
}

/// Checks the payload that would be sent as data to be signed.
///
/// # Errors
/// Not the shape, beyond a limit, or no prefix where it belongs.
pub fn check(payload: &str, prefix: Option<&str>) -> Result<(), ApprovalError> {
    let payload = strict_json::parse(payload).map_err(ApprovalError::Json)?;
    if !strict_json::is_exact(&payload) {
        return Err(ApprovalError::Shape("a number that cannot be compared exactly"));
    }
    let kind = payload.get("type").and_then(Value::as_str).ok_or(ApprovalError::Shape("no text named type"))?;
    within("the type", kind.len(), TYPE_MAX)?;
    let pairs = payload.get("dtbd").and_then(Value::as_array).ok_or(ApprovalError::Shape("no array named dtbd"))?;
    if pairs.is_empty() {
        return Err(ApprovalError::Shape("dtbd is empty"));
    }
    within("dtbd", pairs.len(), PAIRS_MAX)?;
    let mut total = 0;
    for (index, pair) in pairs.iter().enumerate() {
        let text = |name| pair.get(name).and_then(Value::as_str);
        let (Some(key), Some(value)) = (text("key"), text("value")) else {
            return Err(ApprovalError::Shape("a pair without key or value"));
        };
        within("a key", key.len(), KEY_MAX)?;
        within("a value", value.len(), VALUE_MAX)?;
        total += key.len() + value.len();
        if index == 0 && prefix.is_some_and(|prefix| !value.contains(prefix)) {
            return Err(ApprovalError::Prefix);
        }
    }
    within("keys and values together", total, TOTAL_MAX)
}

fn within(what: &'static str, length: usize, max: usize) -> Result<(), ApprovalError> {
    if length > max { Err(ApprovalError::TooLong { what, length, max }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(kind: &str, pairs: &[(&str, &str)]) -> String {
        let pairs: Vec<_> =
            pairs.iter().map(|(key, value)| serde_json::json!({ "key": key, "value": value })).collect();
        serde_json::json!({ "type": kind, "dtbd": pairs }).to_string()
    }

    #[test]
    fn a_payload_within_every_limit_passes() {
        let pairs = vec![("k", "Bank: v"); PAIRS_MAX];
        assert!(check(&payload(&"t".repeat(TYPE_MAX), &pairs), Some("Bank: ")).is_ok());
        assert!(check(&payload("t", &[("k", &"v".repeat(TOTAL_MAX - 1))]), None).is_ok());
    }

    #[test]
    fn every_limit_is_kept() {
        let long = |text: String| matches!(check(&text, None), Err(ApprovalError::TooLong { .. }));
        assert!(long(payload(&"t".repeat(TYPE_MAX + 1), &[("k", "v")])));
        assert!(long(payload("t", &vec![("k", "v"); PAIRS_MAX + 1])));
        assert!(long(payload("t", &[(&"k".repeat(KEY_MAX + 1), "v")])));
        assert!(long(payload("t", &[("k", &"v".repeat(VALUE_MAX + 1))])));
        assert!(long(payload("t", &[("k", &"v".repeat(TOTAL_MAX))])));
    }

    #[test]
    fn the_prefix_belongs_into_the_first_value() {
        let text = payload("Bank: ", &[("Bank: ", "v"), ("k", "Bank: v")]);
        assert!(matches!(check(&text, Some("Bank: ")), Err(ApprovalError::Prefix)));
    }

    #[test]
    fn a_payload_that_no_verification_could_compare_is_refused() {
        let payload = |number: &str| format!(r#"{{"type":"t","dtbd":[{{"key":"k","value":"v","e":{number}}}]}}"#);
        assert!(check(&payload("18446744073709551615"), None).is_ok());
        // The first one was found by fuzzing: written out again it is another number.
        for number in ["5311111111111111111111100000000000000007", "0.1", "1e2"] {
            assert!(matches!(check(&payload(number), None), Err(ApprovalError::Shape(_))), "{number}");
        }
    }

    #[test]
    fn another_shape_is_refused() {
        for text in
            ["", "{}", "[]", r#"{"type":"t"}"#, r#"{"type":"t","dtbd":[]}"#, r#"{"type":"t","dtbd":[{"key":"k"}]}"#]
        {
            assert!(check(text, None).is_err(), "{text}");
        }
        assert!(matches!(check(r#"{"type":"t","type":"t"}"#, None), Err(ApprovalError::Json(_))));
    }
}
