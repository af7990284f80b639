//! Numbers by which a state knows a person.

use serde::{Deserialize, Serialize};

use crate::breach::Breach;

/// The identity number of a person of Estonia or Lithuania, as Mobile-ID of SK asks by it: eleven digits, the last of
/// which is made of the others. A mistyped one would ask somebody else.
///
/// `Debug` hides it, and so does every refusal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdentityNumber(String);

impl std::fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdentityNumber(…)")
    }
}

impl IdentityNumber {
    /// Digits of one.
    pub const LEN: usize = 11;

    /// Reads what a caller gives as `field`.
    ///
    /// # Errors
    /// It isn't one; the number is not repeated.
    pub fn parse(field: &str, text: &str) -> Result<Self, Breach> {
        let expected = |why: &str| {
            Breach::invalid(format!("{field}: expected 11 digits such as 60001019906, the first from 1 to 8: {why}"))
        };
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
        if text.len() != Self::LEN || digits.len() != Self::LEN || !digits.first().is_some_and(|d| (1..=8).contains(d))
        {
            return Err(expected("it isn't that"));
        }
        if digits.last().copied() == Some(check_digit(&digits)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(expected("its last digit doesn't fit the others, so that one of them is mistyped"))
        }
    }

    /// The eleven digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The eleventh digit that belongs to the first ten.
fn check_digit(digits: &[u32]) -> u32 {
    let sum = |weights: [u32; 10]| digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11;
    match (sum([1, 2, 3, 4, 5, 6, 7, 8, 9, 1]), sum([3, 4, 5, 6, 7, 8, 9, 1, 2, 3])) {
        (10, 10) => 0,
        (10, second) => second,
        (first, _) => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_fits_the_others_and_nobody_prints_the_number() {
        // Published test persons; the last one needs the second weights.
        for number in ["60001019906", "60001018800", "60001017869", "51307149560", "39901019992", "45001019980"] {
            let read = IdentityNumber::parse("n", number).unwrap();
            assert_eq!((read.as_str(), format!("{read:?}").as_str()), (number, "IdentityNumber(…)"));
        }
        for number in ["60001019907", "6000101990", "600010199066", "6000101990x", "00001019906", "", "６0001019906"] {
            let told = IdentityNumber::parse("n", number).unwrap_err().message;
            assert!(told.starts_with("n: expected 11 digits") && !told.contains(" 60001019907"), "{told}");
        }
    }
}
