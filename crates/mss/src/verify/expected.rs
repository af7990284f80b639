//! What the phone was asked to sign, and comparing it with what it signed.

use serde_json::Value;

use super::Reason;
use crate::{strict_json, text};

/// MIME type of a transaction approval (§2.6).
pub const TRANSACTION_APPROVAL: &str = "application/vnd.mobileid.txn-approval";

/// The data that was sent for signing and the rule by which the signed content is compared with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedText {
    /// The content is exactly the UTF-8 octets of this text.
    Exact(String),
    /// FiCom: the content is the UTF-8 octets, or the same text in GSM 03.38, one septet per octet (§1.9).
    ExactOrGsm(String),
    /// The App signs a JSON object around the `dtbd` array of this payload (§2.6); compared by structure.
    TransactionApproval(String),
    /// The content is exactly these octets (a challenge sent in base64).
    Octets(Vec<u8>),
}

impl ExpectedText {
    /// The rule for a text that was sent with this MIME type.
    pub fn for_mime_type(text: &str, mime_type: Option<&str>) -> Self {
        if mime_type == Some(TRANSACTION_APPROVAL) {
            Self::TransactionApproval(text.to_owned())
        } else {
            Self::Exact(text.to_owned())
        }
    }

    /// Compares it with what was signed.
    ///
    /// # Errors
    /// [`Reason::TextDiffers`] or [`Reason::NotTransactionApproval`].
    pub fn compare(&self, signed: &[u8]) -> Result<(), Reason> {
        let equal = match self {
            Self::Exact(text) => text.as_bytes() == signed,
            Self::ExactOrGsm(text) => {
                text.as_bytes() == signed || text::to_gsm(text).is_ok_and(|octets| octets == signed)
            }
            Self::Octets(octets) => octets == signed,
            Self::TransactionApproval(sent) => approval(sent)? == approved(signed)?,
        };
        if equal { Ok(()) } else { Err(Reason::TextDiffers) }
    }
}

fn not_approval(detail: &str) -> Reason {
    Reason::NotTransactionApproval { detail: detail.to_owned() }
}

/// The `dtbd` array of the payload that was sent; its `type` is not signed.
fn approval(sent: &str) -> Result<Value, Reason> {
    let mut payload = strict_json::parse(sent).map_err(|error| not_approval(&format!("payload: {error}")))?;
    match payload.get_mut("dtbd").map(Value::take) {
        Some(dtbd @ Value::Array(_)) if strict_json::is_exact(&dtbd) => Ok(dtbd),
        Some(Value::Array(_)) => Err(not_approval("payload: a number that cannot be compared exactly")),
        _ => Err(not_approval("payload: no array dtbd")),
    }
}

/// The array inside `content_string` of what was signed.
fn approved(signed: &[u8]) -> Result<Value, Reason> {
    let text = std::str::from_utf8(signed).map_err(|_| not_approval("not UTF-8"))?;
    let outer = strict_json::parse(text).map_err(|error| not_approval(&error.to_string()))?;
    let members = outer.as_object().ok_or_else(|| not_approval("not an object"))?;
    let version = members.get("format_version");
    if !version.is_some_and(|version| *version == 1 || *version == "1") {
        return Err(not_approval("format_version is not 1"));
    }
    if members.len() != 2 {
        return Err(not_approval("members other than format_version and content_string"));
    }
    let content = members.get("content_string").and_then(Value::as_str);
    let content = content.ok_or_else(|| not_approval("no content_string"))?;
    match strict_json::parse(content).map_err(|error| not_approval(&format!("content_string: {error}")))? {
        array @ Value::Array(_) if strict_json::is_exact(&array) => Ok(array),
        Value::Array(_) => Err(not_approval("content_string: a number that cannot be compared exactly")),
        _ => Err(not_approval("content_string is not an array")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENT: &str = r#"{"type":"Payment","dtbd":[{"key":"To","value":"ACME"},{"key":"Amount","value":"10"}]}"#;

    fn compare(signed: &str) -> Result<(), Reason> {
        ExpectedText::TransactionApproval(SENT.to_owned()).compare(signed.as_bytes())
    }

    fn signed(content: &str) -> String {
        serde_json::json!({ "format_version": 1, "content_string": content }).to_string()
    }

    #[test]
    fn a_text_is_compared_octet_for_octet() {
        let expected = ExpectedText::Exact("Grüezi".to_owned());
        assert_eq!(expected.compare("Grüezi".as_bytes()), Ok(()));
        // Decomposed: looks the same, is another text.
        assert_eq!(expected.compare("Gru\u{308}ezi".as_bytes()), Err(Reason::TextDiffers));
        assert_eq!(expected.compare("Grüezi\0".as_bytes()), Err(Reason::TextDiffers));
    }

    #[test]
    fn gsm_octets_count_only_where_asked_for() {
        let octets = text::to_gsm("Grüezi @").unwrap();
        assert_eq!(ExpectedText::ExactOrGsm("Grüezi @".to_owned()).compare(&octets), Ok(()));
        assert_eq!(ExpectedText::Exact("Grüezi @".to_owned()).compare(&octets), Err(Reason::TextDiffers));
    }

    #[test]
    fn a_transaction_approval_is_compared_by_structure() {
        let content = r#"[ {"value":"ACME","key":"To"}, {"key":"Amount","value":"10"} ]"#;
        assert_eq!(compare(&signed(content)), Ok(()));
        assert_eq!(compare(&signed(&content.replace("10", "1000"))), Err(Reason::TextDiffers));
        assert_eq!(
            compare(&signed(r#"[{"key":"Amount","value":"10"},{"key":"To","value":"ACME"}]"#)),
            Err(Reason::TextDiffers)
        );
    }

    #[test]
    fn numbers_that_would_be_rounded_are_not_compared() {
        let sent = |amount: &str| {
            ExpectedText::TransactionApproval(format!(r#"{{"dtbd":[{{"key":"Amount","value":{amount}}}]}}"#))
        };
        let approved = |amount: &str| signed(&format!(r#"[{{"key":"Amount","value":{amount}}}]"#));
        assert_eq!(sent("10").compare(approved("10").as_bytes()), Ok(()));
        assert_eq!(sent("10").compare(approved("11").as_bytes()), Err(Reason::TextDiffers));
        for (one, other) in [("10000000000000000000000", "10000000000000000000001"), ("0.1", "0.10000000000000000001")]
        {
            let refused = sent(one).compare(approved(other).as_bytes());
            assert!(matches!(refused, Err(Reason::NotTransactionApproval { .. })), "{refused:?}");
        }
    }

    #[test]
    fn an_approval_that_two_readers_could_read_differently_is_refused() {
        let twice = r#"[{"key":"To","key":"To","value":"ACME"},{"key":"Amount","value":"10"}]"#;
        for text in [signed(twice), SENT.to_owned(), "{}".to_owned(), "[]".to_owned(), "\u{FF}".to_owned()] {
            assert!(matches!(compare(&text), Err(Reason::NotTransactionApproval { .. })), "{text}");
        }
    }
}
