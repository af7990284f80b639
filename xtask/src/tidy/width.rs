//! Documents whose lines fit beside each other.

use super::files::File;

/// Characters of a line of a document.
const WIDTH_MAX: usize = 120;

pub(crate) fn check(files: &[File]) -> Vec<String> {
    files.iter().filter(|file| file.extension() == "md").flat_map(wide).collect()
}

/// Lines that are too wide, but for those that can't be broken: of tables, of examples, and of a single word.
fn wide(file: &File) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_example = false;
    for (number, line) in file.lines() {
        if line.trim_start().starts_with("```") {
            is_example = !is_example;
        }
        let can_be_broken = !is_example && !line.trim_start().starts_with('|') && line.trim().contains(' ');
        let width = line.chars().count();
        if can_be_broken && width > WIDTH_MAX {
            found.push(file.finding(number, &format!("{width} characters, more than {WIDTH_MAX}")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_lines_are_found_where_they_can_be_broken() {
        let words = "word ".repeat(25);
        assert_eq!(check(&[File::new("a.md", &words)]), ["a.md:1: 125 characters, more than 120"]);
        let example = format!("```\n{words}\n```\n| {words} |\n{}\n", "w".repeat(130));
        assert_eq!(check(&[File::new("a.md", &example), File::new("a.rs", &words)]), Vec::<String>::new());
    }
}
