//! Words that say that something is unfinished, and paths of somebody's own machine.

use super::files::File;

/// Written in two halves, so that this file does not find itself.
const UNFINISHED: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("to", "do!("), concat!("#[ig", "nore")];

const UNFINISHED_IN: &[&str] = &["rs", "sql", "toml", "html"];

const MACHINES: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

pub(crate) fn check(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let is_code = UNFINISHED_IN.contains(&file.extension());
        for (number, line) in file.lines() {
            if let Some(word) = UNFINISHED.iter().find(|word| is_code && line.contains(**word)) {
                found.push(file.finding(number, &format!("{word}: finish it, or write an issue")));
            }
            if let Some(path) = MACHINES.iter().find(|path| names(line, path)) {
                found.push(file.finding(number, &format!("{path}: a path of one machine")));
            }
        }
    }
    found
}

/// Whether an absolute path begins there: not `crates/work/`, `https://example.org/home/` or `~/work/`.
fn names(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|letter| !letter.is_alphanumeric() && !"._-/~*{})".contains(letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_code_is_found() {
        for word in UNFINISHED {
            let text = format!("fn a() {{}}\n    // {word} later\n");
            let found = check(&[File::new("a.rs", &text), File::new("a.md", &text), File::new("a.html", &text)]);
            assert_eq!(
                found,
                [
                    format!("a.rs:2: {word}: finish it, or write an issue"),
                    format!("a.html:2: {word}: finish it, or write an issue")
                ]
            );
        }
    }

    #[test]
    fn a_path_of_one_machine_is_found_in_every_file() {
        for path in MACHINES {
            for line in [format!("{path}x"), format!("cd {path}x"), format!("\"{path}x\""), format!("file:{path}")] {
                assert_eq!(
                    check(&[File::new("a.md", &line)]),
                    [format!("a.md:1: {path}: a path of one machine")],
                    "{line}"
                );
            }
            for line in [
                format!("crates{path}x"),
                format!("https://example.org{path}"),
                format!("~{path}"),
                format!("../..{path}"),
            ] {
                assert_eq!(check(&[File::new("a.md", &line)]), Vec::<String>::new(), "{line}");
            }
        }
    }
}
