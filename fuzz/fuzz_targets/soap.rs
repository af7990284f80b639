//! Any octets as a message. What is read can be written, and what was written reads as the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigill_mss::wire::soap;

fuzz_target!(|octets: &[u8]| {
    if let Ok(request) = soap::read_request(octets) {
        let text = soap::write_request(&request);
        let again = soap::read_request(text.as_bytes()).unwrap();
        assert_eq!(soap::write_request(&again), text);
    }
    if let Ok(response) = soap::read_response(octets) {
        let text = soap::write_response(&response);
        let again = soap::read_response(text.as_bytes()).unwrap();
        assert_eq!(soap::write_response(&again), text);
    }
});
