//! The source of a pattern as a row of characters, quotations resolved.

use super::error::{PatternError, shown};

/// One character of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Char {
    pub(super) c: char,
    /// Its place in the source, counted in code points from 1.
    pub(super) at: usize,
    /// Whether it stood between `\Q` and `\E`, and so means itself.
    pub(super) quoted: bool,
}

impl Char {
    /// Whether this is `c` and may be syntax.
    pub(super) fn is(self, c: char) -> bool {
        self.c == c && !self.quoted
    }
}

/// Reads the source from left to right.
#[derive(Debug)]
pub(super) struct Source {
    chars: Vec<Char>,
    next: usize,
    len: usize,
}

impl Source {
    /// Takes `\Q` and `\E` out and marks what stood between them; without `\E` that is the rest.
    ///
    /// Java does the same before it parses, and so does a quantifier after `\E` repeat the last quoted
    /// character alone. A backslash takes the next character with it: `\\Q` opens nothing.
    pub(super) fn new(source: &str) -> Self {
        let mut chars = Vec::new();
        let mut rest = source.chars().zip(1..).peekable();
        let mut quoted = false;
        while let Some((c, at)) = rest.next() {
            let closer = if quoted { 'E' } else { 'Q' };
            if c == '\\' && rest.next_if(|(next, _)| *next == closer).is_some() {
                quoted = !quoted;
                continue;
            }
            chars.push(Char { c, at, quoted });
            if c == '\\' && !quoted {
                chars.extend(rest.next().map(|(c, at)| Char { c, at, quoted }));
            }
        }
        Self { chars, next: 0, len: source.chars().count() }
    }

    pub(super) fn peek(&self) -> Option<Char> {
        self.chars.get(self.next).copied()
    }

    pub(super) fn peek_second(&self) -> Option<Char> {
        self.chars.get(self.next + 1).copied()
    }

    pub(super) fn bump(&mut self) -> Option<Char> {
        let char = self.peek()?;
        self.next += 1;
        Some(char)
    }

    /// Whether `c` comes next as syntax.
    pub(super) fn sees(&self, c: char) -> bool {
        self.peek().is_some_and(|next| next.is(c))
    }

    /// Takes `c` where it comes next as syntax.
    pub(super) fn eat(&mut self, c: char) -> bool {
        let seen = self.sees(c);
        self.next += usize::from(seen);
        seen
    }

    /// Takes the next character where it isn't quoted and `wanted` holds of it.
    pub(super) fn eat_if(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let char = self.peek().filter(|next| !next.quoted && wanted(next.c))?;
        self.next += 1;
        Some(char.c)
    }

    /// Takes characters as long as they aren't quoted and `wanted` holds of them.
    pub(super) fn eat_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        std::iter::from_fn(|| self.eat_if(&wanted)).collect()
    }

    /// The place of the next character, or the one past the end.
    pub(super) fn at(&self) -> usize {
        self.peek().map_or(self.len + 1, |char| char.at)
    }

    /// Refuses what comes next: `what`, and what was found instead.
    pub(super) fn refuse(&self, what: &str) -> PatternError {
        let found = self.peek().map_or_else(
            || "the end of the pattern".to_owned(),
            |char| format!("`{}`", shown(char.c.encode_utf8(&mut [0; 4]))),
        );
        PatternError::syntax(format!("{what}, found {found}"), self.at())
    }
}
