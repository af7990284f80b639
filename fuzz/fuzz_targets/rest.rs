//! Any octets as a message. What is read can be written, and what was written reads as the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigill_mss::wire::rest;

fuzz_target!(|octets: &[u8]| {
    if let Ok(request) = rest::read_request(octets) {
        let text = rest::write_request(&request);
        let again = rest::read_request(text.as_bytes()).unwrap();
        assert_eq!(rest::write_request(&again), text);
    }
    if let Ok(response) = rest::read_response(octets) {
        let text = rest::write_response(&response);
        let again = rest::read_response(text.as_bytes()).unwrap();
        assert_eq!(rest::write_response(&again), text);
    }
});
