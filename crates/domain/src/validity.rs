//! From when until when something that is given holds, as callers say it.

use crate::breach::{Breach, Breaches};
use crate::patch::Patch;
use crate::text;
use crate::time::Timestamp;
use crate::user::{Validity, instant};

/// The validity after a patch of `validity.from` and `validity.to`: `null` and `""` remove.
pub fn patched(from: &Patch<String>, to: &Patch<String>, before: Validity, broken: &mut Breaches) -> Validity {
    let validity = Validity {
        from: time("validity.from", from, before.from, broken),
        to: time("validity.to", to, before.to, broken),
    };
    if let (Some(from), Some(to)) = (validity.from, validity.to)
        && to <= from
    {
        broken.push(Breach::invalid("validity.to: expected a time after validity.from"));
    }
    validity
}

fn time(field: &str, patch: &Patch<String>, before: Option<Timestamp>, broken: &mut Breaches) -> Option<Timestamp> {
    match patch.empty_clears() {
        Patch::Keep => before,
        Patch::Clear => None,
        Patch::Set(value) => {
            let time = Timestamp::parse(value);
            if time.is_none() {
                let got = text::echo(value);
                broken
                    .push(Breach::invalid(format!("{field}: expected a time such as 2026-05-18T12:34:56Z, got {got}")));
            }
            time
        }
    }
}

impl Validity {
    /// Reads both ends: a time or a date each, or absent.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn read(from: Option<&str>, to: Option<&str>) -> Result<Self, Vec<Breach>> {
        let mut broken = Breaches::new();
        let from = broken.keep(instant("validity.from", from)).flatten();
        let to = broken.keep(instant("validity.to", to)).flatten();
        Self { from, to }.ordered(broken)
    }

    /// The same after a patch: `null` and `""` remove an end.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn patched(self, from: &Patch<String>, to: &Patch<String>) -> Result<Self, Vec<Breach>> {
        let mut broken = Breaches::new();
        let mut end = |field: &str, patch: &Patch<String>, before| match patch.empty_clears() {
            Patch::Keep => before,
            Patch::Clear => None,
            Patch::Set(value) => broken.keep(instant(field, Some(value))).unwrap_or(before),
        };
        let after = Self { from: end("validity.from", from, self.from), to: end("validity.to", to, self.to) };
        after.ordered(broken)
    }

    fn ordered(self, mut broken: Breaches) -> Result<Self, Vec<Breach>> {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to <= from
        {
            broken.push(Breach::invalid("validity.to: expected a time after validity.from"));
        }
        broken.into_result().map(|()| self)
    }
}
