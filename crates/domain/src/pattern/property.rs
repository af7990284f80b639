//! `\p{…}` and `\P{…}`.

use regex_syntax::hir::ClassUnicode;

use super::error::{PatternError, shown};
use super::set;
use super::source::Source;

/// The general categories that Java's `Character` class names, and their one-letter unions.
const CATEGORIES: &[&str] = &[
    "C", "Cc", "Cf", "Cn", "Co", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl", "No", "P",
    "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs",
];

/// Java's documented binary properties in lower case, and the property of Unicode that each is made of.
const BINARY: &[(&str, &str)] = &[
    ("alphabetic", "Alphabetic"),
    ("assigned", "gc=Cn"),
    ("control", "gc=Cc"),
    ("digit", "gc=Nd"),
    ("hex_digit", "Hex_Digit"),
    ("ideographic", "Ideographic"),
    ("join_control", "Join_Control"),
    ("letter", "gc=L"),
    ("lowercase", "Lowercase"),
    ("noncharacter_code_point", "Noncharacter_Code_Point"),
    ("punctuation", "gc=P"),
    ("titlecase", "gc=Lt"),
    ("uppercase", "Uppercase"),
    ("white_space", "White_Space"),
];

/// Properties of case. Java 17 and 25 widen them under `(?i)`, of which the documentation is silent.
const CASED: &[&str] = &["Ll", "Lt", "Lu", "Lower", "Upper", "lowercase", "titlecase", "uppercase"];

/// Reads what follows `\p` or `\P`; `at` is the place of the backslash.
pub(super) fn parse(
    source: &mut Source,
    at: usize,
    negated: bool,
    ignore_case: bool,
) -> Result<ClassUnicode, PatternError> {
    let name = name(source)?;
    let text = format!(r"\{}{{{name}}}", if negated { 'P' } else { 'p' });
    let refuse = |why| Err(PatternError::unsupported("character property", &text, at, why));
    let (known, value) = match name.split_once('=') {
        Some((key, value)) => match key.to_ascii_lowercase().as_str() {
            "gc" | "general_category" => (category(value), value),
            "sc" | "script" => (script(value), value),
            "blk" | "block" => return refuse("is refused: Unicode blocks aren't supported"),
            _ => (None, value),
        },
        None if name.starts_with("In") => return refuse("is refused: Unicode blocks aren't supported"),
        None if name.starts_with("java") => {
            return refuse("is refused: methods of java.lang.Character aren't supported");
        }
        None => match name.strip_prefix("Is") {
            // Java's order: binary property, category, script.
            Some(value) => (binary(value).or_else(|| category(value)).or_else(|| script(value)), value),
            None => (set::posix(&name).or_else(|| category(&name)), name.as_str()),
        },
    };
    let Some(mut set) = known else {
        return refuse("is refused: no such property is known");
    };
    if ignore_case && CASED.iter().any(|cased| cased.eq_ignore_ascii_case(value)) {
        return refuse("is refused under (?i): the documentation doesn't say what it means there");
    }
    if negated {
        set.negate();
    }
    Ok(set)
}

/// Reads one letter, or a name in braces.
fn name(source: &mut Source) -> Result<String, PatternError> {
    if !source.eat('{') {
        return match source.eat_if(|c| c.is_ascii_alphabetic()) {
            Some(letter) => Ok(letter.to_string()),
            None => Err(source.refuse(r"expected a letter or `{` after `\p`")),
        };
    }
    let name = source.eat_while(|c| c.is_ascii_alphanumeric() || "_=".contains(c));
    if !source.eat('}') {
        return Err(source.refuse(&format!(r"expected `}}` after `\p{{{}`", shown(&name))));
    }
    Ok(name)
}

fn category(name: &str) -> Option<ClassUnicode> {
    CATEGORIES.contains(&name).then(|| set::unicode(&format!("gc={name}"))).flatten()
}

fn binary(name: &str) -> Option<ClassUnicode> {
    let (java, property) = BINARY.iter().find(|(java, _)| java.eq_ignore_ascii_case(name))?;
    let mut set = set::unicode(property)?;
    match *java {
        "assigned" => set.negate(),
        // Java counts the digits of every script.
        "hex_digit" => set.union(&set::unicode("gc=Nd")?),
        _ => {}
    }
    Some(set)
}

/// A script by its name or its four-letter code, in any case.
fn script(name: &str) -> Option<ClassUnicode> {
    let word = name.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
    (word && !name.is_empty()).then(|| set::unicode(&format!("sc={name}"))).flatten()
}
