//! What a backslash begins.

use regex_syntax::hir::ClassUnicode;

use super::error::{NOT_LINEAR, PatternError, shown};
use super::source::Source;
use super::{property, set};

/// What an escape means.
#[derive(Debug)]
pub(super) enum Escaped {
    Char(char),
    Set(ClassUnicode),
    /// `\A`
    Start,
    /// `\z`
    End,
    /// `\Z`
    FinalEnd,
}

/// Reads an escape whose backslash, at `at`, has been taken.
pub(super) fn parse(source: &mut Source, at: usize, ignore_case: bool) -> Result<Escaped, PatternError> {
    let Some(c) = source.bump().map(|char| char.c) else {
        return Err(PatternError::syntax(r"nothing follows the `\`", at));
    };
    let text = format!(r"\{c}");
    let unsupported = |name, why| Err(PatternError::unsupported(name, &text, at, why));
    let char = match c {
        'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'v' | 'V' | 'w' | 'W' => {
            return Ok(set::predefined(c).map_or(Escaped::Char(c), Escaped::Set));
        }
        'p' | 'P' => return property::parse(source, at, c == 'P', ignore_case).map(Escaped::Set),
        'A' => return Ok(Escaped::Start),
        'z' => return Ok(Escaped::End),
        'Z' => return Ok(Escaped::FinalEnd),
        '1'..='9' => return unsupported("back-reference", NOT_LINEAR),
        'k' => return unsupported("named back-reference", NOT_LINEAR),
        'b' | 'B' if source.sees('{') => return unsupported("grapheme cluster boundary", "isn't supported"),
        'b' | 'B' => return unsupported("word boundary", "is refused: Java 19 changed what it means beyond ASCII"),
        'G' => return unsupported("end of the previous match", "is refused: a value is matched once, as a whole"),
        'R' => return unsupported("linebreak", r"is refused: Java splits `\r\n` in `\R\R` and doesn't in `\R{2}`"),
        'X' => return unsupported("grapheme cluster", "isn't supported"),
        'N' => return unsupported("named character", "isn't supported; write it as `\\x{…}`"),
        'a' => '\x07',
        'e' => '\x1b',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => octal(source)?,
        'c' => control(source)?,
        'u' => utf16(source, at)?,
        'x' => hexadecimal(source, at)?,
        // Java: an error for every letter that has no meaning yet.
        c if c.is_ascii_alphabetic() => {
            return Err(PatternError::syntax(format!("unknown escape `{}`", shown(&text)), at));
        }
        c => c,
    };
    Ok(Escaped::Char(char))
}

/// `\0n`, `\0nn`, `\0mnn`: octal digits, a third only after 0 to 3.
fn octal(source: &mut Source) -> Result<char, PatternError> {
    let mut value = None;
    for _ in 0..3 {
        // A third digit must not lead above `\0377`.
        let Some(digit) = (value < Some(0o40)).then(|| source.eat_if(|c| c.is_digit(8))).flatten() else { break };
        value = Some(value.unwrap_or(0) * 8 + digit.to_digit(8).unwrap_or(0));
    }
    value.and_then(char::from_u32).ok_or_else(|| source.refuse(r"expected an octal digit after `\0`"))
}

/// `\cX`. Java takes any character and flips a bit of it; only what has a meaning in ASCII is read.
fn control(source: &mut Source) -> Result<char, PatternError> {
    match source.eat_if(|c| matches!(c, '?'..='[' | ']'..='_')) {
        Some(c) => Ok(char::from_u32(u32::from(c) ^ 0x40).unwrap_or(c)),
        None => Err(source.refuse(r"expected one of `A` to `Z`, `@[]^_?` after `\c`")),
    }
}

/// `\xhh` or `\x{h…h}`.
fn hexadecimal(source: &mut Source, at: usize) -> Result<char, PatternError> {
    let value = if source.eat('{') {
        let digits = source.eat_while(|c| c.is_ascii_hexdigit());
        if digits.is_empty() || !source.eat('}') {
            return Err(source.refuse(r"expected hexadecimal digits and `}` after `\x{`"));
        }
        // Too many digits are too large, unless they are zeros.
        u32::from_str_radix(&digits, 16).unwrap_or(u32::MAX)
    } else {
        digits(source, 2)?
    };
    if value > u32::from(char::MAX) {
        return Err(PatternError::syntax(r"`\x{…}` is above 10FFFF", at));
    }
    scalar(value, at)
}

/// `\uhhhh`, or two of them that are a surrogate pair.
fn utf16(source: &mut Source, at: usize) -> Result<char, PatternError> {
    let unit = digits(source, 4)?;
    let high = (0xd800..0xdc00).contains(&unit);
    if high && source.sees('\\') && source.peek_second().is_some_and(|next| next.is('u')) {
        source.bump();
        source.bump();
        let low = digits(source, 4)?;
        if (0xdc00..0xe000).contains(&low) {
            return scalar(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), at);
        }
    }
    scalar(unit, at)
}

fn digits(source: &mut Source, len: usize) -> Result<u32, PatternError> {
    (0..len).try_fold(0, |value, _| match source.eat_if(|c| c.is_ascii_hexdigit()) {
        Some(digit) => Ok(value * 16 + digit.to_digit(16).unwrap_or(0)),
        None => Err(source.refuse(&format!("expected {len} hexadecimal digits"))),
    })
}

fn scalar(value: u32, at: usize) -> Result<char, PatternError> {
    let why = "is refused: a value has characters, never half of one";
    char::from_u32(value).ok_or_else(|| PatternError::unsupported("surrogate", &format!("U+{value:04X}"), at, why))
}
