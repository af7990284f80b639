//! Decisions (`docs/adr/`) say since when they stand, and are listed.

use super::files::File;

const FOLDER: &str = "docs/adr/";
const LIST: &str = "docs/adr/README.md";

/// What a decision is.
const STATES: &[&str] = &["Accepted", "Superseded"];

pub(crate) fn check(files: &[File]) -> Vec<String> {
    let Some(list) = files.iter().find(|file| file.path == LIST) else { return Vec::new() };
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with(FOLDER) && file.path != LIST) {
        let (name, lines) = (&file.path[FOLDER.len()..], file.text.lines().collect::<Vec<_>>());
        let [title, _, status] = *lines.first_chunk().unwrap_or(&["", "", ""]);
        if !has_status(status) {
            let what = format!("the third line begins with {}, a comma and a date", STATES.join(" or "));
            found.push(file.finding(3, &what));
        }
        let (number, title) = title.trim_start_matches("# ").split_once(' ').unwrap_or_default();
        let row = format!("| [{number}]({name}) | {title} |");
        if !list.text.lines().any(|line| line == row) {
            found.push(format!("{LIST}: expected the line {row}"));
        }
    }
    found
}

/// `Accepted, 2026-11-29.`, and more behind it.
fn has_status(line: &str) -> bool {
    let Some((state, rest)) = line.split_once(", ") else { return false };
    let date: Vec<&str> = rest.split(['.', ',', ' ', ';']).next().unwrap_or_default().split('-').collect();
    let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    let lengths: Vec<usize> = date.iter().map(|part| part.len()).collect();
    STATES.contains(&state) && lengths == [4, 2, 2] && date.iter().all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        let list = File::new(LIST, "| [0001](0001-one.md) | One and all |\n");
        check(&[list, File::new("docs/adr/0001-one.md", text)]).len()
    }

    #[test]
    fn a_decision_says_since_when_it_stands_and_is_listed() {
        assert_eq!(found("# 0001 One and all\n\nAccepted, 2026-11-29.\n\n**Open.** …\n"), 0);
        assert_eq!(found("# 0001 One and all\n\nSuperseded, 2026-11-29, by another.\n"), 0);
        assert_eq!(found("# 0001 One and all\n\nSuperseded, 2026-11-29; see another.\n"), 0);
        assert_eq!(found("# 0001 One and all\n\nAccepted.\n"), 1);
        assert_eq!(found("# 0001 One and all\n\nAccepted, 2026-11.\n"), 1);
        assert_eq!(found("# 0001 One and all\n\n**Open.** …\n"), 1);
        assert_eq!(found("# 0001 One\n\nAccepted, 2026-11-29.\n"), 1, "another title");
        assert_eq!(found(""), 2);
    }
}
