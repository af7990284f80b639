//! Any text as the certificate of a credential. It is kept as it came.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigill_domain::certificate::SignerCert;

fuzz_target!(|text: &str| {
    match SignerCert::parse(text) {
        Ok(cert) => assert_eq!(cert.as_str(), text),
        // The words go to a caller.
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
