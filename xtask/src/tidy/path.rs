//! The paths of modules in Rust text, as far as a rule needs them: no compiler, only words, braces and `::`.

/// Names with `::` between them.
pub(crate) type Path = Vec<String>;

/// A `use`.
pub(crate) struct Import {
    /// Whether it hands its names on.
    pub(crate) is_public: bool,
    /// Each name that it brings, `*` for all of a module, and the path that it stands for.
    pub(crate) names: Vec<(String, Path)>,
}

/// The imports of a text from its own crate: those that begin with `crate`, `self`, `super` or one of its `children`,
/// the modules that it declares.
pub(crate) fn imports(text: &str, children: &[&str]) -> Vec<Import> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((import, after)) = next_import(rest, children) {
        found.extend(import);
        rest = after;
    }
    found
}

/// A text without its `use …;`.
pub(crate) fn without_imports(text: &str) -> String {
    let (mut left, mut is_within) = (String::new(), false);
    for line in text.lines() {
        let begins = line.trim_start().split_once("use ").is_some_and(|(before, _)| is_visibility(before.trim()));
        is_within |= begins;
        if !is_within {
            left.push_str(line);
            left.push('\n');
        }
        is_within &= !line.contains(';');
    }
    left
}

/// The modules that a text declares: `mod one;`.
pub(crate) fn children(text: &str) -> Vec<&str> {
    let declared = text.lines().filter_map(|line| line.trim().strip_suffix(';')?.split_once("mod "));
    declared.filter(|(before, _)| is_visibility(before.trim())).map(|(_, name)| name.trim()).collect()
}

/// What may stand before `use` and `mod`.
fn is_visibility(before: &str) -> bool {
    before.is_empty() || before == "pub" || before.starts_with("pub(")
}

fn next_import<'a>(text: &'a str, children: &[&str]) -> Option<(Option<Import>, &'a str)> {
    let at = text.match_indices("use ").map(|(at, _)| at).find(|at| is_word(text, *at))?;
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let before = text[line..at].trim();
    let after = &text[at + 4..];
    let end = after.find(';')?;
    let tree = &after[..end];
    let first = tree.trim_start().split(|letter: char| !is_of_name(letter)).next().unwrap_or_default();
    let begins_here = ["crate", "self", "super"].contains(&first) || children.contains(&first);
    let import = (is_visibility(before) && begins_here).then(|| {
        let mut names = Vec::new();
        read_tree(tree, &mut Vec::new(), &mut names);
        Import { is_public: !before.is_empty(), names }
    });
    Some((import, &after[end..]))
}

/// Reads `a::{b, c as d, e::*}`.
fn read_tree(tree: &str, prefix: &mut Path, names: &mut Vec<(String, Path)>) {
    let tree = tree.trim();
    let depth = prefix.len();
    let (head, group) = match tree.find('{') {
        Some(open) => {
            (tree[..open].trim_end_matches("::"), Some(&tree[open + 1..tree.rfind('}').unwrap_or(tree.len())]))
        }
        None => (tree, None),
    };
    let (path, alias) = head.split_once(" as ").map_or((head, None), |(path, alias)| (path, Some(alias.trim())));
    prefix.extend(path.split("::").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
    match group {
        Some(group) => split(group).into_iter().for_each(|part| read_tree(part, prefix, names)),
        None => {
            if prefix.last().is_some_and(|last| last == "self") && prefix.len() > 1 {
                prefix.pop();
            }
            let mut path = prefix.clone();
            let last = path.last().cloned().unwrap_or_default();
            if last == "*" {
                path.pop();
            }
            names.push((alias.unwrap_or(&last).to_owned(), path));
        }
    }
    prefix.truncate(depth);
}

/// The parts between the commas that stand in no braces.
fn split(group: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[start..]);
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect()
}

/// Paths outside of imports that begin with `crate`, `self`, `super` or one of the names, and go on.
pub(crate) fn within(text: &str, names: &[&str]) -> Vec<Path> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("::") {
        let start = text[..at].rfind(|letter: char| !is_of_name(letter)).map_or(0, |end| end + 1);
        let first = &text[start..at];
        if text[..start].ends_with("::") || !(["crate", "self", "super"].contains(&first) || names.contains(&first)) {
            continue;
        }
        let mut path = vec![first.to_owned()];
        let mut rest = &text[at..];
        while let Some(after) = rest.strip_prefix("::") {
            let end = after.find(|letter: char| !is_of_name(letter)).unwrap_or(after.len());
            if end == 0 {
                break;
            }
            path.push(after[..end].to_owned());
            rest = &after[end..];
        }
        if path.len() > 1 {
            found.push(path);
        }
    }
    found
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Whether a word begins there.
fn is_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|letter| !is_of_name(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_read_with_their_groups_and_names() {
        let text = "use std::fmt;\npub(crate) use self::a::{B, c::{self, D as E}, f::*};\nuse super::g;";
        let names: Vec<(bool, String, String)> = imports(text, &[])
            .into_iter()
            .flat_map(|import| {
                let is_public = import.is_public;
                import.names.into_iter().map(move |(name, path)| (is_public, name, path.join("::")))
            })
            .collect();
        let expected = [
            (true, "B", "self::a::B"),
            (true, "c", "self::a::c"),
            (true, "E", "self::a::c::D"),
            (true, "*", "self::a::f"),
            (false, "g", "super::g"),
        ];
        assert_eq!(names, expected.map(|(public, name, path)| (public, name.to_owned(), path.to_owned())));
    }

    #[test]
    fn paths_are_found_in_code() {
        let found = within("fn f() -> crate::a::B { g::h(super::i::J::k); std::fmt::x }", &["g"]);
        let found: Vec<String> = found.iter().map(|path| path.join("::")).collect();
        assert_eq!(found, ["crate::a::B", "g::h", "super::i::J::k"]);
    }
}
