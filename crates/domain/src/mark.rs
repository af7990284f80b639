//! Characters that nobody sees, and characters that look like others: what people paste along with names and numbers.

/// Whether nobody sees it: Unicode's format characters (general category Cf: soft hyphen, zero-width space and
/// joiners, marks of writing direction, byte order mark, tags), the letters that are drawn as nothing (Hangul fillers),
/// and what chooses a variant of the character before it.
#[must_use]
pub(crate) fn is_unseen(c: char) -> bool {
    match c {
        '\0'..='\u{ac}' => false,
        '\u{ad}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{8e2}' | '\u{feff}' | '\u{110bd}' | '\u{110cd}' => true,
        '\u{600}'..='\u{605}' | '\u{890}'..='\u{891}' => true,
        '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => true,
        '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' => true,
        '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' => true,
        '\u{e0001}' | '\u{e0020}'..='\u{e007f}' => true,
        // Not Cf, and as invisible: the grapheme joiner, Hangul fillers, the blank of Braille, variation selectors.
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}' => true,
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => true,
        _ => false,
    }
}

/// The plain apostrophe and the plain hyphen for all that are written for them; every other character as it is.
#[must_use]
pub(crate) fn plain(c: char) -> char {
    match c {
        // Grave and acute accent, quotation marks, modifier letters, primes; the apostrophes of Armenian and Hebrew.
        '`' | '´' | '\u{2b9}'..='\u{2bd}' | '\u{2c8}' | '\u{2ca}' | '\u{2cb}' | '\u{55a}' | '\u{5f3}' | '\u{7f4}' => {
            '\''
        }
        '\u{1fbd}' | '\u{1fbf}' | '\u{1fef}' | '\u{1ffd}' | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2035}' => '\'',
        '\u{a78b}' | '\u{a78c}' | '\u{ff07}' | '\u{ff40}' => '\'',
        // Hyphens, dashes, minus; their small, full-width and upright forms; the hyphens of Armenian and Hebrew.
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{fe31}' | '\u{fe32}' | '\u{58a}' | '\u{5be}' | '\u{2e3a}' | '\u{2e3b}' => '-',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_and_what_everybody_sees() {
        for c in ['\u{ad}', '\u{200b}', '\u{200d}', '\u{200e}', '\u{202c}', '\u{2060}', '\u{feff}', '\u{fe0f}'] {
            assert!(is_unseen(c), "{c:?}");
        }
        for c in ['a', '-', ' ', '\u{a0}', 'é', 'ß', '李', '\u{301}', '\u{2028}', '\u{2029}', '\u{202f}'] {
            assert!(!is_unseen(c), "{c:?}");
        }
    }

    #[test]
    fn what_looks_alike_is_one() {
        for c in "`´’‘ʼʹʻ′＇".chars() {
            assert_eq!(plain(c), '\'', "{c:?}");
        }
        for c in "‐‑‒–—―−﹣－⁃".chars() {
            assert_eq!(plain(c), '-', "{c:?}");
        }
        assert!("'-a1 ,·".chars().all(|c| plain(c) == c));
    }
}
