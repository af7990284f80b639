//! What a person compares, and by what she is known.

/// The four digits that phone and page show: the first six and the last seven bits of the hash, 0000 to 8191.
///
/// `None` for a hash of no octets.
#[must_use]
pub fn verification_code(hash: &[u8]) -> Option<String> {
    let (first, last) = (*hash.first()?, *hash.last()?);
    let number = (u16::from(first >> 2) << 7) | u16::from(last & 0x7F);
    Some(format!("{number:04}"))
}

/// Whether it is an identity number of Estonia or Lithuania: eleven digits, the last of which fits the others. A mistyped
/// one would ask somebody else.
#[must_use]
pub fn is_identity_number(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let [first, .., check] = digits.as_slice() else { return false };
    if text.len() != 11 || digits.len() != 11 || !(1..=8).contains(first) {
        return false;
    }
    let sum = |weights: [u32; 10]| digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11;
    let expected = match sum([1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) {
        10 => match sum([3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) {
            10 => 0,
            other => other,
        },
        other => other,
    };
    expected == *check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_made_of_the_first_six_and_the_last_seven_bits() {
        // The example of the protocol's documentation.
        let hash = [0x2F, 0x66, 0x5F, 0x6A, 0xB6];
        assert_eq!(verification_code(&hash).as_deref(), Some("1462"));
        assert_eq!(verification_code(&[0xFF; 32]).as_deref(), Some("8191"));
        assert_eq!(verification_code(&[0; 32]).as_deref(), Some("0000"));
        assert_eq!(verification_code(&[]), None);
    }

    #[test]
    fn an_identity_number_has_a_last_digit_that_fits() {
        // Published test persons.
        for number in ["60001019906", "60001018800", "60001017869", "51307149560", "39901019992", "45001019980"] {
            assert!(is_identity_number(number), "{number}");
        }
        for number in ["60001019907", "6000101990", "600010199066", "6000101990x", "00001019906", "", "６0001019906"] {
            assert!(!is_identity_number(number), "{number}");
        }
    }
}
