//! Sets of characters, as Java defines them.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

pub(super) fn of_ranges(ranges: &[(char, char)]) -> ClassUnicode {
    ClassUnicode::new(ranges.iter().map(|(start, end)| ClassUnicodeRange::new(*start, *end)))
}

pub(super) fn of_chars(chars: &[char]) -> ClassUnicode {
    ClassUnicode::new(chars.iter().map(|c| ClassUnicodeRange::new(*c, *c)))
}

/// Whether the two have a character in common.
pub(super) fn meets(one: &ClassUnicode, other: &ClassUnicode) -> bool {
    let mut common = one.clone();
    common.intersect(other);
    !common.ranges().is_empty()
}

/// The range, with both cases of its ASCII letters where case is ignored. Without the flag `u` Java
/// ignores the case of ASCII letters alone (`CASE_INSENSITIVE`).
pub(super) fn range(start: char, end: char, ignore_case: bool) -> ClassUnicode {
    let mut set = of_ranges(&[(start, end)]);
    if ignore_case {
        for (lower, upper) in ('a'..='z').zip('A'..='Z') {
            if (start..=end).contains(&lower) || (start..=end).contains(&upper) {
                set.union(&of_chars(&[lower, upper]));
            }
        }
    }
    set
}

/// Java's "line terminators": what `.` doesn't match, and `$` looks for.
pub(super) fn line_terminators() -> ClassUnicode {
    of_chars(&['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
}

/// The predefined class of `\d`, `\h`, `\s`, `\v` or `\w`, or the complement that the capital
/// letter names. Java: "Predefined character classes"; ASCII, but for `\h` and `\v`.
pub(super) fn predefined(letter: char) -> Option<ClassUnicode> {
    let mut set = match letter.to_ascii_lowercase() {
        'd' => of_ranges(&[('0', '9')]),
        'h' => of_ranges(&[
            ('\t', '\t'),
            (' ', ' '),
            ('\u{a0}', '\u{a0}'),
            ('\u{1680}', '\u{1680}'),
            ('\u{180e}', '\u{180e}'),
            ('\u{2000}', '\u{200a}'),
            ('\u{202f}', '\u{202f}'),
            ('\u{205f}', '\u{205f}'),
            ('\u{3000}', '\u{3000}'),
        ]),
        's' => of_ranges(&[('\t', '\r'), (' ', ' ')]),
        'v' => of_ranges(&[('\n', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')]),
        'w' => of_ranges(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
        _ => return None,
    };
    if letter.is_ascii_uppercase() {
        set.negate();
    }
    Some(set)
}

/// The POSIX classes, ASCII only. Java: "POSIX character classes (US-ASCII only)".
pub(super) fn posix(name: &str) -> Option<ClassUnicode> {
    Some(of_ranges(match name {
        "ASCII" => &[('\0', '\x7f')],
        "Alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "Alpha" => &[('A', 'Z'), ('a', 'z')],
        "Blank" => &[('\t', '\t'), (' ', ' ')],
        "Cntrl" => &[('\0', '\x1f'), ('\x7f', '\x7f')],
        "Digit" => &[('0', '9')],
        "Graph" => &[('!', '~')],
        "Lower" => &[('a', 'z')],
        "Print" => &[(' ', '~')],
        "Punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "Space" => &[('\t', '\r'), (' ', ' ')],
        "Upper" => &[('A', 'Z')],
        "XDigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return None,
    }))
}

/// The set of a Unicode property in the spelling of `regex-syntax`, such as `gc=Lu`.
pub(super) fn unicode(property: &str) -> Option<ClassUnicode> {
    match regex_syntax::parse(&format!(r"\p{{{property}}}")).ok()?.into_kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class),
        // A property of one character is a literal.
        HirKind::Literal(literal) => Some(of_chars(&std::str::from_utf8(&literal.0).ok()?.chars().collect::<Vec<_>>())),
        _ => None,
    }
}
