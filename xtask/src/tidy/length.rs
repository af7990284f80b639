//! Files and functions that can be read at one go.

use super::files::File;

/// Lines of a file of code.
const LINES_MAX: usize = 400;

/// Lines of a function, from its `fn` to its closing brace.
const FUNCTION_LINES_MAX: usize = 70;

/// Functions that may be longer: each is one table, of which a reader looks at one row.
const TABLES: &[(&str, &str)] = &[
    ("crates/mss/tests/support/cases/crypto.rs", "signature"),
    ("crates/mss/tests/support/cases/trust.rs", "path"),
    ("crates/mss/tests/support/good.rs", "paths"),
    ("crates/mss/tests/support/good.rs", "shapes"),
    ("crates/server/src/api/kind/what.rs", "told"),
    ("crates/server/src/http/refused.rs", "told"),
    ("crates/server/src/tests/hostile/claimed.rs", "claimed"),
    ("crates/server/src/tests/hostile/forged.rs", "forged"),
];

pub(crate) fn check(files: &[File]) -> Vec<String> {
    let code: Vec<&File> = files.iter().filter(|file| file.extension() == "rs").collect();
    let mut found = Vec::new();
    for file in &code {
        let lines = file.lines().count();
        if lines > LINES_MAX {
            found.push(
                file.finding(LINES_MAX, &format!("{lines} lines, more than {LINES_MAX}: it is about two things")),
            );
        }
        for Function { name, line, lines } in functions(&file.text) {
            if lines > FUNCTION_LINES_MAX && !TABLES.contains(&(file.path.as_str(), name)) {
                let what = format!("{name}: {lines} lines, more than {FUNCTION_LINES_MAX}: it does two things");
                found.push(file.finding(line, &what));
            }
        }
    }
    for (path, name) in TABLES {
        let file = code.iter().find(|file| file.path == *path);
        let is_long = |function: &Function<'_>| function.name == *name && function.lines > FUNCTION_LINES_MAX;
        // A test looks at some files only.
        if file.is_some_and(|file| !functions(&file.text).iter().any(is_long)) {
            found.push(format!("{path}: {name} is listed as a long table, and isn't one"));
        }
    }
    found
}

struct Function<'a> {
    name: &'a str,
    /// Where its `fn` is.
    line: usize,
    lines: usize,
}

/// The functions of a text as rustfmt writes it: one ends with the next brace that is as far indented as it is.
fn functions(text: &str) -> Vec<Function<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(name) = declared(line) else { continue };
        let indent = line.len() - line.trim_start().len();
        let is_last = |line: &&str| {
            let ends = line.ends_with(';') || line.trim_start().starts_with('}');
            ends && line.len() - line.trim_start().len() == indent
        };
        // Without a body, or with all of it in one line.
        let more = if line.ends_with([';', '}']) {
            Some(0)
        } else {
            lines[start + 1..].iter().position(is_last).map(|more| more + 1)
        };
        if let Some(more) = more {
            found.push(Function { name, line: start + 1, lines: more + 1 });
        }
    }
    found
}

/// The name of the function that is declared in a line.
fn declared(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("fn ")?;
    let is_qualifier = |word: &str| word.starts_with("pub") || ["const", "async", "default"].contains(&word);
    let end = after.find(|letter: char| !letter.is_alphanumeric() && letter != '_')?;
    (before.split_whitespace().all(is_qualifier) && end > 0).then(|| &after[..end])
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

    #[test]
    fn a_function_has_so_many_lines_at_most() {
        let body = |lines: usize| "        a();\n".repeat(lines);
        for (head, name) in
            [("fn one() {", "one"), ("pub(super) async fn two<T>(", "two"), ("const fn three() {", "three")]
        {
            let text = |lines| format!("mod a {{\n    // A comment.\n    {head}\n{}    }}\n}}\n", body(lines));
            assert_eq!(check(&[File::new("a.rs", &text(FUNCTION_LINES_MAX - 2))]), Vec::<String>::new(), "{head}");
            let finding = format!("a.rs:3: {name}: 71 lines, more than 70: it does two things");
            assert_eq!(check(&[File::new("a.rs", &text(FUNCTION_LINES_MAX - 1))]), [finding]);
        }
        let bodiless = format!("trait A {{\n    fn b(\n        c: D,\n    ) -> E;\n\n    fn f();\n{}}}\n", body(80));
        assert_eq!(check(&[File::new("a.rs", &bodiless)]), Vec::<String>::new());
    }

    #[test]
    fn a_table_may_be_long_and_what_is_listed_is_one() {
        let (path, name) = TABLES[0];
        let text = |lines| format!("fn {name}() {{\n{}}}\n", "    a,\n".repeat(lines));
        assert_eq!(check(&[File::new(path, &text(100))]), Vec::<String>::new());
        assert_eq!(check(&[File::new("a.rs", &text(100))]).len(), 1);
        assert_eq!(
            check(&[File::new(path, &text(10))]),
            [format!("{path}: {name} is listed as a long table, and isn't one")]
        );
    }
}
