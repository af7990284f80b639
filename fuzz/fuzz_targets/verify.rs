//! Any octets as a file to verify. Without the key of the root below nothing can be valid.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use sigill_mss::verify::{ExpectedText, Known, Terms, Trust, verify, verify_file};

/// Made with `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 36500`; the key was thrown away.
const ROOT: &str = include_str!("../root.pem");

fuzz_target!(|octets: &[u8]| {
    static TRUST: OnceLock<Trust> = OnceLock::new();
    let trust = TRUST.get_or_init(|| Trust::from_roots_pem(ROOT).unwrap());
    let text = ExpectedText::TransactionApproval(r#"{"dtbd":[]}"#.to_owned());
    let mut terms = Terms::new(&text, "2026-12-01T00:00:00Z".parse().unwrap(), trust);
    terms.legacy_sha1 = true;
    for report in [verify(octets, &terms), verify_file(octets, &Known::default(), &terms)] {
        assert!(!report.is_valid());
        assert!(report.failure().is_some());
        let _ = report.to_string();
    }
});
