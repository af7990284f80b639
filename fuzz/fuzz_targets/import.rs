//! Any octets as a file of each format that is imported.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| sigill_import::read_anything(octets));
