//! A parsed pattern, and the pattern of the `regex` crate that is made of it.

use std::fmt;

use regex_syntax::hir::ClassUnicode;

/// A parsed pattern. Flags are resolved: a set holds both cases where Java ignores case.
#[derive(Debug)]
pub(super) enum Node {
    Empty,
    /// Exactly one character of the set.
    One(ClassUnicode),
    /// `^`, `\A`: the start of the value.
    Start(Anchor),
    /// `\z`: the end of the value.
    End,
    /// `$`, `\Z`: the end of the value, or before its final line terminator; with `unix_lines` the
    /// newline is the only terminator.
    FinalEnd {
        anchor: Anchor,
        unix_lines: bool,
    },
    Concat(Vec<Node>),
    Alternate(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: u32,
        max: Option<u32>,
    },
}

/// How an anchor is written, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor {
    pub(super) text: &'static str,
    pub(super) at: usize,
}

/// Writes the node in the syntax of the `regex` crate. Only constructs that mean one thing are used:
/// `(?:…)`, `[\x{…}-\x{…}]`, `|`, `{n,m}`, `\A` and `\z`.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("(?:)"),
            Self::One(set) => write_set(set, f),
            Self::Start(_) => f.write_str(r"\A"),
            // The two are the same here: see `check`.
            Self::End | Self::FinalEnd { .. } => f.write_str(r"\z"),
            Self::Concat(nodes) => nodes.iter().try_for_each(|node| node.fmt(f)),
            Self::Alternate(nodes) => {
                for (i, node) in nodes.iter().enumerate() {
                    write!(f, "{}{node}", if i == 0 { "(?:" } else { "|" })?;
                }
                f.write_str(")")
            }
            Self::Repeat { node, min, max: Some(max) } => write!(f, "(?:{node}){{{min},{max}}}"),
            Self::Repeat { node, min, max: None } => write!(f, "(?:{node}){{{min},}}"),
        }
    }
}

fn write_set(set: &ClassUnicode, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if set.ranges().is_empty() {
        // A class that nothing is in, such as `[a&&b]`, is legal in Java and matches nothing.
        return f.write_str(r"[^\x{0}-\x{10FFFF}]");
    }
    f.write_str("[")?;
    for range in set.ranges() {
        write!(f, r"\x{{{:X}}}-\x{{{:X}}}", u32::from(range.start()), u32::from(range.end()))?;
    }
    f.write_str("]")
}
