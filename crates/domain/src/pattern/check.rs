//! Anchors whose meaning in Java depends on what stands around them.

use regex_syntax::hir::ClassUnicode;

use super::error::PatternError;
use super::node::{Anchor, Node};
use super::set;

/// Refuses a `$` that isn't the same as `\z`, and a `^` where Java's loops go wrong.
///
/// - Java's `$` and `\Z` hold before a final line terminator, too. As the whole value must match,
///   that matters only where something after them can still take the terminator, as in `a$\s*`.
/// - A Java loop ends with its first empty round, even below its minimum: `(^|a){2}` doesn't match
///   `a`, though one empty round and one `a` are two. Wherever empty rounds can come last that makes
///   no difference; an empty round that holds at the start alone can't.
pub(super) fn check(node: &Node) -> Result<(), PatternError> {
    node.check(Takes::default()).map(|_| ())
}

impl Node {
    /// Checks the node, followed by something that takes `after`; answers what the node itself takes.
    fn check(&self, after: Takes) -> Result<Takes, PatternError> {
        match self {
            Self::Empty | Self::Start(_) | Self::End => Ok(Takes::default()),
            Self::One(set) => Ok(Takes::of(set)),
            Self::FinalEnd { anchor, unix_lines } => {
                if if *unix_lines { after.newline } else { after.terminator } {
                    let why = "is refused: what follows it can match a line terminator, and Java's holds before a final one, too";
                    return Err(PatternError::unsupported("end anchor", anchor.text, anchor.at, why));
                }
                Ok(Takes::default())
            }
            Self::Concat(nodes) => {
                nodes.iter().rev().try_fold(Takes::default(), |taken, node| Ok(taken.or(node.check(after.or(taken))?)))
            }
            Self::Alternate(nodes) => {
                nodes.iter().try_fold(Takes::default(), |taken, node| Ok(taken.or(node.check(after)?)))
            }
            Self::Repeat { max: Some(0), .. } => Ok(Takes::default()),
            Self::Repeat { node, max: Some(1), .. } => node.check(after),
            Self::Repeat { node, min, .. } => {
                if let (2.., true, Some(anchor)) = (*min, node.can_be_empty(), node.start()) {
                    let why = "is refused: Java ends the repetition around it with the first empty round";
                    return Err(PatternError::unsupported("start anchor", anchor.text, anchor.at, why));
                }
                // The node may follow itself.
                node.check(after.or(node.takes()))
            }
        }
    }

    fn takes(&self) -> Takes {
        match self {
            Self::Empty | Self::Start(_) | Self::End | Self::FinalEnd { .. } => Takes::default(),
            Self::One(set) => Takes::of(set),
            Self::Concat(nodes) | Self::Alternate(nodes) => {
                nodes.iter().fold(Takes::default(), |taken, node| taken.or(node.takes()))
            }
            Self::Repeat { node, .. } => node.takes(),
        }
    }

    fn can_be_empty(&self) -> bool {
        match self {
            Self::Empty | Self::Start(_) | Self::End | Self::FinalEnd { .. } => true,
            Self::One(_) => false,
            Self::Concat(nodes) => nodes.iter().all(Self::can_be_empty),
            Self::Alternate(nodes) => nodes.iter().any(Self::can_be_empty),
            Self::Repeat { node, min, .. } => *min == 0 || node.can_be_empty(),
        }
    }

    /// The first start anchor inside.
    fn start(&self) -> Option<Anchor> {
        match self {
            Self::Start(anchor) => Some(*anchor),
            Self::Empty | Self::One(_) | Self::End | Self::FinalEnd { .. } => None,
            Self::Concat(nodes) | Self::Alternate(nodes) => nodes.iter().find_map(Self::start),
            Self::Repeat { node, .. } => node.start(),
        }
    }
}

/// Which line terminators something can match.
#[derive(Clone, Copy, Debug, Default)]
struct Takes {
    newline: bool,
    terminator: bool,
}

impl Takes {
    fn of(class: &ClassUnicode) -> Self {
        Self {
            newline: set::meets(class, &set::of_chars(&['\n'])),
            terminator: set::meets(class, &set::line_terminators()),
        }
    }

    fn or(self, other: Self) -> Self {
        Self { newline: self.newline || other.newline, terminator: self.terminator || other.terminator }
    }
}
