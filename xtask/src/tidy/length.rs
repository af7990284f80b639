//! Files that can be read at one go.

use super::files::File;

/// Lines of a file of code.
const LINES_MAX: usize = 400;

pub(crate) fn check(files: &[File]) -> Vec<String> {
    let code = files.iter().filter(|file| file.extension() == "rs");
    let long = code.map(|file| (file, file.lines().count())).filter(|(_, lines)| *lines > LINES_MAX);
    long.map(|(file, lines)| {
        file.finding(LINES_MAX, &format!("{lines} lines, more than {LINES_MAX}: it is about two things"))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_code_has_so_many_lines_at_most() {
        let (most, more) = ("a\n".repeat(LINES_MAX), "a\n".repeat(LINES_MAX + 1));
        assert_eq!(check(&[File::new("a.rs", &most), File::new("a.md", &more)]), Vec::<String>::new());
        assert_eq!(check(&[File::new("a.rs", &more)]), ["a.rs:400: 401 lines, more than 400: it is about two things"]);
    }
}
