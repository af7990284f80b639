//! What a query means for one kind of entity: each term becomes tests of its fields.

use super::error::QueryError;
use super::field::{Entity, Field, FieldKind, Scope};
use super::node::{Clause, Edge, Leaf, Node, Occur, Piece, TermForm};
use super::words::{words, words_from_the_beginning};
use super::{TERMS_MAX, parse};
use crate::fold::fold;
use crate::time::Timestamp;

/// What must be true of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Nothing: it is true of all.
    Everything,
    /// One of these; none: it is true of nothing.
    Any(Vec<Test>),
    /// All that must be, and nothing that must not; where nothing must be, something that should.
    Group {
        /// What must be true.
        must: Vec<Condition>,
        /// What counts for relevance; where nothing must be true, one of these has to.
        should: Vec<Condition>,
        /// What must not be true.
        must_not: Vec<Condition>,
    },
}

/// A test of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Which field.
    pub field: &'static Field,
    /// What it has to be.
    pub how: How,
}

/// What a field has to be. Texts are normalised as the kind of the field says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// It has this word; of what is compared as a whole: it is this.
    Is(String),
    /// It has these words, one after the other.
    Phrase(Vec<String>),
    /// A word of it, or all of it, is like this.
    Like(Vec<Piece>),
    /// A word of it, or all of it, is between these.
    Between(Option<Edge>, Option<Edge>),
    /// It is from the first time to before the second, in microseconds.
    During(i64, i64),
}

/// Reads `query` for one of the entities of `scope`. `defaults` are the fields of terms without one. A field that only
/// others of the scope have is true of none of this one's.
///
/// # Errors
/// What [`parse`] refuses; a field that nothing has; a time that is none; what finds nothing since it only excludes.
pub fn bind(query: &str, entity: Entity, scope: Scope, defaults: &[&str]) -> Result<Condition, QueryError> {
    let node = parse(query)?;
    let mut binder = Binder { entity, scope, defaults, words: 0 };
    binder.node(&node)?.ok_or(QueryError::Empty)
}

struct Binder<'a> {
    entity: Entity,
    scope: Scope,
    defaults: &'a [&'a str],
    words: usize,
}

impl Binder<'_> {
    /// `None`: it has no word in it.
    fn node(&mut self, node: &Node) -> Result<Option<Condition>, QueryError> {
        match node {
            Node::All => Ok(Some(Condition::Everything)),
            Node::Leaf(leaf) => self.leaf(leaf),
            Node::Group(clauses) => self.group(clauses),
        }
    }

    fn group(&mut self, clauses: &[Clause]) -> Result<Option<Condition>, QueryError> {
        let (mut must, mut should, mut must_not) = (Vec::new(), Vec::new(), Vec::new());
        for clause in clauses {
            let Some(condition) = self.node(&clause.node)? else { continue };
            match clause.occur {
                Occur::Must => must.push(condition),
                Occur::Should => should.push(condition),
                Occur::MustNot => must_not.push(condition),
            }
        }
        if must.is_empty() && should.is_empty() {
            return match clauses.iter().find(|clause| clause.occur == Occur::MustNot) {
                Some(clause) if !must_not.is_empty() => {
                    let construct = "a part that only excludes";
                    Err(QueryError::unserved(construct, clause.at, "write `*:*` before it for everything else"))
                }
                _ => Ok(None),
            };
        }
        Ok(Some(Condition::Group { must, should, must_not }))
    }

    fn leaf(&mut self, leaf: &Leaf) -> Result<Option<Condition>, QueryError> {
        let fields = match &leaf.field {
            Some(name) if !self.scope.has(name) => {
                let known = crate::text::one_of(self.scope.names());
                return Err(QueryError::UnknownField { field: crate::text::echo(name), at: leaf.at, known });
            }
            Some(name) => vec![name.as_str()],
            None => self.defaults.to_vec(),
        };
        let fields: Vec<&'static Field> = fields.iter().filter_map(|name| self.entity.field(name)).collect();
        if fields.is_empty() {
            return Ok(Some(Condition::Any(Vec::new())));
        }
        let (mut tests, mut words) = (Vec::new(), 0);
        for field in fields {
            let hows = hows(field.kind, &leaf.wanted, leaf.at)?;
            words = words.max(hows.len());
            tests.extend(hows.into_iter().map(|how| Test { field, how }));
        }
        self.words += words;
        if self.words > TERMS_MAX {
            return Err(QueryError::TooMany { at: leaf.at });
        }
        Ok((!tests.is_empty()).then_some(Condition::Any(tests)))
    }
}

