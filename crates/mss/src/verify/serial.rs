//! The policy for the serial number in the signer's subject.

use super::{Outcome, Reason};

/// What is expected of subject attribute 2.5.4.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SerialRule<'a> {
    /// Not looked at.
    NotAsked,
    /// There is exactly one: first use, when it will be recorded.
    Present,
    /// There is exactly one and it is this, upper and lower case being equal: the sources disagree on case (§2.8).
    /// Another one means that the user activated anew without recovery.
    Recorded(&'a str),
}

impl SerialRule<'_> {
    pub(crate) fn check(self, found: &[String]) -> Result<Outcome, Reason> {
        if self == Self::NotAsked {
            return Ok(Outcome::NotAsked);
        }
        let one = match found {
            [] => return Err(Reason::SerialAbsent),
            [one] => one,
            _ => return Err(Reason::SerialTwice),
        };
        match self {
            Self::Recorded(recorded) if !recorded.eq_ignore_ascii_case(one) => {
                Err(Reason::SerialDiffers { found: one.clone() })
            }
            _ => Ok(Outcome::Passed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recorded_serial_number_is_compared_without_case() {
        let found = ["MIDCHE28RCLRX077".to_owned()];
        assert_eq!(SerialRule::Recorded("midche28rclrx077").check(&found), Ok(Outcome::Passed));
        let other = SerialRule::Recorded("MIDCHE28RCLRX078").check(&found);
        assert_eq!(other, Err(Reason::SerialDiffers { found: found[0].clone() }));
    }

    #[test]
    fn none_and_two_are_refused_wherever_one_is_expected() {
        let two = ["A".to_owned(), "A".to_owned()];
        for rule in [SerialRule::Present, SerialRule::Recorded("A")] {
            assert_eq!(rule.check(&[]), Err(Reason::SerialAbsent));
            assert_eq!(rule.check(&two), Err(Reason::SerialTwice));
        }
        assert_eq!(SerialRule::NotAsked.check(&two), Ok(Outcome::NotAsked));
    }
}
