//! Any octets as what an authenticator answers: as each of its parts, and as the JSON around them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigill_webauthn::response::{Assertion, Registration};

fuzz_target!(|octets: &[u8]| {
    let _ = sigill_webauthn::read_anything(octets);
    if let Ok(credential) = serde_json::from_slice(octets) {
        for problem in [Registration::read(&credential).err(), Assertion::read(&credential).err()].into_iter().flatten()
        {
            // The words go to a caller.
            assert!(!problem.to_string().is_empty());
        }
    }
});
