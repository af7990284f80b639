//! No module of a crate needs another one that needs it: whoever reads one would have to read both.
//!
//! A module is a file. It needs those in which the names are defined that it uses; a file that only hands a name on
//! (`pub use`) is passed through. Tests are left out, since they may look at everything.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    files::{self, File},
    path::{self, Path},
};

/// Crates without circles. What isn't here has some, which were there before the rule.
const WITHOUT: &[&str] =
    &["app", "bench", "cli", "domain", "mss", "mssp", "post", "server", "store", "testing", "xtask"];

/// A module by its path within the crate; the root has none.
type Module = Vec<String>;

pub(crate) fn check(files: &[File]) -> Vec<String> {
    let mut crates: BTreeMap<&str, BTreeMap<Module, Source<'_>>> = BTreeMap::new();
    let mut tests: BTreeSet<(&str, Module)> = BTreeSet::new();
    for file in files {
        if let Some((name, module)) = place(&file.path).filter(|(name, _)| WITHOUT.contains(name)) {
            tests.extend(only_for_tests(&file.text).map(|child| (name, within(&module, child))));
            crates.entry(name).or_default().insert(module, Source::read(file));
        }
    }
    for (name, module) in &tests {
        crates.entry(name).or_default().remove(module);
    }
    let mut found = Vec::new();
    for modules in crates.values() {
        let needs: BTreeMap<&Module, BTreeSet<&Module>> =
            modules.iter().map(|(module, source)| (module, needed(modules, module, source))).collect();
        for circle in circles(&needs) {
            let way: Vec<String> = circle.iter().map(|module| modules[*module].path.to_owned()).collect();
            found.push(format!("{}: they need each other in a circle", way.join(" → ")));
        }
    }
    found
}

/// The crate and the module of a file that is no test.
fn place(path: &str) -> Option<(&str, Module)> {
    let (name, rest) = match path.strip_prefix("crates/") {
        Some(rest) => rest.split_once("/src/")?,
        None => ("xtask", path.strip_prefix("xtask/src/")?),
    };
    let module = rest.strip_suffix(".rs")?;
    let mut parts: Module = module.split('/').map(str::to_owned).collect();
    if parts.iter().any(|part| part == "tests" || part.ends_with("_tests") || part == "samples") {
        return None;
    }
    if ["lib", "main", "mod"].contains(&parts.last()?.as_str()) {
        parts.pop();
    }
    Some((name, parts))
}

/// The modules that a text declares for tests only.
fn only_for_tests(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().zip(text.lines().skip(1)).filter(|(before, _)| *before == "#[cfg(test)]");
    lines.filter_map(|(_, line)| line.strip_suffix(';')?.rsplit_once("mod ").map(|(_, name)| name))
}

/// What is known of a file.
struct Source<'a> {
    path: &'a str,
    /// Paths that it uses, but not those that it only hands on.
    uses: Vec<Path>,
    /// Names that it hands on, with where they come from; `*` for everything of a module.
    doors: Vec<(String, Path)>,
    /// Names of modules that it has imported.
    aliases: Vec<(String, Path)>,
}

impl<'a> Source<'a> {
    fn read(file: &'a File) -> Self {
        let mut text = String::new();
        let mut lines = file.text.lines();
        while let Some(line) = lines.next() {
            if line == "#[cfg(test)]" {
                // What is at the end of a file is its tests; in its midst, one line that is only for tests.
                match lines.next() {
                    Some(next) if next.starts_with("mod ") && next.ends_with('{') => break,
                    _ => continue,
                }
            }
            text.push_str(&seen(files::code(line)));
            text.push('\n');
        }
        let mut source = Self { path: &file.path, uses: Vec::new(), doors: Vec::new(), aliases: Vec::new() };
        let children = path::children(&text);
        for statement in path::imports(&text, &children) {
            for (name, path) in statement.names {
                if statement.is_public {
                    source.doors.push((name, path));
                } else {
                    source.aliases.push((name, path.clone()));
                    source.uses.push(path);
                }
            }
        }
        let aliases: Vec<&str> = source.aliases.iter().map(|(name, _)| name.as_str()).chain(children).collect();
        source.uses.extend(path::within(&path::without_imports(&text), &aliases));
        source
    }
}

