//! No reader panics, whatever it is given, and what is read can be written and read again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use proptest::prelude::*;
use sigill_mss::text;
use sigill_mss::verify::{ExpectedText, Known, Terms, Trust, verify, verify_file};
use sigill_mss::wire::{rest, soap};
use support::pki::{Pki, pems};
use support::{cases, messages};

fn everything(octets: &[u8]) {
    let trust = Trust::from_roots_pem(&pems(&[Pki::get().root.clone()])).unwrap();
    let text = ExpectedText::Exact("x".to_owned());
    let mut terms = Terms::new(&text, cases::AT.parse().unwrap(), &trust);
    terms.legacy_sha1 = true;
    for report in [verify(octets, &terms), verify_file(octets, &Known::default(), &terms)] {
        assert!(!report.is_valid());
        assert!(serde_json::to_string(&report).is_ok() && !report.to_string().is_empty());
    }
    if let Ok(request) = soap::read_request(octets) {
        assert!(soap::read_request(soap::write_request(&request).as_bytes()).is_ok());
    }
    if let Ok(response) = soap::read_response(octets) {
        assert!(soap::read_response(soap::write_response(&response).as_bytes()).is_ok());
    }
    if let Ok(request) = rest::read_request(octets) {
        assert!(rest::read_request(rest::write_request(&request).as_bytes()).is_ok());
    }
    if let Ok(response) = rest::read_response(octets) {
        assert!(rest::read_response(rest::write_response(&response).as_bytes()).is_ok());
    }
    let _ = Trust::from_roots_pem(&String::from_utf8_lossy(octets));
}

/// Real messages and objects, to be damaged.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = vec![cases::good("seed", |_| {}).octets];
    seeds.extend(
        messages::requests()
            .iter()
            .flat_map(|r| [soap::write_request(r), rest::write_request(r)].map(String::into_bytes)),
    );
    seeds.extend(
        messages::responses()
            .iter()
            .take(7)
            .flat_map(|r| [soap::write_response(r), rest::write_response(r)].map(String::into_bytes)),
    );
    seeds.push(pems(&[Pki::get().root.clone()]).into_bytes());
    seeds
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_reader_panics_on_any_octets(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
        everything(&octets);
    }

    #[test]
    fn no_reader_panics_on_nested_elements(
        tags in proptest::collection::vec(prop_oneof![Just(0x30_u8), Just(0x31), Just(0xA0), Just(0x24), any::<u8>()], 0..60),
        tail in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let open: Vec<u8> = tags.iter().flat_map(|tag| [*tag, 0x80]).chain(tail.iter().copied()).collect();
        everything(&open);
        let closed: Vec<u8> = open.iter().copied().chain(std::iter::repeat_n(0, tags.len() * 2)).collect();
        everything(&closed);
    }

    #[test]
    fn no_reader_panics_on_damaged_messages(
        which in any::<proptest::sample::Index>(),
        at in any::<proptest::sample::Index>(),
        damage in proptest::collection::vec(any::<u8>(), 0..6),
        cut in 0_usize..6,
    ) {
        let seeds = seeds();
        let seed = which.get(&seeds);
        let start = at.index(seed.len());
        let end = (start + cut).min(seed.len());
        let octets = [&seed[..start], &damage[..], &seed[end..]].concat();
        if octets != *seed {
            let trust = Trust::from_roots_pem(&pems(&[Pki::get().root.clone()])).unwrap();
            let text = ExpectedText::Exact("x".to_owned());
            let terms = Terms::new(&text, cases::AT.parse().unwrap(), &trust);
            prop_assert!(!verify_file(&octets, &Known::default(), &terms).is_valid());
            everything(&octets);
        }
    }

    #[test]
    fn a_text_of_the_alphabet_has_as_many_octets_as_characters_and_escapes(words in "\\PC{0,80}") {
        if let Ok(octets) = text::to_gsm(&words) {
            let escapes = octets.iter().filter(|octet| **octet == 0x1B).count();
            prop_assert_eq!(octets.len(), words.chars().count() + escapes);
        }
    }
}
