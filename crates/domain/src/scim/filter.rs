//! Filters (RFC 7644 §3.4.2.2), of bounded length, depth and number of terms: whoever may ask can't make the server work
//! long on one.

use serde_json::Value;

use super::attribute::{AttributeKind, ScimAttribute};
use super::path::AttributePath;
use super::{ScimProblem, ScimType};
use crate::text;
use crate::time::Timestamp;
use crate::words::words;

/// Brackets and `not` within each other, at most.
pub const FILTER_DEPTH_MAX: usize = 32;
/// Comparisons in a filter, at most.
pub const FILTER_TERMS_MAX: usize = 100;
/// Longest filter, in bytes.
const LEN_MAX: usize = 4_096;

words! {
    /// How an attribute is compared.
    Operator {
        /// Equal.
        Eq = "eq";
        /// Not equal: of several values, none is.
        Ne = "ne";
        /// Contains.
        Co = "co";
        /// Begins with.
        Sw = "sw";
        /// Ends with.
        Ew = "ew";
        /// Greater.
        Gt = "gt";
        /// Greater or equal.
        Ge = "ge";
        /// Less.
        Lt = "lt";
        /// Less or equal.
        Le = "le";
    }
}

/// A filter as it was read; what it names is known.
#[derive(Clone, Debug)]
pub enum FilterTree {
    /// All of them hold.
    And(Vec<FilterTree>),
    /// One of them holds.
    Or(Vec<FilterTree>),
    /// It doesn't hold.
    Not(Box<FilterTree>),
    /// A value compares so.
    Compare(AttributePath, Operator, Value),
    /// There is a value.
    Present(AttributePath),
    /// One and the same element of an attribute is so.
    Element(AttributePath, Box<FilterTree>),
    /// Within an element: what is below it compares so, or, without operator, is there.
    Below(&'static ScimAttribute, Option<(Operator, Value)>),
}

/// How the name of an attribute is read.
type Names = fn(&str) -> Option<AttributePath>;

/// Where names are looked for.
#[derive(Clone, Copy)]
enum Among {
    Attributes(Names),
    Below(&'static ScimAttribute),
}

impl FilterTree {
    /// Reads a filter.
    ///
    /// # Errors
    /// `invalidFilter`, with what was expected.
    pub fn read(filter: &str) -> Result<Self, ScimProblem> {
        Self::with(filter, AttributePath::compared_of_user)
    }

    /// Reads a filter of groups.
    ///
    /// # Errors
    /// `invalidFilter`, with what was expected.
    pub fn of_groups(filter: &str) -> Result<Self, ScimProblem> {
        Self::with(filter, AttributePath::of_group)
    }

    /// Reads a filter of users and groups.
    ///
    /// # Errors
    /// `invalidFilter`, with what was expected.
    pub fn of_any(filter: &str) -> Result<Self, ScimProblem> {
        Self::with(filter, AttributePath::compared_of_any)
    }

    fn with(filter: &str, names: Names) -> Result<Self, ScimProblem> {
        let mut cursor = Cursor::new(filter)?;
        let tree = Reader { cursor: &mut cursor, terms: 0, among: Among::Attributes(names) }.any(0)?;
        if cursor.is_at_end() { Ok(tree) } else { Err(cursor.problem("and, or or the end")) }
    }

    /// Reads what stands in brackets behind an attribute with several values, and the bracket.
    pub(super) fn of_elements(cursor: &mut Cursor<'_>, of: &'static ScimAttribute) -> Result<Self, ScimProblem> {
        let tree = Reader { cursor, terms: 0, among: Among::Below(of) }.any(1)?;
        if cursor.eat(']') { Ok(tree) } else { Err(cursor.problem("and, or or ]")) }
    }

    /// All that must hold.
    #[must_use]
    pub fn conjuncts(&self) -> Vec<&Self> {
        match self {
            Self::And(all) => all.iter().flat_map(Self::conjuncts).collect(),
            other => vec![other],
        }
    }
}

struct Reader<'a, 'b> {
    cursor: &'a mut Cursor<'b>,
    terms: usize,
    among: Among,
}

impl Reader<'_, '_> {
    fn any(&mut self, depth: usize) -> Result<FilterTree, ScimProblem> {
        if depth > FILTER_DEPTH_MAX {
            return Err(self.cursor.problem(&format!("at most {FILTER_DEPTH_MAX} brackets within each other")));
        }
        let mut all = vec![self.all(depth)?];
        while self.cursor.word("or") {
            all.push(self.all(depth)?);
        }
        Ok(one_or(all, FilterTree::Or))
    }

    fn all(&mut self, depth: usize) -> Result<FilterTree, ScimProblem> {
        let mut all = vec![self.one(depth)?];
        while self.cursor.word("and") {
            all.push(self.one(depth)?);
        }
        Ok(one_or(all, FilterTree::And))
    }

