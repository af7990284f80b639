//! Folding: one spelling for all that a person would call the same.
//!
//! What search and the filters for names and e-mail addresses compare, written beside the original
//! into columns of its own, so that an index serves it and both databases agree.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::mark::{is_unseen, plain};

/// Which folding this is. It grows with every change of [`fold`] or of a number's lookup form: what was stored by an
/// older one is then written anew.
pub const VERSION: i64 = 1;

/// Longest folded text, in code points. Twice that still fits into one entry of a PostgreSQL index
/// (2,704 bytes), whatever the script; what is longer is compared by its beginning.
pub const FOLDED_LEN_MAX: usize = 250;

/// Without case and accents, every run of white space one blank, none at the ends, and without control characters and
/// what nobody sees. Compatibility forms are resolved (`ﬁ` is `fi`, full width is plain); what is written for an
/// apostrophe is one, and every hyphen and dash is a hyphen.
///
/// Without case is Unicode's full case folding, and Turkish: the letters that have a capital or a small form in common
/// are one letter, so that `ς` is `σ` and `ß` is `ss`; `İ`, `I`, `ı` and `i` are `i`, since nobody knows the language.
/// Letters that Unicode doesn't decompose are written as people do without the key for them: `ø` is `o`, `æ` is `ae`,
/// `ł` is `l`. `ü` is `u`, not `ue`: that is a matter of language.
#[must_use]
pub fn fold(text: &str) -> String {
    // Apostrophes first: the acute accent decomposes into a blank and a mark.
    let seen = text.chars().filter(|c| !is_unseen(*c)).map(plain);
    // Through the capital: of letters with one capital, such as the two small sigmas, one small letter is left.
    let small = letters(seen.nfkd()).flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(text.len());
    let (mut len, mut is_blank_due) = (0, false);
    for c in letters(small.nfkd()) {
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

/// Without accents and what nobody sees.
fn letters(decomposed: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    decomposed.filter(|c| !is_combining_mark(*c) && !is_unseen(*c)).map(plain)
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
        'ŧ' => "t",
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
    fn what_a_person_would_call_the_same_name_is_the_same() {
        for names in [
            // Greek: the capitals don't say which sigma ends a word.
            &["Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "παπαδοπουλοσ", "Παπαδο\u{301}πουλος"][..],
            // Turkish: with and without dot, in both cases.
            &["Işık", "IŞIK", "ışık", "işik", "İŞİK"],
            &["Yıldız", "YILDIZ", "Yildiz", "yıldız"],
            &["İnönü", "INÖNÜ", "inonu", "i\u{307}nönü"],
            // German: the capital sharp s, and without either.
            &["Groß", "GROẞ", "GROSS", "gross"],
            // Polish.
            &["Wałęsa", "WAŁĘSA", "Walesa", "Wa\u{142}e\u{328}sa"],
            &["Świątek", "SWIATEK", "świątek"],
            // Vietnamese: two marks on one letter, and in either order.
            &["Nguyễn", "NGUYEN", "Nguye\u{302}\u{303}n", "Nguye\u{303}\u{302}n"],
            &["Đặng", "Dang", "đặng"],
            &["Phở", "PHO", "Pho\u{31b}\u{309}"],
            // CJK: full and half width, compatibility ideographs, Hangul in one piece or in letters.
            &["ﾔﾏﾀﾞ", "ヤマダ"],
            &["\u{f9e1}", "\u{674e}"],
            &["김", "\u{1100}\u{1175}\u{11b7}"],
            &["Ａｎｎａ", "anna"],
            // Apostrophes, whatever key or program wrote them.
            &["O’Neill", "O'Neill", "O‘Neill", "OʼNeill", "O´Neill", "O`Neill", "O＇Neill", "O′NEILL"],
            &["D’Angelo", "d'angelo"],
            // Hyphens and dashes.
            &[
                "Müller-Lüdenscheidt",
                "Müller‐Lüdenscheidt",
                "Müller‑Lüdenscheidt",
                "Müller–Lüdenscheidt",
                "MULLER−LUDENSCHEIDT",
            ],
            // What nobody sees: soft hyphen, zero width, direction, byte order mark.
            &[
                "Mayer",
                "Ma\u{ad}yer",
                "Ma\u{200b}yer",
                "\u{feff}Mayer",
                "\u{202a}Mayer\u{202c}",
                "May\u{2060}er\u{200e}",
            ],
            &["می‌خواهم", "میخواهم"],
            // Cyrillic and Armenian.
            &["Щербаков", "ЩЕРБАКОВ"],
            &["և", "եւ", "ԵՒ"],
        ] {
            let folded: Vec<_> = names.iter().map(|name| fold(name)).collect();
            assert!(folded.iter().all(|each| *each == folded[0] && !each.is_empty()), "{names:?}: {folded:?}");
        }
    }

    #[test]
    fn different_names_stay_different() {
        for (one, other) in [("Meier", "Maier"), ("Müller-Meier", "Müllermeier"), ("李", "王"), ("O'Neill", "Oneill")]
        {
            assert_ne!(fold(one), fold(other));
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
