//! Any text as configured roots and intermediates.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigill_mss::verify::Trust;

fuzz_target!(|text: &str| {
    if let Ok(trust) = Trust::from_roots_pem(text) {
        assert!(trust.with_intermediates_pem(text).is_ok());
    }
});
