//! The text of a file, and where a token of it is.

use std::ops::Range;

use proc_macro2::{LineColumn, Span};

use crate::list::Place;

pub(crate) struct Source<'text> {
    pub(crate) text: &'text str,
    /// Where each line begins, in bytes.
    lines: Vec<usize>,
}

impl<'text> Source<'text> {
    pub(crate) fn new(text: &'text str) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, lines }
    }

    /// The bytes of a token or an expression.
    pub(crate) fn range(&self, span: Span) -> Range<usize> {
        self.byte(span.start())..self.byte(span.end())
    }

    /// The byte that cargo-mutants names.
    pub(crate) fn at(&self, place: Place) -> usize {
        self.byte(LineColumn { line: place.line, column: place.column.saturating_sub(1) })
    }

    fn byte(&self, at: LineColumn) -> usize {
        let start = self.lines.get(at.line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let rest = self.text.get(start..).unwrap_or_default();
        start + rest.char_indices().nth(at.column).map_or(rest.len(), |(byte, _)| byte)
    }
}
