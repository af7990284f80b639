//! Numbers that are JSON but too large for the parser.
//!
//! `1e999` is as good a number as any by the grammar (RFC 8259 §6), so a body with one can be read: where a
//! member takes no number, it has a wrong type, and where there is no such member, it is unknown. No member
//! takes a number that large, or one with a fraction, so that any other fraction serves as well.

use std::borrow::Cow;

/// What stands for one. Padded with zeros to the same length, so that places in messages stay.
const STAND_IN: &[u8] = b"0.5";

/// The same text with every number that is out of range replaced.
pub(super) fn shortened(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut text = Cow::Borrowed(bytes);
    let (mut at, mut in_string) = (0, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if in_string => at += 1,
            b'"' => in_string = !in_string,
            b'-' | b'0'..=b'9' if !in_string => {
                let rest = &bytes[at..];
                let len = rest.iter().position(|byte| !is_part(*byte)).unwrap_or(rest.len());
                if is_out_of_range(&rest[..len]) {
                    let number = &mut text.to_mut()[at..at + len];
                    number.fill(b'0');
                    number[..STAND_IN.len()].copy_from_slice(STAND_IN);
                }
                at += len - 1;
            }
            _ => {}
        }
        at += 1;
    }
    text
}

fn is_part(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')
}

/// Rust reads more than JSON allows; what JSON doesn't allow must stay to be refused.
fn is_out_of_range(number: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(number) else { return false };
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (integer, rest) = digits.split_at(digits.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(digits.len()));
    let fraction = rest.strip_prefix('.').map_or("0", |rest| rest.split(['e', 'E']).next().unwrap_or_default());
    let is_json = !integer.is_empty() && (integer == "0" || !integer.starts_with('0')) && !fraction.is_empty();
    is_json && text.parse::<f64>().is_ok_and(f64::is_infinite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_out_of_range_are_replaced_and_nothing_moves() {
        for (text, expected) in [
            (r#"{"a":1e999,"b":-1E+999}"#, r#"{"a":0.500,"b":0.50000}"#),
            (r#"{"a":"1e999","b\"1e999":[1e99,1e-999]}"#, r#"{"a":"1e999","b\"1e999":[1e99,1e-999]}"#),
            ("01e999", "01e999"),
            ("1.e999", "1.e999"),
            ("1.5e999", "0.50000"),
            ("1e999.5", "1e999.5"),
        ] {
            assert_eq!(String::from_utf8_lossy(&shortened(text.as_bytes())), expected);
        }
    }
}
