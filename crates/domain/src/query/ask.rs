//! A question with its parameters, and the answer out of what was read.

use std::cmp::Ordering;

use super::bind::{Condition, bind};
use super::error::QueryError;
use super::field::{Entity, Scope};
use super::found::Candidate;
use super::matching::{Document, FieldValue};
use crate::breach::{Breach, Breaches};
use crate::fold::fold;
use crate::list::Parameters;
use crate::text;

/// Hits of an answer where the caller says nothing.
pub const SIZE_DEFAULT: u32 = 10;
/// Hits of an answer at most.
pub const SIZE_MAX: u32 = 1_000;
/// Hits to skip at most.
pub const FROM_MAX: u32 = 10_000;
/// Default fields at most.
pub const DEFAULTS_MAX: usize = 8;
/// The order in which what fits best comes first.
pub const SCORE: &str = "_score";

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    conditions: Vec<(Entity, Condition)>,
    /// Hits to skip.
    pub from: u32,
    /// Hits at most.
    pub size: u32,
    /// `None`: what fits best comes first.
    sort: Option<Sort>,
}

/// An order by a field; what has no value comes last.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sort {
    field: String,
    is_descending: bool,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryAnswer {
    /// All that fit.
    pub total: u64,
    /// Hits that were skipped.
    pub from: u32,
    /// Hits that there could have been.
    pub size: u32,
    /// Those of this part, with how well they fit.
    pub hits: Vec<(u32, Candidate)>,
}

impl Ask {
    /// Reads `q`, `df`, `s`, `from` and `size`.
    ///
    /// # Errors
    /// Every parameter that is unknown or has a value that can't be; and why the query is refused.
    pub fn read(scope: Scope, mut given: Parameters<'_>) -> Result<Self, Vec<Breach>> {
        let defaults = given.take_each("df");
        if defaults.len() > DEFAULTS_MAX {
            given.broken.push(Breach::invalid(format!("df: expected {DEFAULTS_MAX} fields at most")));
        }
        for name in &defaults {
            given.broken.keep(scope.known("df", name));
        }
        let sort = given.take("s").map(|sort| Sort::read(scope, sort));
        let sort = sort.and_then(|sort| given.broken.keep(sort)).flatten();
        let from = given.number("from", FROM_MAX).unwrap_or(0);
        let size = given.number("size", SIZE_MAX).unwrap_or(SIZE_DEFAULT);
        let query = given.take("q");
        let conditions = conditions(query, scope, &defaults, &mut given.broken);
        given.finish("q, df, s, from, size")?;
        Ok(Self { conditions, from, size, sort })
    }

    /// What must be true of such an entity; `None`: it isn't asked for.
    #[must_use]
    pub fn condition(&self, entity: Entity) -> Option<&Condition> {
        self.conditions.iter().find(|(of, _)| *of == entity).map(|(_, condition)| condition)
    }

    /// How well something fits; `None`: it doesn't.
    #[must_use]
    pub fn score(&self, found: &Candidate) -> Option<u32> {
        self.condition(found.entity())?.score(found)
    }

    /// The answer out of all that fit.
    #[must_use]
    pub fn answer(&self, mut fitting: Vec<(u32, Candidate)>) -> QueryAnswer {
        match &self.sort {
            None => fitting.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| by_place(one, other))),
            Some(sort) => {
                let mut keyed: Vec<_> = fitting.into_iter().map(|hit| (sort.key(&hit.1), hit)).collect();
                keyed.sort_by(|(a, (_, one)), (b, (_, other))| sort.compare(a, b).then_with(|| by_place(one, other)));
                fitting = keyed.into_iter().map(|(_, hit)| hit).collect();
            }
        }
        let total = u64::try_from(fitting.len()).unwrap_or(u64::MAX);
        let hits = fitting.into_iter().skip(self.from as usize).take(self.size as usize).collect();
        QueryAnswer { total, from: self.from, size: self.size, hits }
    }
}

/// So that an order is one and the same each time.
fn by_place(one: &Candidate, other: &Candidate) -> Ordering {
    (one.entity(), one.place()).cmp(&(other.entity(), other.place()))
}

/// What the query means for each entity.
fn conditions(query: Option<&str>, scope: Scope, defaults: &[&str], broken: &mut Breaches) -> Vec<(Entity, Condition)> {
    let query = match query {
        None => {
            broken.push(Breach::invalid("q is mandatory: expected a query such as name:muster, got none"));
            return Vec::new();
        }
        Some(query) => match text::within("q", query, usize::MAX) {
            Ok(()) => query,
            Err(breach) => {
                broken.push(breach);
                return Vec::new();
            }
        },
    };
    let mut conditions = Vec::new();
    for entity in scope.0 {
        let defaults = if defaults.is_empty() { entity.default_fields() } else { defaults };
        match bind(query, *entity, scope, defaults) {
            Ok(condition) => conditions.push((*entity, condition)),
            // Of others it may ask for something.
            Err(QueryError::Empty) => {}
            Err(error) => {
                broken.push(Breach::invalid(format!("q: {error}")));
                return Vec::new();
            }
        }
    }
    if conditions.is_empty() {
        broken.push(Breach::invalid(format!("q: {}", QueryError::Empty)));
    }
    conditions
}

/// A value by which hits are ordered.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum SortKey {
    Time(i64),
    Text(String),
}

impl Sort {
    /// `name`, `name asc`, `name desc`; `None`: by how well they fit.
    fn read(scope: Scope, text: &str) -> Result<Option<Self>, Breach> {
        let (field, order) = text.trim().split_once(' ').unwrap_or((text.trim(), "asc"));
        let is_descending = match order.trim() {
            order if order.eq_ignore_ascii_case("asc") => false,
            order if order.eq_ignore_ascii_case("desc") => true,
            _ => {
                return Err(Breach::invalid(format!(
                    "s: expected asc or desc behind the field, got {}",
                    text::echo(order)
                )));
            }
        };
        if field == SCORE && is_descending {
            return Ok(None);
        }
        scope.known("s", field)?;
        Ok(Some(Self { field: field.to_owned(), is_descending }))
    }

    fn key(&self, found: &Candidate) -> Option<SortKey> {
        match found.value(found.entity().field(&self.field)?.key) {
            FieldValue::Absent => None,
            FieldValue::Time(time) => Some(SortKey::Time(time.micros())),
            FieldValue::Text(text) => Some(SortKey::Text(fold(&text))),
        }
    }

    fn compare(&self, one: &Option<SortKey>, other: &Option<SortKey>) -> Ordering {
        match (one, other) {
            (Some(one), Some(other)) if self.is_descending => other.cmp(one),
            (Some(one), Some(other)) => one.cmp(other),
            (one, other) => one.is_none().cmp(&other.is_none()),
        }
    }
}
