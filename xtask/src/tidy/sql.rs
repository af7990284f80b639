//! Only `store` writes SQL.

use super::files::{self, File};

/// As they begin a statement, in capitals as everybody writes them, and followed by something.
const STATEMENTS: &[&str] = &["SELECT", "INSERT INTO", "UPDATE", "DELETE FROM"];

/// Looks at the code of every crate but `store`, `testing` and `bench`, whose floors are SQL alone, without its tests. Rust itself has no such words, so that it does
/// not matter whether they stand in a string.
pub(crate) fn check(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| is_without_sql(&file.path)) {
        let lines: Vec<&str> = file.text.lines().collect();
        // By custom a module of tests is the last thing in its file.
        let begin_tests = |pair: &[&str]| pair[0].trim() == "#[cfg(test)]" && pair[1].trim_end().ends_with('{');
        let end = lines.windows(2).position(begin_tests).unwrap_or(lines.len());
        for (number, line) in (1..).zip(&lines[..end]) {
            if let Some(statement) = STATEMENTS.iter().find(|statement| begins(files::code(line), statement)) {
                found.push(file.finding(number, &format!("{statement}: only `store` writes SQL")));
            }
        }
    }
    found
}

fn is_without_sql(path: &str) -> bool {
    let Some(path) = path.strip_prefix("crates/") else { return false };
    let Some((name, path)) = path.split_once('/') else { return false };
    let is_test = path.contains("/tests/") || path.ends_with("/tests.rs");
    !["store", "testing", "bench"].contains(&name) && path.starts_with("src/") && path.ends_with(".rs") && !is_test
}

fn begins(line: &str, statement: &str) -> bool {
    line.match_indices(statement).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + statement.len()..].chars().next();
        before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_') && after.is_none_or(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_outside_of_store_is_found() {
        let text = "//! SELECT in a comment\n\
            const UPDATE: &str = \"no\"; // UPDATE in a comment\n\
            fn a() { query(\"SELECT id FROM users\") }\n\
            const B: &str = \"\n    DELETE FROM users\n\";\n\
            const SELECTED : u8 = 1;\n\
            #[cfg(test)]\nmod tests {\n    const SQL: &str = \"SELECT 1\";\n}\n";
        let expected = |path: &str| {
            [
                format!("{path}:3: SELECT: only `store` writes SQL"),
                format!("{path}:5: DELETE FROM: only `store` writes SQL"),
            ]
        };
        assert_eq!(check(&[File::new("crates/app/src/user.rs", text)]), expected("crates/app/src/user.rs"));
        for path in
            ["crates/store/src/user.rs", "crates/app/src/user/tests.rs", "crates/app/tests/user.rs", "xtask/src/a.rs"]
        {
            assert_eq!(check(&[File::new(path, text)]), Vec::<String>::new(), "{path}");
        }
    }

    #[test]
    fn a_module_of_tests_in_another_file_does_not_end_the_code() {
        let text = "#[cfg(test)]\nmod tests;\n\nconst A: &str = \"SELECT 1\";\n";
        assert_eq!(check(&[File::new("crates/app/src/lib.rs", text)]).len(), 1);
    }
}
