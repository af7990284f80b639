//! Any text as a transaction approval, and as what a phone would say it signed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigill_mss::verify::ExpectedText;
use sigill_mss::{approval, text};

const SENT: &str = r#"{"type":"Payment","dtbd":[{"key":"To","value":"ACME"},{"key":"Amount","value":"10"}]}"#;

fuzz_target!(|octets: &[u8]| {
    let sent = ExpectedText::TransactionApproval(SENT.to_owned());
    // What it takes for approved holds every word of what was sent.
    if sent.compare(octets).is_ok() {
        let signed = String::from_utf8_lossy(octets);
        assert!(signed.contains("content_string") || signed.contains('\\'));
    }
    let Ok(words) = std::str::from_utf8(octets) else { return };
    let _ = approval::check(words, Some("Bank: "));
    if approval::check(words, None).is_ok() {
        // The App's form of the same payload is approved, and the payload itself is not.
        let payload: serde_json::Value = serde_json::from_str(words).unwrap();
        let signed = serde_json::json!({ "format_version": 1, "content_string": payload["dtbd"].to_string() });
        let expected = ExpectedText::TransactionApproval(words.to_owned());
        assert_eq!(expected.compare(signed.to_string().as_bytes()), Ok(()));
        assert!(expected.compare(octets).is_err());
    }
    let _ = text::check(words, text::Limits::MOBILE_ID, Some("Bank: "));
    if text::check(words, text::Limits::FICOM, None).is_ok() {
        let octets = text::to_gsm(words).unwrap();
        assert_eq!(ExpectedText::ExactOrGsm(words.to_owned()).compare(&octets), Ok(()));
    }
});
