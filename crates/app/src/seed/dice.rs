//! Numbers that look random and repeat for the same seed.

/// SplitMix64.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// Dice of the `n`-th thing: what it gets doesn't depend on how many others there are.
    pub(super) fn of(seed: u64, n: u64) -> Self {
        let mut dice = Self(seed ^ n.wrapping_mul(0xd134_2543_de82_ef95));
        dice.next();
        dice
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// One of them, the first ones more often: names of people are no two as frequent.
    pub(super) fn common<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let len = of.len() as u64;
        let place = self.below(len).min(self.below(len));
        of.get(usize::try_from(place).unwrap_or_default()).copied().unwrap_or_default()
    }
}
