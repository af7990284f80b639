//! The grammar: alternatives, sequences, groups, quantifiers.

use regex_syntax::hir::ClassUnicode;

use super::error::{NEST_MAX, NOT_LINEAR, PatternError, shown};
use super::escape::{self, Escaped};
use super::node::{Anchor, Node};
use super::source::Source;
use super::{class, set};

/// Parses a whole pattern.
pub(super) fn parse(source: &str) -> Result<Node, PatternError> {
    let mut parser = Parser { source: Source::new(source), flags: Flags::default(), depth: 0, names: Vec::new() };
    let node = parser.alternatives()?;
    match parser.source.peek() {
        None => Ok(node),
        Some(char) => Err(PatternError::syntax("unmatched `)`", char.at)),
    }
}

/// The embedded flags that are supported.
#[derive(Clone, Copy, Debug, Default)]
struct Flags {
    /// `i`, of ASCII letters.
    ignore_case: bool,
    /// `s`: `.` matches everything.
    dot_all: bool,
    /// `d`: the newline is the only line terminator.
    unix_lines: bool,
}

#[derive(Debug)]
struct Parser {
    source: Source,
    flags: Flags,
    depth: usize,
    /// The names of groups so far.
    names: Vec<String>,
}

impl Parser {
    /// Alternatives up to `)` or the end.
    fn alternatives(&mut self) -> Result<Node, PatternError> {
        let mut nodes = vec![self.sequence()?];
        while self.source.eat('|') {
            nodes.push(self.sequence()?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Alternate(nodes) })
    }

    /// A sequence up to `|`, `)` or the end.
    fn sequence(&mut self) -> Result<Node, PatternError> {
        let mut nodes = Vec::new();
        while let Some(next) = self.source.peek() {
            if next.is('|') || next.is(')') {
                break;
            }
            if "*+?{".chars().any(|mark| next.is(mark)) {
                return Err(PatternError::syntax(
                    format!("the quantifier `{}` has nothing to repeat", next.c),
                    next.at,
                ));
            }
            if let Some(node) = self.atom()? {
                nodes.push(self.quantified(node)?);
            }
        }
        Ok(match nodes.len() {
            0 => Node::Empty,
            1 => nodes.remove(0),
            _ => Node::Concat(nodes),
        })
    }

    /// What a quantifier can follow; `None` for flags that are set: `(?i)`.
    fn atom(&mut self) -> Result<Option<Node>, PatternError> {
        let Some(char) = self.source.bump() else { return Ok(None) };
        let ignore_case = self.flags.ignore_case;
        let literal = |c| Node::One(set::range(c, c, ignore_case));
        if char.quoted {
            return Ok(Some(literal(char.c)));
        }
        Ok(Some(match char.c {
            '(' => return self.group(char.at),
            '[' => Node::One(class::parse(&mut self.source, char.at, ignore_case, self.depth)?),
            '.' => Node::One(self.dot()),
            '^' => Node::Start(Anchor { text: "^", at: char.at }),
            '$' => self.final_end(char.at, "$"),
            '\\' => match escape::parse(&mut self.source, char.at, ignore_case)? {
                Escaped::Char(c) => literal(c),
                Escaped::Set(set) => Node::One(set),
                Escaped::Start => Node::Start(Anchor { text: r"\A", at: char.at }),
                Escaped::End => Node::End,
                Escaped::FinalEnd => self.final_end(char.at, r"\Z"),
            },
            c => literal(c),
        }))
    }

    fn final_end(&self, at: usize, text: &'static str) -> Node {
        Node::FinalEnd { anchor: Anchor { text, at }, unix_lines: self.flags.unix_lines }
    }

    fn dot(&self) -> ClassUnicode {
        let mut set = match self.flags {
            Flags { dot_all: true, .. } => set::of_chars(&[]),
            Flags { unix_lines: true, .. } => set::of_chars(&['\n']),
            _ => set::line_terminators(),
        };
        set.negate();
        set
    }

    /// A group whose parenthesis, at `at`, has been taken. Groups capture nothing here.
    fn group(&mut self, at: usize) -> Result<Option<Node>, PatternError> {
        let refuse = |name, text| Err(PatternError::unsupported(name, text, at, NOT_LINEAR));
        let around = self.flags;
        if self.source.eat('?') {
            if self.source.eat('=') {
                return refuse("look-ahead", "(?=");
            } else if self.source.eat('!') {
                return refuse("negative look-ahead", "(?!");
            } else if self.source.eat('>') {
                return refuse("atomic group", "(?>");
            } else if self.source.eat('<') {
                if self.source.eat('=') {
                    return refuse("look-behind", "(?<=");
                } else if self.source.eat('!') {
                    return refuse("negative look-behind", "(?<!");
                }
                self.name()?;
            } else if !self.flags()? {
                return Ok(None);
            }
        }
        self.depth += 1;
        if self.depth > NEST_MAX {
            return Err(PatternError::TooDeep { at });
        }
        let node = self.alternatives()?;
        if !self.source.eat(')') {
            return Err(PatternError::syntax("unclosed group", at));
        }
        self.depth -= 1;
        // Flags that are set inside a group end with it.
        self.flags = around;
        Ok(Some(node))
    }