/// A text as a field of this kind is compared.
fn normal(kind: FieldKind, text: &str) -> String {
    match kind {
        FieldKind::Words | FieldKind::Beginning | FieldKind::Folded => fold(text),
        FieldKind::Caseless => text.to_ascii_lowercase(),
        FieldKind::Exact | FieldKind::Time => text.to_owned(),
    }
}

/// What a field of this kind has to be; one of these. None: there is no word.
fn hows(kind: FieldKind, wanted: &TermForm, at: usize) -> Result<Vec<How>, QueryError> {
    if kind == FieldKind::Time {
        return Ok(vec![during(wanted, at)?]);
    }
    let is_by_word = matches!(kind, FieldKind::Words | FieldKind::Beginning);
    let words = |text: &str| match kind {
        FieldKind::Beginning => words_from_the_beginning(&fold(text)),
        _ => words(text),
    };
    Ok(match wanted {
        TermForm::Term(text) if is_by_word => words(text).into_iter().map(How::Is).collect(),
        TermForm::Phrase(text) if is_by_word => match words(text).as_slice() {
            [] => Vec::new(),
            [word] => vec![How::Is(word.clone())],
            several => vec![How::Phrase(several.to_vec())],
        },
        TermForm::Term(text) | TermForm::Phrase(text) => {
            let text = normal(kind, text);
            if text.is_empty() { Vec::new() } else { vec![How::Is(text)] }
        }
        TermForm::Pattern(pieces) => {
            let normal = |piece: &Piece| match piece {
                Piece::Text(text) => Piece::Text(normal(kind, text)),
                other => other.clone(),
            };
            let pieces: Vec<Piece> = pieces.iter().map(normal).collect();
            match pieces.first() {
                Some(Piece::Text(text)) if !text.is_empty() => vec![How::Like(pieces)],
                _ => Vec::new(),
            }
        }
        TermForm::Range { from, to } => {
            let edge = |edge: &Option<Edge>| {
                edge.as_ref().map(|edge| Edge { text: normal(kind, &edge.text), is_in: edge.is_in })
            };
            vec![How::Between(edge(from), edge(to))]
        }
    })
}

fn during(wanted: &TermForm, at: usize) -> Result<How, QueryError> {
    let read = |text: &str| {
        span(text).ok_or_else(|| {
            QueryError::syntax("a time such as 20260518, 2026-05-18 or \"2026-05-18T12:34:56Z\"", at, text)
        })
    };
    match wanted {
        TermForm::Term(text) | TermForm::Phrase(text) => {
            let (from, to) = read(text)?;
            Ok(How::During(from, to))
        }
        TermForm::Range { from, to } => {
            let from = match from {
                Some(edge) if edge.is_in => read(&edge.text)?.0,
                Some(edge) => read(&edge.text)?.1,
                None => i64::MIN,
            };
            let to = match to {
                Some(edge) if edge.is_in => read(&edge.text)?.1,
                Some(edge) => read(&edge.text)?.0,
                None => i64::MAX,
            };
            Ok(How::During(from, to))
        }
        TermForm::Pattern(_) => {
            Err(QueryError::unserved("a wildcard in a time", at, "write a range, such as [20260101 TO 20261231]"))
        }
    }
}

/// The day or second that a text names, from its first microsecond to the one behind its last.
fn span(text: &str) -> Option<(i64, i64)> {
    const SECOND: i64 = 1_000_000;
    const DAY: i64 = 86_400 * SECOND;
    let is_digits = text.len() == 8 && text.bytes().all(|digit| digit.is_ascii_digit());
    let dashed = match (is_digits, text.get(..4), text.get(4..6), text.get(6..)) {
        (true, Some(year), Some(month), Some(day)) => format!("{year}-{month}-{day}"),
        _ => text.to_owned(),
    };
    let length = if dashed.len() == 10 { DAY } else { SECOND };
    let time = Timestamp::parse(&dashed)?;
    let from = if length == DAY { time.micros() } else { time.seconds() * SECOND };
    Some((from, from + length))
}