/// A line without `pub(in a::path)`: who may see something needs nothing of there.
fn seen(line: &str) -> String {
    match line.split_once("pub(in ").and_then(|(before, rest)| Some((before, rest.split_once(')')?.1))) {
        Some((before, after)) => format!("{before}pub{after}"),
        None => line.to_owned(),
    }
}

/// The modules in which the names are defined that a module uses.
fn needed<'a>(
    modules: &'a BTreeMap<Module, Source<'_>>,
    module: &'a Module,
    source: &Source<'_>,
) -> BTreeSet<&'a Module> {
    let mut needed = BTreeSet::new();
    for path in &source.uses {
        let is_module = resolved(modules, module, path, 0);
        if let Some((found, rest)) = is_module {
            // A module that is only imported is needed where something of it is named, which is a path of its own.
            let is_alias = rest == 0 && source.aliases.iter().any(|(_, alias)| alias == path);
            if found != module && !is_alias {
                needed.insert(found);
            }
        }
    }
    needed
}

/// The module in which a path ends, and how many names are left of it then.
fn resolved<'a>(
    modules: &'a BTreeMap<Module, Source<'_>>,
    from: &Module,
    path: &Path,
    depth: usize,
) -> Option<(&'a Module, usize)> {
    let mut names = path.iter().map(String::as_str).peekable();
    let mut at: Module = match names.next()? {
        "crate" => Vec::new(),
        "self" => from.clone(),
        "super" => from.split_last()?.1.to_vec(),
        child if modules.contains_key(&within(from, child)) => within(from, child),
        alias => {
            let (_, target) = modules.get(from)?.aliases.iter().find(|(name, _)| name == alias)?;
            let whole: Path = target.iter().cloned().chain(names.map(str::to_owned)).collect();
            return (depth < 8).then(|| resolved(modules, from, &whole, depth + 1)).flatten();
        }
    };
    while let Some(name) = names.peek() {
        if *name == "super" {
            at.pop()?;
        } else {
            let child = within(&at, name);
            if !modules.contains_key(&child) {
                break;
            }
            at = child;
        }
        names.next();
    }
    let (module, source) = modules.get_key_value(&at)?;
    let rest: Vec<&str> = names.collect();
    let Some(name) = rest.first() else { return Some((module, 0)) };
    if depth < 8 {
        for (door, target) in &source.doors {
            let target = match door.as_str() {
                "*" => target.iter().cloned().chain([(*name).to_owned()]).collect(),
                door if door == *name => target.clone(),
                _ => continue,
            };
            match resolved(modules, module, &target, depth + 1) {
                // Everything of a module may be handed on without this name being among it.
                Some((found, _)) if door != "*" || found != module => return Some((found, rest.len())),
                _ => {}
            }
        }
    }
    Some((module, rest.len()))
}

