//! The parameters of a query.

use crate::breach::{Breach, Breaches};
use crate::text;

/// The name and value pairs of a query, decoded; each is taken by who knows it.
///
/// What nobody took in the end is refused: an unknown filter never means *everything*.
#[derive(Debug)]
pub struct Parameters<'a> {
    pairs: Vec<(&'a str, &'a str)>,
    pub(crate) broken: Breaches,
}

impl<'a> Parameters<'a> {
    /// All pairs, in the order in which they came.
    pub fn new(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self { pairs: pairs.into_iter().collect(), broken: Breaches::new() }
    }

    /// The value of `name`, given once at most; an empty one is none.
    pub(crate) fn take(&mut self, name: &str) -> Option<&'a str> {
        let mut found = None;
        let (mut times, broken) = (0, &mut self.broken);
        self.pairs.retain(|(key, value)| {
            if *key == name {
                times += 1;
                found = Some(*value);
            }
            *key != name
        });
        if times > 1 {
            broken.push(Breach::invalid(format!("{name}: expected one value, got {times}")));
            return None;
        }
        found.filter(|value| !value.is_empty())
    }

    /// The values of `name`, which may be given several times.
    pub(crate) fn take_each(&mut self, name: &str) -> Vec<&'a str> {
        let (own, others) = std::mem::take(&mut self.pairs).into_iter().partition(|(key, _)| *key == name);
        self.pairs = others;
        let own: Vec<(&str, &str)> = own;
        own.into_iter().map(|(_, value)| value).collect()
    }

    /// What is left, as filters.
    pub(super) fn rest(&mut self) -> Vec<(&'a str, &'a str)> {
        std::mem::take(&mut self.pairs)
    }

    pub(super) fn flag(&mut self, name: &str) -> bool {
        // An empty one is neither.
        let is_empty = self.pairs.iter().any(|(key, value)| *key == name && value.is_empty());
        match self.take(name).or(is_empty.then_some("")) {
            None | Some("false") => false,
            Some("true") => true,
            Some(other) => {
                self.broken.push(Breach::invalid(format!("{name}: expected true or false, got {}", text::echo(other))));
                false
            }
        }
    }

    /// A number from 0 to `max`.
    pub(crate) fn number(&mut self, name: &str, max: u32) -> Option<u32> {
        let value = self.take(name)?;
        let number = value.parse().ok().filter(|number| *number <= max);
        if number.is_none() {
            let got = text::echo(value);
            self.broken.push(Breach::invalid(format!("{name}: expected a number from 0 to {max}, got {got}")));
        }
        number
    }

    /// Everything that was wrong, with what nobody took.
    pub(crate) fn finish(mut self, known: &str) -> Result<(), Vec<Breach>> {
        for (name, _) in &self.pairs {
            self.broken.push(Breach::invalid(format!("unknown parameter {}: expected {known}", text::echo(name))));
        }
        self.broken.into_result()
    }
}
