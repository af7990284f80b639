//! Words: what of a text is compared by itself.

use crate::fold::fold;

/// The folded words of a text: runs of letters and digits, with apostrophes inside.
pub(super) fn words(text: &str) -> Vec<String> {
    // By parts, since folding ends a long text.
    let parts = text.split_whitespace().map(fold);
    let words = parts.flat_map(|part| parted(&part).map(str::to_owned).collect::<Vec<_>>());
    words.map(|word| word.trim_start_matches('\'').to_owned()).filter(|word| !word.is_empty()).collect()
}

/// The words of a folded text that an index has by its beginning: an apostrophe before the first one belongs to it.
pub(super) fn words_from_the_beginning(folded: &str) -> Vec<String> {
    parted(folded).map(str::to_owned).collect()
}

fn parted(folded: &str) -> impl Iterator<Item = &str> {
    let is_end = |c: char| !(c.is_alphanumeric() || c == '\'');
    folded.split(is_end).map(|word| word.trim_end_matches('\'')).filter(|word| !word.is_empty())
}
