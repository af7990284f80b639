//! Escapes: a backslash before a character, or before `u` and four hexadecimal digits.

use super::error::QueryError;

/// The character behind the backslash at `at` (from 0 on), and the place behind it.
pub(super) fn escaped(chars: &[char], at: usize) -> Result<(char, usize), QueryError> {
    match chars.get(at + 1) {
        None => Err(QueryError::syntax("a character behind `\\`", at + 2, "")),
        Some('u') => {
            let digits: String = chars.iter().skip(at + 2).take(4).collect();
            let is_hex = digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            let number = if is_hex { u32::from_str_radix(&digits, 16).ok() } else { None };
            match number.and_then(char::from_u32).filter(|c| *c != '\0') {
                Some(c) => Ok((c, at + 6)),
                None => Err(QueryError::syntax("four hexadecimal digits of a character", at + 3, &digits)),
            }
        }
        Some(c) => Ok((*c, at + 2)),
    }
}

/// A text without its escapes; it begins at `from` (from 0 on) and ends before `to`.
pub(super) fn unescaped(chars: &[char], from: usize, to: usize) -> Result<String, QueryError> {
    let mut text = String::new();
    let (chars, mut at) = (chars.get(..to).unwrap_or(chars), from);
    while let Some(c) = chars.get(at) {
        let (c, next) = if *c == '\\' { escaped(chars, at)? } else { (*c, at + 1) };
        text.push(c);
        at = next;
    }
    Ok(text)
}
