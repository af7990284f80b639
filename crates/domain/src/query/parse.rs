//! From tokens to nodes, by recursive descent.

use super::error::QueryError;
use super::lex::{Placed, Token, tokens};
use super::node::{Clause, Leaf, Node, Occur, Piece, TermForm};
use super::{DEPTH_MAX, LEN_MAX, TERMS_MAX};

/// Reads a query.
///
/// # Errors
/// It is too long, too deep or has too many terms; it isn't of the syntax; or it has what isn't served.
pub fn parse(text: &str) -> Result<Node, QueryError> {
    if text.len() > LEN_MAX {
        return Err(QueryError::TooLong { len: text.len() });
    }
    let end = text.chars().count() + 1;
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0, terms: 0, end };
    let node = parser.group(None)?;
    match parser.tokens.get(parser.next) {
        None => Ok(node),
        Some(_) => Err(parser.syntax("the end of the query")),
    }
}

struct Parser {
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
    terms: usize,
    /// The place behind the query.
    end: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|placed| &placed.token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |placed| placed.at)
    }

    /// Takes the next token, if it is this one.
    fn takes(&mut self, token: &Token) -> bool {
        let is_it = self.peek() == Some(token);
        self.next += usize::from(is_it);
        is_it
    }

    fn syntax(&self, expected: &'static str) -> QueryError {
        let got = self.tokens.get(self.next).map_or("", |placed| placed.text.as_str());
        QueryError::syntax(expected, self.at(), got)
    }

    /// What stands between two brackets, or the whole: one clause at least.
    fn group(&mut self, field: Option<&str>) -> Result<Node, QueryError> {
        let mut clauses = Clauses::default();
        let mut joined = Joined::Not;
        loop {
            let at = self.at();
            let modifier = self.modifier();
            let node = self.clause(field)?;
            clauses.add(joined, modifier, node, at);
            joined = match self.peek() {
                None | Some(Token::Close) => return Ok(clauses.finish()),
                Some(Token::And) => Joined::And,
                Some(Token::Or) => Joined::Or,
                Some(_) => Joined::Not,
            };
            self.next += usize::from(joined != Joined::Not);
        }
    }

    fn modifier(&mut self) -> Option<Occur> {
        let modifier = match self.peek()? {
            Token::Plus => Occur::Must,
            Token::Minus | Token::Not => Occur::MustNot,
            _ => return None,
        };
        self.next += 1;
        Some(modifier)
    }

    /// `None`: it stands for nothing.
    fn clause(&mut self, field: Option<&str>) -> Result<Option<Node>, QueryError> {
        let own = self.field();
        let field = own.as_deref().or(field);
        if self.peek() != Some(&Token::Open) {
            return self.term(field);
        }
        if self.depth == DEPTH_MAX {
            return Err(QueryError::TooDeep { at: self.at() });
        }
        self.next += 1;
        self.depth += 1;
        let node = self.group(field)?;
        if !self.takes(&Token::Close) {
            return Err(self.syntax("`)`"));
        }
        self.depth -= 1;
        self.takes(&Token::Boost);
        Ok(Some(node))
    }

    /// A field, with its colon.
    fn field(&mut self) -> Option<String> {
        if self.tokens.get(self.next + 1).map(|placed| &placed.token) != Some(&Token::Colon) {
            return None;
        }
        let field = match self.peek()? {
            Token::Star => "*".to_owned(),
            Token::Term(pieces) => match pieces.as_slice() {
                [Piece::Text(text)] => text.clone(),
                _ => return None,
            },
            _ => return None,
        };
        self.next += 2;
        Some(field)
    }

    fn term(&mut self, field: Option<&str>) -> Result<Option<Node>, QueryError> {
        let at = self.at();
        let wanted = match self.peek() {
            Some(Token::Bare) => {
                self.next += 1;
                return Ok(None);
            }
            Some(Token::Star) if field == Some("*") => {
                self.next += 1;
                self.takes(&Token::Boost);
                return Ok(Some(Node::All));
            }
            Some(Token::Star) => return Err(leading(at)),
            Some(Token::Term(pieces)) => match pieces.as_slice() {
                [Piece::Text(text)] => TermForm::Term(text.clone()),
                [Piece::Text(_), ..] => TermForm::Pattern(pieces.clone()),
                _ => return Err(leading(at)),
            },
            Some(Token::Quoted(text)) => TermForm::Phrase(text.clone()),
            Some(Token::Range(from, to)) => TermForm::Range { from: from.clone(), to: to.clone() },
            _ => return Err(self.syntax("a term")),
        };
        self.next += 1;
        self.terms += 1;
        if self.terms > TERMS_MAX {
            return Err(QueryError::TooMany { at });
        }
        self.after(&wanted)?;
        Ok(Some(Node::Leaf(Leaf { field: field.map(str::to_owned), wanted, at })))
    }

    /// What may stand behind a term.
    fn after(&mut self, wanted: &TermForm) -> Result<(), QueryError> {
        let is_boosted = self.takes(&Token::Boost);
        if self.peek() == Some(&Token::Tilde) {
            let at = self.at();
            return Err(match wanted {
                TermForm::Phrase(_) => QueryError::unserved("slop", at, "leave it out, or ask for each word"),
                _ => QueryError::unserved("a fuzzy term", at, "write the beginning of it, such as `mei*`"),
            });
        }
        if !is_boosted {
            self.takes(&Token::Boost);
        }
        Ok(())
    }
}

const fn leading(at: usize) -> QueryError {
    QueryError::unserved("a leading wildcard", at, "write a letter or a digit before it, or `*:*` for everything")
}

/// By what a clause is joined to the one before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joined {
    Not,
    And,
    Or,
}

/// The clauses of a group in the making.
#[derive(Default)]
struct Clauses(Vec<Clause>);

impl Clauses {
    /// As Lucene does it: `AND` makes its neighbours required, and nothing binds tighter than anything else.
    fn add(&mut self, joined: Joined, modifier: Option<Occur>, node: Option<Node>, at: usize) {
        if joined == Joined::And
            && let Some(before) = self.0.last_mut()
            && before.occur != Occur::MustNot
        {
            before.occur = Occur::Must;
        }
        let Some(node) = node else { return };
        let occur = match modifier {
            Some(occur) => occur,
            None if joined == Joined::And => Occur::Must,
            None => Occur::Should,
        };
        self.0.push(Clause { occur, node, at });
    }

    fn finish(mut self) -> Node {
        match self.0.as_slice() {
            [Clause { occur: Occur::Should | Occur::Must, .. }] => self.0.pop().map_or(Node::All, |clause| clause.node),
            _ => Node::Group(self.0),
        }
    }
}
