//! The tokens of a query. As in Lucene, a bracket of a range and a `^` change what follows, so that each is one token
//! with it.

use super::error::QueryError;
use super::node::{Edge, Piece};
use super::unescape::{escaped, unescaped};

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    And,
    Or,
    /// `NOT`, `!`.
    Not,
    Plus,
    Minus,
    /// An operator with a blank behind it: it stands for nothing.
    Bare,
    Open,
    Close,
    Colon,
    /// `^2`: it counts for relevance only.
    Boost,
    /// `~`, `~2`.
    Tilde,
    /// `*` alone.
    Star,
    Quoted(String),
    /// A word, perhaps with wildcards in it.
    Term(Vec<Piece>),
    Range(Option<Edge>, Option<Edge>),
}

/// A token with the place at which it begins, from 1 on, and as it was written.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) at: usize,
    pub(super) text: String,
}

/// All tokens of a query.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, QueryError> {
    let mut lexer = Lexer { chars: text.chars().collect(), at: 0 };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_blanks();
        let begin = lexer.at;
        let Some(token) = lexer.token()? else { return Ok(tokens) };
        let text = lexer.chars.get(begin..lexer.at).unwrap_or_default().iter().collect();
        tokens.push(Placed { token, at: begin + 1, text });
    }
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
}

impl Lexer {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
    }

    /// Whether what is written here is this text.
    fn is(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(n, c)| self.chars.get(self.at + n) == Some(&c))
    }

    fn syntax(&self, expected: &'static str) -> QueryError {
        let rest: String = self.chars.iter().skip(self.at).take_while(|c| !is_blank(**c)).collect();
        QueryError::syntax(expected, self.at + 1, &rest)
    }

    fn token(&mut self) -> Result<Option<Token>, QueryError> {
        let Some(c) = self.peek() else { return Ok(None) };
        let is_bare = self.chars.get(self.at + 1).copied().is_some_and(is_blank);
        let token = match c {
            '+' | '-' | '!' if is_bare => Token::Bare,
            '+' => Token::Plus,
            '-' => Token::Minus,
            '!' => Token::Not,
            '(' => Token::Open,
            ')' => Token::Close,
            ':' => Token::Colon,
            '^' => return self.boost().map(Some),
            '~' => return Ok(Some(self.tilde())),
            '"' => return self.quoted().map(Some),
            '[' | '{' => return self.range(c == '[').map(Some),
            ']' | '}' => return Err(self.syntax("no end of a range")),
            '/' => {
                let instead = "write `\\/`, or put it in quotes";
                return Err(QueryError::unserved("a regular expression", self.at + 1, instead));
            }
            _ => return self.term().map(Some),
        };
        self.at += 1;
        Ok(Some(token))
    }

    fn digits(&mut self) -> usize {
        let begin = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - begin
    }

    /// A number, with a fraction or without; whether there is one.
    fn number(&mut self) -> bool {
        let has_digits = self.digits() > 0;
        let has_fraction = self.peek() == Some('.') && self.chars.get(self.at + 1).is_some_and(char::is_ascii_digit);
        if has_digits && has_fraction {
            self.at += 1;
            self.digits();
        }
        has_digits
    }

    fn boost(&mut self) -> Result<Token, QueryError> {
        self.at += 1;
        self.skip_blanks();
        if self.number() { Ok(Token::Boost) } else { Err(self.syntax("a number behind `^`")) }
    }

    fn tilde(&mut self) -> Token {
        self.at += 1;
        self.number();
        Token::Tilde
    }

    fn quoted(&mut self) -> Result<Token, QueryError> {
        let text = self.in_quotes()?;
        Ok(Token::Quoted(text))
    }

    fn in_quotes(&mut self) -> Result<String, QueryError> {
        let begin = self.at + 1;
        self.at = begin;
        loop {
            match self.peek() {
                None => return Err(self.syntax("a closing `\"`")),
                Some('"') => break,
                Some('\\') => self.at = escaped(&self.chars, self.at)?.1,
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        unescaped(&self.chars, begin, self.at - 1)
    }

    fn range(&mut self, is_from_in: bool) -> Result<Token, QueryError> {
        self.at += 1;
        let from = self.edge()?;
        self.skip_blanks();
        let to_ends = self.chars.get(self.at + 2).copied().is_some_and(is_blank);
        if !(self.is("TO") && to_ends) {
            return Err(self.syntax("TO between the ends of the range"));
        }
        self.at += 2;
        let to = self.edge()?;
        self.skip_blanks();
        let is_to_in = match self.peek() {
            Some(']') => true,
            Some('}') => false,
            _ => return Err(self.syntax("`]` or `}` behind the range")),
        };
        self.at += 1;
        let edge = |text: Option<String>, is_in| text.map(|text| Edge { text, is_in });
        Ok(Token::Range(edge(from, is_from_in), edge(to, is_to_in)))
    }

    /// An end of a range; `None`: `*`, it is open.
    fn edge(&mut self) -> Result<Option<String>, QueryError> {
        self.skip_blanks();
        if self.peek() == Some('"') {
            return self.in_quotes().map(Some);
        }
        let begin = self.at;
        while self.peek().is_some_and(|c| !is_blank(c) && !matches!(c, ']' | '}')) {
            self.at += 1;
        }
        let written: String = self.chars.get(begin..self.at).unwrap_or_default().iter().collect();
        match written.as_str() {
            "" | "TO" => {
                self.at = begin;
                Err(self.syntax("an end of the range"))
            }
            "*" => Ok(None),
            _ => unescaped(&self.chars, begin, self.at).map(Some),
        }
    }

    fn term(&mut self) -> Result<Token, QueryError> {
        let begin = self.at;
        let mut pieces: Vec<Piece> = Vec::new();
        while let Some(c) = self.peek() {
            let (c, next) = match c {
                '*' | '?' => {
                    pieces.push(if c == '*' { Piece::Many } else { Piece::One });
                    self.at += 1;
                    continue;
                }
                '\\' => escaped(&self.chars, self.at)?,
                '+' | '-' if self.at > begin => (c, self.at + 1),
                c if is_blank(c) || "+-!():^[]\"{}~/".contains(c) => break,
                c => (c, self.at + 1),
            };
            match pieces.last_mut() {
                Some(Piece::Text(text)) => text.push(c),
                _ => pieces.push(Piece::Text(c.to_string())),
            }
            self.at = next;
        }
        let written: String = self.chars.get(begin..self.at).unwrap_or_default().iter().collect();
        Ok(match written.as_str() {
            "AND" | "&&" => Token::And,
            "OR" | "||" => Token::Or,
            "NOT" => Token::Not,
            "*" => Token::Star,
            _ => Token::Term(pieces),
        })
    }
}

/// As Lucene has it: no other character parts terms.
const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{3000}')
}
