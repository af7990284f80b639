//! Texts in several languages.

use std::collections::BTreeMap;

use crate::breach::{Breach, Breaches};
use crate::patch::Patch;
use crate::text;

/// The languages that there are.
pub const LANGUAGES: &[&str] = &["EN", "DE", "FR", "IT"];

/// The same, as addresses of terms name them.
const SMALL: &[&str] = &["en", "de", "fr", "it"];

/// A text per language, for some of [`LANGUAGES`] or none.
pub type Texts = BTreeMap<String, String>;

/// A patch of such texts: absent keeps, `null` and `""` remove.
pub type PatchTexts = Patch<Vec<(String, Patch<String>)>>;

/// A patch of texts as a body has it: of a language that is `null`, the text is removed.
#[must_use]
pub fn patch(given: Patch<BTreeMap<String, Option<String>>>) -> PatchTexts {
    let named = |(language, text): (String, Option<String>)| (language, text.map_or(Patch::Clear, Patch::Set));
    match given {
        Patch::Keep => Patch::Keep,
        Patch::Clear => Patch::Clear,
        Patch::Set(texts) => Patch::Set(texts.into_iter().map(named).collect()),
    }
}

/// Whether there is such a language.
fn known(languages: &[&str], field: &str, language: &str, broken: &mut Breaches) -> bool {
    let is_known = languages.contains(&language);
    if !is_known {
        let (expected, got) = (languages.join(", "), text::echo(language));
        broken.push(Breach::invalid(format!("{field}: expected one of {expected}, got {got}")));
    }
    is_known
}

/// Every rule that new texts break: each is of 1 to `len_max` code points.
pub fn check(field: &str, texts: &Texts, len_max: usize, broken: &mut Breaches) {
    check_in(LANGUAGES, field, texts, len_max, broken);
}

/// As [`check`], of languages in small letters.
pub fn check_small(field: &str, texts: &Texts, len_max: usize, broken: &mut Breaches) {
    check_in(SMALL, field, texts, len_max, broken);
}

fn check_in(languages: &[&str], field: &str, texts: &Texts, len_max: usize, broken: &mut Breaches) {
    for (language, value) in texts {
        if known(languages, field, language, broken) {
            broken.keep(text::mandatory(&format!("{field}.{language}"), Some(value), len_max));
        }
    }
}

/// The texts after a patch.
#[must_use]
pub fn patched(field: &str, before: &Texts, patch: &PatchTexts, len_max: usize, broken: &mut Breaches) -> Texts {
    patched_in(LANGUAGES, field, (before, patch), len_max, broken)
}

/// As [`patched`], of languages in small letters.
#[must_use]
pub fn patched_small(field: &str, before: &Texts, patch: &PatchTexts, len_max: usize, broken: &mut Breaches) -> Texts {
    patched_in(SMALL, field, (before, patch), len_max, broken)
}

fn patched_in(
    languages: &[&str],
    field: &str,
    (before, patch): (&Texts, &PatchTexts),
    len_max: usize,
    broken: &mut Breaches,
) -> Texts {
    let mut texts = before.clone();
    match patch {
        Patch::Keep => {}
        Patch::Clear => texts.clear(),
        Patch::Set(given) => {
            for (language, value) in given {
                if !known(languages, field, language, broken) {
                    continue;
                }
                match value.empty_clears() {
                    Patch::Keep => {}
                    Patch::Clear => drop(texts.remove(language)),
                    Patch::Set(value) => {
                        let read = text::mandatory(&format!("{field}.{language}"), Some(value), len_max);
                        texts.extend(broken.keep(read).map(|value| (language.clone(), value)));
                    }
                }
            }
        }
    }
    texts
}
