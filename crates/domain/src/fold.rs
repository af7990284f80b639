//! Folding: one spelling for all that a person would call the same.
//!
//! What search and the filters for names and e-mail addresses compare, written beside the original
//! into columns of its own, so that an index serves it and both databases agree.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest folded text, in code points. Twice that still fits into one entry of a PostgreSQL index
/// (2,704 bytes), whatever the script; what is longer is compared by its beginning.
pub const FOLDED_LEN_MAX: usize = 250;

/// Lower case, without accents, every run of white space one blank, none at the ends, and without
/// control characters. Compatibility forms are resolved (`ﬁ` is `fi`, full width is plain).
///
/// Letters that Unicode doesn't decompose are written as people do without the key for them: `ß` is
/// `ss`, `ø` is `o`, `æ` is `ae`, `ł` is `l`. `ü` is `u`, not `ue`: that is a matter of language.
#[must_use]
pub fn fold(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).nfkd();
    let mut folded = String::with_capacity(text.len());
    let (mut len, mut is_blank_due) = (0, false);
    for c in plain.filter(|c| !is_combining_mark(*c)) {
        if c.is_whitespace() {
            is_blank_due = len > 0;
        } else if !c.is_control() {
            let letters = special(c);
            let needed = letters.map_or(1, |letters| letters.chars().count()) + usize::from(is_blank_due);
            if len + needed > FOLDED_LEN_MAX {
                break;
            }
            if std::mem::take(&mut is_blank_due) {
                folded.push(' ');
            }
            match letters {
                Some(letters) => folded.push_str(letters),
                None => folded.push(c),
            }
            len += needed;
        }
    }
    folded
}

fn special(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        _ => return None,
    })
}

/// The texts that begin with `prefix`: from the first value to below the second, compared byte by
/// byte, as both databases order a text of collation `C`.
#[must_use]
pub fn beginning_with(prefix: &str) -> (String, String) {
    // No text sorts after the highest code point, and UTF-8 keeps the order of code points.
    (prefix.to_owned(), format!("{prefix}{}", char::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_accents_and_blanks_make_no_difference() {
        for (text, folded) in [
            ("Müller", "muller"),
            ("MULLER", "muller"),
            ("Mu\u{308}ller", "muller"),
            ("Strauß", "strauss"),
            ("  Anna \t Maria ", "anna maria"),
            ("Çelik", "celik"),
            ("İpek", "ipek"),
            ("Ørsted", "orsted"),
            ("ﬁsch", "fisch"),
            ("Анна", "анна"),
            ("a\0b\u{7}c", "abc"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded, "{text:?}");
        }
    }

    #[test]
    fn the_beginning_is_a_range() {
        let (from, below) = beginning_with("mu");
        assert!(from.as_str() <= "mu" && "muller" < below.as_str() && "mu\u{10fffe}" < below.as_str());
        assert!("mv" > below.as_str() && "mt" < from.as_str());
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert!(once.chars().count() <= FOLDED_LEN_MAX);
        }
    }
}
