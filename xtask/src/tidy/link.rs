//! What our documents link to is in the repository.

use std::collections::HashSet;

use super::files::File;

/// Looks at links to files in Markdown, not at addresses on the net nor at places within a page. A file that only
/// lies beside the repository does not count: a fresh clone does not have it.
pub(crate) fn check(files: &[File]) -> Vec<String> {
    let mut known = HashSet::from([""]);
    for file in files {
        known.insert(file.path.as_str());
        known.extend(file.path.match_indices('/').map(|(end, _)| &file.path[..end]));
    }
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.extension() == "md") {
        for (number, target) in links(file) {
            if resolved(&file.path, target).is_none_or(|path| !known.contains(path.as_str())) {
                found.push(file.finding(number, &format!("the link leads nowhere: {target}")));
            }
        }
    }
    found
}

/// Links to files, with their lines: `[text](target "title")`, `![text](target)` and `[name]: target`.
fn links(file: &File) -> Vec<(usize, &str)> {
    let mut links = Vec::new();
    let mut is_fenced = false;
    for (number, line) in file.lines() {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        }
        if is_fenced {
            continue;
        }
        let targets = line.match_indices("](").filter(|(at, _)| !is_code(&line[..*at])).map(|(at, _)| &line[at + 2..]);
        let named = line.strip_prefix('[').and_then(|line| line.split_once("]: ")).map(|(_, target)| target);
        for rest in targets.chain(named) {
            let target =
                rest.trim_start().trim_start_matches('<').split([')', '>', ' ', '"']).next().unwrap_or_default();
            let target = target.split(['#', '?']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains(':') {
                links.push((number, target));
            }
        }
    }
    links
}

/// Whether what comes next stands between two backticks.
fn is_code(before: &str) -> bool {
    before.matches('`').count() % 2 == 1
}

/// The path of a target from the root; `None` where it leads out of the repository.
fn resolved(from: &str, target: &str) -> Option<String> {
    let (folder, target) = match target.strip_prefix('/') {
        Some(target) => ("", target),
        None => (from.rsplit_once('/').map_or("", |(folder, _)| folder), target),
    };
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            part => path.push(part),
        }
    }
    Some(path.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<String> {
        check(&[
            File::new("docs/guide/start.md", text),
            File::new("docs/adr/0001-a.md", ""),
            File::new("README.md", ""),
            File::new("docs/guide/picture.svg", ""),
        ])
    }

    #[test]
    fn links_to_files_of_the_repository_are_right() {
        let lines = [
            "[a](../adr/0001-a.md) and [b](../../README.md#install) and ![c](picture.svg \"a title\")",
            "[a](/README.md), [a](./start.md), [a](<../adr/0001-a.md>), [a](../adr), [a](../adr/), [a](/)",
            "[a](https://example.org/a.md), [a](#below), [a](mailto:a@example.org)",
            "[name]: ../adr/0001-a.md",
            "`[a](no.md)` is code",
            "```\n[a](no.md)\n```",
        ];
        for line in lines {
            assert_eq!(findings(line), Vec::<String>::new(), "{line}");
        }
    }

    #[test]
    fn links_that_lead_nowhere_are_found() {
        let lines = [
            "[a](no.md)",
            "[a](../adr/0002-b.md#x)",
            "`code` [a](README.md)",
            "[a](../../../shared/a.md)",
            "[name]: no.md",
            "```\n```\n[a](no.md)",
        ];
        for line in lines {
            assert_eq!(findings(line).len(), 1, "{line}");
        }
        assert_eq!(findings("x\n[a](no.md)"), ["docs/guide/start.md:2: the link leads nowhere: no.md"]);
    }
}