    fn one(&mut self, depth: usize) -> Result<FilterTree, ScimProblem> {
        self.terms += 1;
        if self.terms > FILTER_TERMS_MAX {
            return Err(self.cursor.problem(&format!("at most {FILTER_TERMS_MAX} comparisons")));
        }
        let is_negated = self.cursor.word_before_bracket("not");
        if self.cursor.eat('(') {
            let tree = self.any(depth + 1)?;
            if !self.cursor.eat(')') {
                return Err(self.cursor.problem("and, or or )"));
            }
            return Ok(if is_negated { FilterTree::Not(Box::new(tree)) } else { tree });
        }
        let name = self.cursor.name().ok_or_else(|| self.cursor.problem("the name of an attribute, not or ("))?;
        match self.among {
            Among::Attributes(names) => self.attribute(names(name), name, depth),
            Among::Below(of) => {
                let sub = of.sub(name).ok_or_else(|| self.cursor.problem("the name of what is below the attribute"))?;
                Ok(FilterTree::Below(sub, self.comparison(sub)?))
            }
        }
    }

    fn attribute(&mut self, path: Option<AttributePath>, name: &str, depth: usize) -> Result<FilterTree, ScimProblem> {
        let path = path
            .ok_or_else(|| self.cursor.problem(&format!("an attribute that filters know, not {}", text::echo(name))))?;
        if self.cursor.eat('[') {
            return self.element(path, depth);
        }
        // A complex attribute without a value of its own can only be there.
        let last = path.compared().map(|(_, last)| last);
        match (self.comparison(last.unwrap_or(path.attribute))?, last) {
            (None, _) => Ok(FilterTree::Present(path)),
            (Some((operator, value)), Some(_)) => Ok(FilterTree::Compare(path, operator, value)),
            (Some(_), None) => Err(self.cursor.problem("the name of what is below the attribute")),
        }
    }

    /// `emails[type eq "work"]`; and `emails[type eq "work"].value eq "…"`, which is outside of the grammar and sent all
    /// the same.
    fn element(&mut self, path: AttributePath, depth: usize) -> Result<FilterTree, ScimProblem> {
        let of = path.attribute;
        if path.sub.is_some() || of.below.is_empty() {
            return Err(self.cursor.problem("no bracket: the attribute has nothing below it"));
        }
        let outer = std::mem::replace(&mut self.among, Among::Below(of));
        let within = self.any(depth + 1);
        self.among = outer;
        let within = within?;
        if !self.cursor.eat(']') {
            return Err(self.cursor.problem("and, or or ]"));
        }
        if !self.cursor.eat('.') {
            return Ok(FilterTree::Element(path, Box::new(within)));
        }
        let sub = self.cursor.name().and_then(|name| of.sub(name));
        let sub = sub.ok_or_else(|| self.cursor.problem("the name of what is below the attribute"))?;
        let then = FilterTree::Below(sub, self.comparison(sub)?);
        Ok(FilterTree::Element(path, Box::new(FilterTree::And(vec![within, then]))))
    }

