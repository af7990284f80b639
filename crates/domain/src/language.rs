//! Texts in several languages.

use std::collections::BTreeMap;

use crate::breach::{Breach, Breaches};
use crate::patch::Patch;
use crate::text;

/// The languages that there are.
pub const LANGUAGES: &[&str] = &["EN", "DE", "FR", "IT"];

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
fn known(field: &str, language: &str, broken: &mut Breaches) -> bool {
    let is_known = LANGUAGES.contains(&language);
    if !is_known {
        let (expected, got) = (LANGUAGES.join(", "), text::echo(language));
        broken.push(Breach::invalid(format!("{field}: expected one of {expected}, got {got}")));
    }
    is_known
}

/// Every rule that new texts break: each is of 1 to `len_max` code points.
pub fn check(field: &str, texts: &Texts, len_max: usize, broken: &mut Breaches) {
    for (language, value) in texts {
        if known(field, language, broken) {
            broken.keep(text::mandatory(&format!("{field}.{language}"), Some(value), len_max));
        }
    }
}

/// The texts after a patch.
#[must_use]
pub fn patched(field: &str, before: &Texts, patch: &PatchTexts, len_max: usize, broken: &mut Breaches) -> Texts {
    let mut texts = before.clone();
    match patch {
        Patch::Keep => {}
        Patch::Clear => texts.clear(),
        Patch::Set(given) => {
            for (language, value) in given {
                if !known(field, language, broken) {
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
