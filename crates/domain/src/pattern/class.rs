//! Character classes: `[…]`.

use regex_syntax::hir::ClassUnicode;

use super::error::{NEST_MAX, PatternError};
use super::escape::{self, Escaped};
use super::set;
use super::source::Source;

/// Reads a class whose `[`, at `at`, has been taken; `depth` counts the nesting around it.
///
/// Java: "Character classes". Union binds tighter than `&&`, a leading `^` complements the whole.
/// Java's parser has surprises around `&`: `[a&&&b]` is a union, `[a&&]` is `[a]`, in `[a&&^b]` the
/// `^` is a character, and a lone `&` after `&&` leaves the intersection. All of them are refused.
pub(super) fn parse(
    source: &mut Source,
    at: usize,
    ignore_case: bool,
    depth: usize,
) -> Result<ClassUnicode, PatternError> {
    if depth >= NEST_MAX {
        return Err(PatternError::TooDeep { at });
    }
    let negated = source.eat('^');
    let mut operands: Vec<ClassUnicode> = Vec::new();
    // The operand that is being read; `None` until it has a member.
    let mut operand: Option<ClassUnicode> = None;
    let mut lone_ampersand: Option<usize> = None;
    loop {
        let Some(next) = source.peek() else {
            return Err(PatternError::syntax("unclosed character class", at));
        };
        // In the first place a bracket is a member: `[]a]`.
        if next.is(']') && (operand.is_some() || !operands.is_empty()) {
            source.bump();
            break;
        }
        if next.is('&') && source.peek_second().is_some_and(|second| second.is('&')) {
            source.bump();
            source.bump();
            let Some(left) = operand.take() else { return Err(ambiguous(next.at)) };
            if ["&", "^", "]"].iter().any(|mark| mark.chars().all(|c| source.sees(c))) {
                return Err(ambiguous(next.at));
            }
            operands.push(left);
            continue;
        }
        let member = if source.eat('[') {
            parse(source, next.at, ignore_case, depth + 1)?
        } else {
            let (member, ampersand) = member(source, at, ignore_case)?;
            lone_ampersand = lone_ampersand.or(ampersand);
            member
        };
        match &mut operand {
            Some(operand) => operand.union(&member),
            None => operand = Some(member),
        }
    }
    if let (Some(at), false) = (lone_ampersand, operands.is_empty()) {
        return Err(ambiguous(at));
    }
    let mut class = operand.unwrap_or_else(ClassUnicode::empty);
    for operand in &operands {
        class.intersect(operand);
    }
    if negated {
        class.negate();
    }
    Ok(class)
}

fn ambiguous(at: usize) -> PatternError {
    let why = "is refused: Java reads it in a way of its own; put operands into brackets, and escape a single `&`";
    PatternError::unsupported("ampersand", "&", at, why)
}

/// One character, range or predefined class, and where an unescaped `&` is its first or last
/// character. A hyphen is a member where no range can be meant: first, last, before `[`, after a
/// range or a predefined class.
fn member(source: &mut Source, class_at: usize, i: bool) -> Result<(ClassUnicode, Option<usize>), PatternError> {
    let at = source.at();
    let (start, mut ampersand) = match end_of_range(source, class_at, i)? {
        End::Char(c, ampersand) => (c, ampersand),
        End::Set(set, text) => {
            if text == 'v' && source.sees('-') {
                let why = "is refused before a hyphen: Java then reads it as the one character U+000B";
                return Err(PatternError::unsupported("vertical white space", r"\v", at, why));
            }
            return Ok((set, None));
        }
    };
    let range = source.sees('-') && source.peek_second().is_none_or(|second| !second.is('[') && !second.is(']'));
    if !range {
        return Ok((set::range(start, start, i), ampersand));
    }
    source.bump();
    let end = match end_of_range(source, class_at, i)? {
        // `[%-&&a]`: Java takes a `&` for the end of the range and the next for a member.
        End::Char(_, Some(second)) if source.sees('&') => return Err(ambiguous(second)),
        End::Char(c, second) => {
            ampersand = ampersand.or(second);
            c
        }
        End::Set(..) => return Err(PatternError::syntax("a range ends in a class of characters", at)),
    };
    if end < start {
        return Err(PatternError::syntax("a range whose end is before its start", at));
    }
    Ok((set::range(start, end, i), ampersand))
}

enum End {
    /// A character, and its place where it is an unescaped `&`.
    Char(char, Option<usize>),
    /// A predefined class or property, and the letter that named it.
    Set(ClassUnicode, char),
}

fn end_of_range(source: &mut Source, class_at: usize, ignore_case: bool) -> Result<End, PatternError> {
    let Some(char) = source.bump() else {
        return Err(PatternError::syntax("unclosed character class", class_at));
    };
    if !char.is('\\') {
        return Ok(End::Char(char.c, char.is('&').then_some(char.at)));
    }
    let letter = source.peek().map_or('\\', |next| next.c);
    match escape::parse(source, char.at, ignore_case)? {
        Escaped::Char(c) => Ok(End::Char(c, None)),
        Escaped::Set(set) => Ok(End::Set(set, letter)),
        Escaped::Start | Escaped::End | Escaped::FinalEnd => {
            Err(PatternError::syntax(format!(r"`\{letter}` in a character class"), char.at))
        }
    }
}
