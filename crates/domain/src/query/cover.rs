//! By what an index finds all that a condition may be true of.

use super::bind::{Condition, How, Test};
use super::field::{FieldKey, FieldKind};
use super::node::Piece;
use crate::fold::beginning_with;

/// Looks into an index for one condition at most.
const LEADS_MAX: usize = 64;

/// A look into an index: the values of a field from one to another, both in, in the order of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// Which field.
    pub key: FieldKey,
    /// The first value.
    pub from: String,
    /// The last value.
    pub to: String,
}

impl Lead {
    /// The better an index narrows by it, the lower.
    fn rank(&self) -> u32 {
        let is_one = self.from == self.to;
        let is_long = self.from.chars().count() > 2;
        match (self.key, is_one, is_long) {
            (FieldKey::ExtId | FieldKey::LoginId, true, _) => 0,
            (_, true, _) => 1,
            (FieldKey::Name | FieldKey::FirstName, false, true) => 3,
            (_, false, true) => 2,
            (_, false, false) => 4,
        }
    }
}

impl Condition {
    /// Every way to find what it may be true of, the best first: it is true of nothing that none of the leads of a way
    /// finds. `has` tells which fields have an index.
    #[must_use]
    pub fn ways(&self, has: &dyn Fn(FieldKey) -> bool) -> Vec<Vec<Lead>> {
        let mut ways = match self {
            Self::Group { must, .. } if !must.is_empty() => must.iter().flat_map(|part| part.ways(has)).collect(),
            _ => self.way(has).into_iter().collect::<Vec<_>>(),
        };
        ways.retain(|way| way.len() <= LEADS_MAX);
        ways.sort_by_key(|way| way.iter().map(Lead::rank).max().unwrap_or_default());
        ways
    }

    fn way(&self, has: &dyn Fn(FieldKey) -> bool) -> Option<Vec<Lead>> {
        match self {
            Self::Everything => None,
            Self::Any(tests) => tests.iter().map(|test| test.lead(has)).collect(),
            Self::Group { must, .. } if !must.is_empty() => self.ways(has).into_iter().next(),
            Self::Group { should, .. } => {
                let ways: Option<Vec<_>> = should.iter().map(|part| part.way(has)).collect();
                Some(ways?.concat())
            }
        }
    }

    /// The one value that a field must have, if it has to be one.
    #[must_use]
    pub fn only(&self, key: FieldKey) -> Option<&str> {
        match self {
            Self::Everything => None,
            Self::Any(tests) => match tests.as_slice() {
                [Test { field, how: How::Is(text) }] if field.key == key => Some(text),
                _ => None,
            },
            Self::Group { must, should, .. } => match (must.as_slice(), should.as_slice()) {
                ([], [one]) => one.only(key),
                (must, _) => must.iter().find_map(|part| part.only(key)),
            },
        }
    }
}

impl Test {
    fn lead(&self, has: &dyn Fn(FieldKey) -> bool) -> Option<Lead> {
        let key = Some(self.field.key).filter(|key| has(*key))?;
        let begins = |prefix: &str| {
            let (from, to) = beginning_with(prefix);
            Lead { key, from, to }
        };
        let is_whole = self.field.kind != FieldKind::Beginning;
        Some(match &self.how {
            How::Is(text) if is_whole => Lead { key, from: text.clone(), to: text.clone() },
            How::Is(word) => begins(word),
            How::Phrase(words) => begins(words.first()?),
            How::Like(pieces) => match pieces.first()? {
                Piece::Text(text) => begins(text),
                _ => return None,
            },
            How::Between(from, to) => Lead {
                key,
                from: from.as_ref().map(|edge| edge.text.clone()).unwrap_or_default(),
                to: to.as_ref().map_or_else(|| char::MAX.to_string(), |edge| beginning_with(&edge.text).1),
            },
            How::During(..) => return None,
        })
    }
}