    /// An operator with what is compared; `None`: `pr`.
    fn comparison(&mut self, of: &'static ScimAttribute) -> Result<Option<(Operator, Value)>, ScimProblem> {
        // In brackets, nevisIDM documents `[extId='…']`.
        if matches!(self.among, Among::Below(_)) && self.cursor.eat('=') {
            let value = self.cursor.quoted().map_or_else(|| self.cursor.value(), Ok)?;
            let value = fits(of, Operator::Eq, value).map_err(|what| self.cursor.problem(&what))?;
            return Ok(Some((Operator::Eq, value)));
        }
        let word = self.cursor.name().unwrap_or_default().to_ascii_lowercase();
        if word == "pr" {
            return Ok(None);
        }
        let Some(operator) = Operator::from_wire(&word) else {
            return Err(self.cursor.problem("eq, ne, co, sw, ew, gt, ge, lt, le or pr"));
        };
        let value = self.cursor.value()?;
        fits(of, operator, value).map(|value| Some((operator, value))).map_err(|what| self.cursor.problem(&what))
    }
}

fn one_or(mut all: Vec<FilterTree>, several: impl FnOnce(Vec<FilterTree>) -> FilterTree) -> FilterTree {
    match (all.len(), all.pop()) {
        (1, Some(one)) => one,
        (_, last) => several(all.into_iter().chain(last).collect()),
    }
}

/// The value as it is compared, or what was expected instead.
fn fits(of: &ScimAttribute, operator: Operator, value: Value) -> Result<Value, String> {
    let is_equality = matches!(operator, Operator::Eq | Operator::Ne);
    match (of.kind, value) {
        (_, Value::Null) if is_equality => Ok(Value::Null),
        (AttributeKind::Text | AttributeKind::Reference, value @ Value::String(_)) => Ok(value),
        (AttributeKind::Time, Value::String(text))
            if !matches!(operator, Operator::Co | Operator::Sw | Operator::Ew) =>
        {
            Timestamp::parse(&text)
                .map(|time| time.seconds().into())
                .ok_or_else(|| "a time such as \"2026-05-18T12:34:56Z\"".to_owned())
        }
        (AttributeKind::Flag, Value::Bool(flag)) if is_equality => Ok(flag.into()),
        (AttributeKind::Flag, Value::String(text)) if is_equality => match text.to_ascii_lowercase().as_str() {
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            _ => Err("true or false".to_owned()),
        },
        (AttributeKind::Number, value @ Value::Number(_)) => Ok(value),
        (AttributeKind::Number, _) => Err(format!("a number: {} is one", of.name)),
        (AttributeKind::Flag, _) => Err(format!("eq or ne and true or false: {} is a boolean", of.name)),
        (AttributeKind::Time, _) => Err(format!("eq, ne, gt, ge, lt or le and a text: {} is a time", of.name)),
        (AttributeKind::Complex, value) => Ok(value),
        _ => Err(format!("a text: {} is one", of.name)),
    }
}

/// Reads a filter or a path from its beginning to its end.
pub(super) struct Cursor<'a> {
    whole: &'a str,
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(whole: &'a str) -> Result<Self, ScimProblem> {
        match whole.len() <= LEN_MAX {
            true => Ok(Self { whole, rest: whole.trim_start() }),
            false => Err(ScimProblem::new(ScimType::InvalidFilter, format!("expected at most {LEN_MAX} bytes"))),
        }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Steps over a character and the blanks behind it, if it is there.
    pub(super) fn eat(&mut self, letter: char) -> bool {
        let rest = self.rest.strip_prefix(letter);
        if let Some(rest) = rest {
            self.rest = rest.trim_start();
        }
        rest.is_some()
    }

    /// A name, perhaps with colons and points.
    pub(super) fn name(&mut self) -> Option<&'a str> {
        let is_of_it = |letter: char| letter.is_ascii_alphanumeric() || "_-$:.".contains(letter);
        let end = self.rest.find(|letter| !is_of_it(letter)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at_checked(end).filter(|(name, _)| !name.is_empty())?;
        self.rest = rest.trim_start();
        Some(name)
    }

    fn peek(&self) -> &'a str {
        Cursor { whole: self.whole, rest: self.rest }.name().unwrap_or_default()
    }

    /// Steps over a word of the grammar, if it is there.
    fn word(&mut self, word: &str) -> bool {
        let is_there = self.peek().eq_ignore_ascii_case(word);
        if is_there {
            self.name();
        }
        is_there
    }

    /// The same, where a bracket follows it: an attribute may have its name.
    fn word_before_bracket(&mut self, word: &str) -> bool {
        let begin = self.rest;
        let is_there = self.word(word) && self.rest.starts_with('(');
        if !is_there {
            self.rest = begin;
        }
        is_there
    }

    /// A text between apostrophes, as it stands there.
    fn quoted(&mut self) -> Option<Value> {
        let (text, rest) = self.rest.strip_prefix('\'')?.split_once('\'')?;
        self.rest = rest.trim_start();
        Some(text.into())
    }

    /// A value as JSON writes it: a text, a number, `true`, `false` or `null`.
    fn value(&mut self) -> Result<Value, ScimProblem> {
        let end = match self.rest.strip_prefix('"') {
            Some(text) => text_end(text).map(|end| end + 2),
            None => Some(
                self.rest
                    .find(|letter: char| letter.is_whitespace() || "()[]".contains(letter))
                    .unwrap_or(self.rest.len()),
            ),
        };
        let split = end.and_then(|end| self.rest.split_at_checked(end));
        let read = split.and_then(|(value, rest)| Some((serde_json::from_str::<Value>(value).ok()?, rest)));
        match read {
            Some((value, rest)) if !value.is_array() && !value.is_object() => {
                self.rest = rest.trim_start();
                Ok(value)
            }
            _ => Err(self.problem("a value: a text in quotes, a number, true, false or null")),
        }
    }

    fn problem(&self, expected: &str) -> ScimProblem {
        let at = self.whole.len() - self.rest.len();
        let found = if self.rest.is_empty() { "its end".to_owned() } else { text::echo(self.rest) };
        ScimProblem::new(ScimType::InvalidFilter, format!("filter: expected {expected} at byte {at}, got {found}"))
    }
}

/// Where the text ends whose opening quote has been read: at the next one without a backslash before it.
fn text_end(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    })
}
