//! Random changes of texts and of DER: nothing panics, and what is accepted is kept as it came.

use proptest::prelude::*;

use super::forged::{KEY_USAGE, Parts};
use super::{PEM, TEXT, pem, wrap};
use crate::certificate::SignerCert;

/// One change of a row of bytes: flipped bits, a cut, an insertion.
#[derive(Clone, Debug)]
enum Change {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index, usize),
    Insert(prop::sample::Index, Vec<u8>),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let index = any::<prop::sample::Index>;
    let change = prop_oneof![
        4 => (index(), 1..=u8::MAX).prop_map(|(at, mask)| Change::Flip(at, mask)),
        1 => (index(), 1..40_usize).prop_map(|(at, len)| Change::Cut(at, len)),
        1 => (index(), any::<Vec<u8>>()).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
    ];
    prop::collection::vec(change, 1..4)
}

fn changed(original: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for change in changes {
        let at = |index: &prop::sample::Index, bytes: &[u8]| index.index(bytes.len().max(1)).min(bytes.len());
        match change {
            Change::Flip(index, mask) => {
                let at = at(index, &bytes);
                bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= mask);
            }
            Change::Cut(index, len) => {
                let at = at(index, &bytes);
                bytes.drain(at..bytes.len().min(at + len));
            }
            Change::Insert(index, insertion) => {
                let at = at(index, &bytes);
                bytes.splice(at..at, insertion.iter().copied());
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_changed_text_is_accepted_as_it_is_or_refused(changes in changes(), paste in any::<bool>()) {
        let original = if paste { format!("{TEXT}{PEM}") } else { PEM.to_owned() };
        let text = String::from_utf8_lossy(&changed(original.as_bytes(), &changes)).into_owned();
        match SignerCert::parse(&text) {
            Ok(certificate) => prop_assert_eq!(certificate.as_str(), text),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn changed_der_is_accepted_as_it_is_or_refused(changes in changes(), which in 0..3_usize) {
        let original = match which {
            0 => SignerCert::parse(PEM).unwrap().der().to_vec(),
            1 => Parts::new().extensions(&[KEY_USAGE, b"\x30\x0c\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x02\x30\x00"].concat()).der(),
            _ => Parts::version_1().der(),
        };
        let der = changed(&original, &changes);
        match SignerCert::parse(&pem(&der)) {
            Ok(certificate) => {
                prop_assert_eq!(certificate.der(), der);
                let shown = format!("{certificate:?}");
                prop_assert!(shown.starts_with("SignerCert") && !certificate.issuer().is_empty());
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn no_text_makes_parsing_panic(text in any::<String>(), label in "[A-Z -]{0,20}", body in ".{0,80}") {
        let _ = SignerCert::parse(&text);
        let _ = SignerCert::parse(&format!("{text}\n-----BEGIN {label}\n{body}-----END {label}-----\n{text}"));
        let _ = SignerCert::parse(&wrap(&body));
    }
}
