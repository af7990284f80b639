//! When a token is good, by clocks that may differ.

/// Clocks of two nodes, or of a node and a technical user, may differ by this much.
pub(super) const SKEW_S: i64 = 30;

/// When a token is good, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Times {
    pub(super) expires: f64,
    pub(super) not_before: [Option<f64>; 2],
}

impl Times {
    /// Whether that is now, with `skew_s` between two clocks.
    ///
    /// # Errors
    /// It isn't.
    pub(super) fn check(&self, now_s: i64, skew_s: i64) -> Result<(), &'static str> {
        let (now, skew) = (now_s as f64, skew_s as f64);
        if self.expires + skew <= now {
            return Err("the token has expired");
        }
        if self.not_before.iter().flatten().any(|time| time - skew > now) {
            return Err("the token is from the future");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_now_within_the_difference_of_two_clocks() {
        let check =
            |expires: f64, not_before: Option<f64>| Times { expires, not_before: [None, not_before] }.check(1_000, 30);
        let (over, early) = (Err("the token has expired"), Err("the token is from the future"));
        assert_eq!(check(970.0, None), over);
        assert_eq!(check(970.1, None), Ok(()));
        assert_eq!(check(1_300.0, Some(1_030.0)), Ok(()));
        assert_eq!(check(1_300.0, Some(1_030.1)), early);
    }
}
