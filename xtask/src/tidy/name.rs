//! A name of a type means one thing: whoever meets it in another crate knows what it is.

use std::collections::BTreeMap;

use super::files::File;

/// Crates whose types meet each other. Those of `server` in JSON have the names of what they show.
const CRATES: &[&str] = &["crates/app/src/", "crates/domain/src/", "crates/store/src/"];

/// What nearly every noun has of its own; its module says of which it is.
const OF_EACH_NOUN: &[&str] = &["State", "Validity"];

/// Names that stood before the rule, each for things of modules that are seldom read together.
const BEFORE: &[&str] = &[
    "Asking",
    "Counts",
    "Detail",
    "Everywhere",
    "Facts",
    "Held",
    "Holds",
    "Kept",
    "New",
    "Outcome",
    "Parameters",
    "Phone",
    "Provider",
    "Remembered",
    "Right",
    "Scope",
    "Source",
    "TechnicalUser",
    "Texts",
    "UserQuery",
    "Verdict",
    "Whose",
    "Within",
];

/// A kind has the name of the credential that it is the kind of.
const KINDS: &str = "crates/domain/src/credential/kinds/";

pub(crate) fn check(files: &[File]) -> Vec<String> {
    let mut types: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let is_looked_at = |path: &str| CRATES.iter().any(|folder| path.starts_with(folder)) && !path.starts_with(KINDS);
    for file in files.iter().filter(|file| is_looked_at(&file.path)) {
        for name in declared(&file.text).filter(|name| !OF_EACH_NOUN.contains(name) && !BEFORE.contains(name)) {
            types.entry(name).or_default().push(&file.path);
        }
    }
    let several = types.into_iter().filter(|(_, paths)| paths.len() > 1);
    several.map(|(name, paths)| format!("{}: each has a type {name}", paths.join(", "))).collect()
}

/// The types of a text that others may name; those that `words!` declares, too.
fn declared(text: &str) -> impl Iterator<Item = &str> {
    let end = text.find("\n#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let mut is_in_words = false;
    text[..end].lines().filter_map(move |line| {
        let line = line.trim_start();
        let is_word = is_in_words && line.ends_with('{') && !line.starts_with("#[");
        is_in_words = line == "words! {" || is_in_words && (line.starts_with("///") || line.starts_with("#["));
        let rest = if is_word { Some(line) } else { public(line) };
        rest?.split(|letter: char| !letter.is_alphanumeric()).next().filter(|name| !name.is_empty())
    })
}

/// What stands behind `pub struct`, and its like.
fn public(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub "))?;
    let (what, rest) = rest.split_once(' ')?;
    ["struct", "enum", "trait", "type"].contains(&what).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_types_that_others_may_name_have_two_names() {
        let one = File::new("crates/domain/src/a.rs", "/// A.\npub struct Lent<R>(R);\nstruct Own;\n");
        for (text, count) in [
            ("pub(crate) enum Lent {\n}", 1),
            ("    pub type Lent = u8;", 1),
            ("words! {\n    /// What.\n    #[derive(Ord)]\n    Lent {\n        One = \"one\";\n    }\n}", 1),
            ("struct Lent;", 0),
            ("pub struct Own;\npub fn Lent() {}", 0),
            ("pub struct Lender;", 0),
            ("a\n#[cfg(test)]\nmod tests {\n    pub struct Lent;\n}", 0),
        ] {
            let other = File::new("crates/store/src/b.rs", text);
            let found = check(&[File::new(&one.path, &one.text), other]);
            assert_eq!(found.len(), count, "{text}: {found:?}");
        }
        let of_each =
            ["crates/domain/src/a.rs", "crates/domain/src/b.rs"].map(|path| File::new(path, "pub enum State {}"));
        assert_eq!(check(&of_each), Vec::<String>::new());
        let wire = [one, File::new("crates/server/src/a.rs", "pub struct Lent;")];
        assert_eq!(check(&wire), Vec::<String>::new());
    }
}
