//! What a query says, before anybody knows which fields there are.

/// A part of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// `*:*`: everything.
    All,
    /// Something that a field is to have.
    Leaf(Leaf),
    /// Several parts, as Lucene joins them.
    Group(Vec<Clause>),
}

/// A part of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// How it counts.
    pub occur: Occur,
    /// What it is.
    pub node: Node,
    /// Where it begins.
    pub at: usize,
}

/// How a part of a group counts: all that must be must be true, and none that must not be; where nothing must be, one of
/// the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occur {
    /// `+a`, or a neighbour of `AND`.
    Must,
    /// `a`.
    Should,
    /// `-a`, `NOT a`.
    MustNot,
}

/// Something that a field is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// As it was written; `None`: in the default fields.
    pub field: Option<String>,
    /// What it is to have.
    pub wanted: TermForm,
    /// Where it begins.
    pub at: usize,
}

/// What a field is to have. Escapes are resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermForm {
    /// One of the words in this, or this.
    Term(String),
    /// The words in this, one after the other; or this.
    Phrase(String),
    /// A text like this; it begins with a text.
    Pattern(Vec<Piece>),
    /// A text between two.
    Range {
        /// The lower end; `None`: open.
        from: Option<Edge>,
        /// The upper end; `None`: open.
        to: Option<Edge>,
    },
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// As it was written.
    pub text: String,
    /// Whether it belongs to the range.
    pub is_in: bool,
}

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// These characters.
    Text(String),
    /// `?`: any one.
    One,
    /// `*`: any, also none.
    Many,
}
