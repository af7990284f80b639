//! Where an embedded database is, as `database.url` says it.

/// Reads what is behind `sqlite:`.
///
/// # Errors
/// What is wrong, and what was expected.
pub(in crate::engine) fn read(path: &str) -> Result<&str, String> {
    const EXPECTED: &str = "expected sqlite: and the path of a file, such as sqlite:/var/lib/sigill/sigill.db";
    if path.is_empty() {
        return Err(format!("{EXPECTED}, got no path"));
    }
    if path.starts_with(":memory:") {
        return Err(format!("{EXPECTED}: a database in memory would be gone with the process"));
    }
    if let Some(host) = path.strip_prefix("//") {
        // `sqlite:///path` and `sqlite://path`, as other programs have it.
        return Err(format!("{EXPECTED}, without the slashes of a host: sqlite:{host}"));
    }
    if path.contains('?') || path.starts_with("file:") {
        return Err(format!("{EXPECTED}; it takes no parameters"));
    }
    if path.ends_with('/') {
        return Err(format!("{EXPECTED}: this is a folder"));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_embedded_database_is_a_file_and_nothing_else() {
        for path in ["x.db", "./sigill-data/sigill.db", "/var/lib/sigill/sigill.db", "C:\\sigill.db", "über.db"] {
            assert_eq!(read(path), Ok(path));
        }
        for (path, why) in [
            ("", "got no path"),
            (":memory:", "gone with the process"),
            (":memory:?cache=shared", "gone with the process"),
            ("///var/lib/sigill.db", "without the slashes of a host: sqlite:/var/lib/sigill.db"),
            ("//x.db", "without the slashes of a host: sqlite:x.db"),
            ("x.db?mode=rwc", "it takes no parameters"),
            ("file:x.db", "it takes no parameters"),
            ("/var/lib/sigill/", "this is a folder"),
        ] {
            let told = read(path).unwrap_err();
            assert!(told.ends_with(why) && told.contains("such as sqlite:/var/lib"), "{path}: {told}");
        }
    }
}
