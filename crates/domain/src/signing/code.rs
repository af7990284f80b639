//! The short code that a person compares: the relying party shows it beside its own page, the phone in the text.

use uuid::Uuid;

/// Letters and digits that are not taken for one another, on a small screen or on the telephone.
const ALPHABET: &[u8; 24] = b"ACDEFHJKLMNPRTUVWXY34679";

/// Characters of a code.
pub const CODE_LEN: usize = 4;

/// Where the code goes in a text; without it, the code follows in brackets.
pub const PLACE: &str = "{code}";

/// The code of the signature with this id: made of the id's random bits, so that it is the same in every attempt of a
/// request, and no other request's. It isn't secret.
#[must_use]
pub fn compare_code(id: Uuid) -> String {
    let (_, mut random) = id.as_u64_pair();
    // The two highest bits are the variant of the UUID.
    random &= u64::MAX >> 2;
    let size = ALPHABET.len() as u64;
    (0..CODE_LEN)
        .map(|_| {
            let letter = usize::try_from(random % size).ok().and_then(|at| ALPHABET.get(at)).copied();
            random /= size;
            char::from(letter.unwrap_or(b'A'))
        })
        .collect()
}

/// The text as the phone shows it.
#[must_use]
pub fn with_code(text: &str, code: &str) -> String {
    if text.contains(PLACE) { text.replace(PLACE, code) } else { format!("{text} ({code})") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_code_has_four_characters_of_the_alphabet_and_stays_the_same(bits: u128) {
            let code = compare_code(Uuid::from_u128(bits));
            prop_assert_eq!(code.len(), CODE_LEN);
            prop_assert!(code.bytes().all(|letter| ALPHABET.contains(&letter)));
            prop_assert_eq!(code, compare_code(Uuid::from_u128(bits)));
        }
    }

    #[test]
    fn the_code_stands_where_the_text_wants_it_or_else_behind() {
        assert_eq!(with_code("Bank: pay? Code {code}.", "ACDE"), "Bank: pay? Code ACDE.");
        assert_eq!(with_code("Bank: pay?", "ACDE"), "Bank: pay? (ACDE)");
    }
}