/// A module within another one.
fn within(module: &Module, name: &str) -> Module {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

/// A way round for each set of modules that need each other.
fn circles<'a>(needs: &BTreeMap<&'a Module, BTreeSet<&'a Module>>) -> Vec<Vec<&'a Module>> {
    let mut found: Vec<Vec<&Module>> = Vec::new();
    for start in needs.keys() {
        if found.iter().any(|circle| circle.contains(start)) {
            continue;
        }
        // The shortest way back.
        let mut ways: Vec<Vec<&Module>> = vec![vec![start]];
        let mut seen: BTreeSet<&Module> = BTreeSet::new();
        let mut place = 0;
        while let Some(way) = ways.get(place).cloned() {
            place += 1;
            let Some(last) = way.last() else { break };
            let next = needs.get(last).into_iter().flatten();
            if place > 1 && way.first() == way.last() {
                found.push(way);
                break;
            }
            for module in next {
                if module == start || seen.insert(module) {
                    ways.push(way.iter().copied().chain([*module]).collect());
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
        check(&files)
    }

    #[test]
    fn modules_that_need_each_other_are_found_however_they_name_each_other() {
        let root = ("crates/bench/src/lib.rs", "mod one; mod two;");
        for (one, two) in [
            ("use crate::two::Two;", "use crate::one::{self, One};\nfn f(_: one::One) {}"),
            ("fn f() -> super::two::Two { todo() }", "use super::one;\nfn f(_: one::One) {}"),
            ("use crate::two;\nfn f() { two::g() }", "use crate::{one::One};"),
        ] {
            let files = [root, ("crates/bench/src/one.rs", one), ("crates/bench/src/two.rs", two)];
            let way = "crates/bench/src/one.rs → crates/bench/src/two.rs → crates/bench/src/one.rs: they need each other in a circle";
            assert_eq!(found(&files), [way], "{one}\n{two}");
        }
    }

    #[test]
    fn who_only_hands_a_name_on_is_passed_through() {
        let files = [
            ("crates/bench/src/lib.rs", "mod b;"),
            ("crates/bench/src/b/mod.rs", "mod one;\nmod two;\npub use self::one::One;\npub(crate) use self::two::*;"),
            ("crates/bench/src/b/one.rs", "use super::Two;"),
            ("crates/bench/src/b/two.rs", "pub struct Two;"),
        ];
        assert_eq!(found(&files), Vec::<String>::new());
        let used = ("crates/bench/src/b/mod.rs", "mod one;\nuse self::one::One;\nstruct Two(One);");
        assert_eq!(found(&[files[0], used, files[2]]).len(), 1);
    }

    #[test]
    fn a_module_may_name_those_that_it_declares_without_self() {
        let child = ("crates/bench/src/b/one.rs", "use super::{Two, three};");
        for (parent, is_circle) in [
            ("mod one;\nmod two;\npub use two::Two;", false),
            ("mod one;\nmod two;\npub use two::Two;\nuse one::One;\nfn three(_: One) {}", true),
            ("mod one;\nmod two;\npub(crate) use two::Two;\nfn three() { one::four() }", true),
        ] {
            let files = [
                ("crates/bench/src/lib.rs", "mod b;"),
                ("crates/bench/src/b/mod.rs", parent),
                child,
                ("crates/bench/src/b/two.rs", "pub struct Two;"),
            ];
            assert_eq!(found(&files).len(), usize::from(is_circle), "{parent}");
        }
    }

    #[test]
    fn who_may_see_something_needs_nothing_of_there_and_a_list_of_what_is_handed_on_is_no_use() {
        let one = ("crates/bench/src/b/one.rs", "use super::Two;\npub(in crate::b) struct One;");
        let parents = [
            "mod one;\npub use self::one::{\n    One,\n};\nstruct Two;",
            "mod one;\npub(crate) use one::One;\nstruct Two;",
        ];
        for parent in parents {
            let files = [("crates/bench/src/lib.rs", "mod b;"), ("crates/bench/src/b/mod.rs", parent), one];
            assert_eq!(found(&files), Vec::<String>::new(), "{parent}");
            let uses = format!("{parent}\nfn f() -> one::One {{ one::One }}");
            assert_eq!(found(&[files[0], ("crates/bench/src/b/mod.rs", &uses), one]).len(), 1, "{uses}");
        }
    }

    #[test]
    fn a_module_that_is_only_for_tests_may_look_at_everything() {
        let plans = ("crates/bench/src/b/plans.rs", "use crate::b::one::One;");
        let one = ("crates/bench/src/b/one.rs", "use super::plans::Plan;");
        for (parent, is_circle) in [("#[cfg(test)]\nmod plans;\nmod one;", false), ("mod plans;\nmod one;", true)] {
            let files = [("crates/bench/src/lib.rs", "mod b;"), ("crates/bench/src/b/mod.rs", parent), plans, one];
            assert_eq!(found(&files).len(), usize::from(is_circle), "{parent}");
        }
    }

    #[test]
    fn tests_and_comments_need_nothing() {
        let files = [
            ("crates/bench/src/one.rs", "use crate::two::Two;"),
            ("crates/bench/src/two.rs", "// use crate::one::One;\n#[cfg(test)]\nmod tests { use crate::one::One; }"),
            ("crates/bench/src/tests.rs", "use crate::one::One;"),
        ];
        assert_eq!(found(&files), Vec::<String>::new());
    }
}
