//! Latencies and what is said about them.

use std::time::Duration;

/// Latencies of one run, in microseconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Latencies(Vec<u32>);

impl Latencies {
    pub(crate) fn add(&mut self, took: Duration) {
        self.0.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The latency that so many of a thousand are not above, in milliseconds.
    pub(crate) fn per_mille(&mut self, mille: usize) -> f64 {
        if self.0.is_empty() {
            return f64::NAN;
        }
        let place = (self.0.len() * mille).div_ceil(1_000).clamp(1, self.0.len()) - 1;
        let (_, found, _) = self.0.select_nth_unstable(place);
        f64::from(*found) / 1_000.0
    }
}

/// The middle one; of an even number, the lower of the two.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN)
}

/// Numbers that look random and repeat: SplitMix64.
#[derive(Clone, Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end.max(1)
    }
}

/// A continuation token of the list before its last users: all that it is made of is when a user was created, which
/// `sigill bench seed` spreads evenly over one year from 2024 on.
pub(crate) fn deep(users: u64) -> String {
    const BEGIN_MS: u64 = 1_704_067_200_000;
    const YEAR_MS: u64 = 365 * 86_400 * 1_000;
    let place = users.saturating_sub(50);
    let since = u128::from(YEAR_MS) * u128::from(place) / u128::from(users.max(1));
    format!("{}_f", u128::from(BEGIN_MS) + since)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_latencies_themselves() {
        let mut latencies = Latencies::default();
        (1..=1_000).for_each(|n| latencies.add(Duration::from_millis(n)));
        assert_eq!([500, 990, 999].map(|mille| latencies.per_mille(mille)), [500.0, 990.0, 999.0]);
        assert_eq!(median(&[3.0, 1.0, f64::NAN, 2.0]), 2.0);
    }
}