    /// A name and its `>`; letters and digits of ASCII, a letter first, each name once.
    fn name(&mut self) -> Result<(), PatternError> {
        let at = self.source.at();
        let name = self.source.eat_while(|c| c.is_ascii_alphanumeric());
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !self.source.eat('>') {
            return Err(self.source.refuse("expected the name of a group, ASCII letters and digits, and `>`"));
        }
        if self.names.contains(&name) {
            return Err(PatternError::syntax(format!("a second group named `{}`", shown(&name)), at));
        }
        self.names.push(name);
        Ok(())
    }

    /// Flags up to `:` or `)`, and whether a group follows, which the `:` says.
    fn flags(&mut self) -> Result<bool, PatternError> {
        let mut on = true;
        loop {
            let at = self.source.at();
            let Some(c) = self.source.eat_if(|_| true) else {
                return Err(self.source.refuse("expected a flag, `:` or `)`"));
            };
            match c {
                ':' => return Ok(true),
                ')' => return Ok(false),
                '-' if on => on = false,
                'i' => self.flags.ignore_case = on,
                's' => self.flags.dot_all = on,
                'd' => self.flags.unix_lines = on,
                // They are never on.
                'c' | 'm' | 'u' | 'x' | 'U' if !on => {}
                'c' => return Err(flag("canonical equivalence", "c", at)),
                'm' => return Err(flag("multi-line", "m", at)),
                'u' => return Err(flag("Unicode case", "u", at)),
                'x' => return Err(flag("comments", "x", at)),
                'U' => return Err(flag("Unicode character class", "U", at)),
                c => {
                    let flag = shown(c.encode_utf8(&mut [0; 4]));
                    return Err(PatternError::syntax(format!("unknown flag `{flag}`"), at));
                }
            }
        }
    }

    /// The node with the quantifier that follows it, if any. Whether it is lazy doesn't matter: the
    /// whole value must match.
    fn quantified(&mut self, node: Node) -> Result<Node, PatternError> {
        let at = self.source.at();
        let (text, min, max) = if self.source.eat('*') {
            ("*+", 0, None)
        } else if self.source.eat('+') {
            ("++", 1, None)
        } else if self.source.eat('?') {
            ("?+", 0, Some(1))
        } else if self.source.eat('{') {
            let (min, max) = self.counts(at)?;
            ("{…}+", min, max)
        } else {
            return Ok(node);
        };
        if self.source.sees('+') {
            return Err(PatternError::unsupported("possessive quantifier", text, at, NOT_LINEAR));
        }
        self.source.eat('?');
        Ok(Node::Repeat { node: Box::new(node), min, max })
    }

    /// `n}`, `n,}` or `n,m}`.
    fn counts(&mut self, at: usize) -> Result<(u32, Option<u32>), PatternError> {
        let min = self.count(at)?;
        let max = match () {
            () if !self.source.eat(',') => Some(min),
            () if self.source.sees('}') => None,
            () => Some(self.count(at)?),
        };
        if !self.source.eat('}') {
            return Err(self.source.refuse("expected `}` after the counts of a repetition"));
        }
        if max.is_some_and(|max| max < min) {
            return Err(PatternError::syntax("a repetition whose maximum is below its minimum", at));
        }
        Ok((min, max))
    }

    fn count(&mut self, at: usize) -> Result<u32, PatternError> {
        let digits = self.source.eat_while(|c| c.is_ascii_digit());
        if digits.is_empty() {
            return Err(self.source.refuse("expected a number in the braces of a repetition"));
        }
        // Java counts in signed 32 bits.
        let count = digits.parse::<i32>().ok().and_then(|count| u32::try_from(count).ok());
        count.ok_or_else(|| PatternError::syntax("a repetition above 2147483647", at))
    }
}

fn flag(name: &str, letter: &str, at: usize) -> PatternError {
    PatternError::Unsupported {
        construct: format!("the flag `{letter}` ({name})"),
        at,
        why: "isn't supported: only `i`, `s` and `d` are",
    }
}
