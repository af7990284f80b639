//! Any text as a Java pattern, up to its first line feed, and any value behind it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigill_domain::pattern::Pattern;

fuzz_target!(|text: &str| {
    let (source, value) = text.split_once('\n').unwrap_or((text, ""));
    match Pattern::parse(source) {
        Ok(pattern) => {
            let _ = pattern.matches(value);
            assert_eq!(pattern.as_str(), source);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
