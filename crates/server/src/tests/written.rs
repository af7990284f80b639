//! Pages of the repository that are made from the code. They are compared by tests, and written again by the same
//! variable as snapshots: `INSTA_UPDATE=always`.

use std::path::{Path, PathBuf};

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The whole file is this.
pub(super) fn is_current(path: &str, expected: &str) {
    let found = std::fs::read_to_string(file(path)).unwrap_or_default();
    if found == expected {
        return;
    }
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(file(path), expected).unwrap();
        return;
    }
    let differs = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
    panic!("{path} isn't current, run this test with INSTA_UPDATE=always; the first difference: {differs:?}");
}

/// Between what a part of this name stands.
pub(super) fn marks(name: &str) -> (String, String) {
    (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"))
}

/// What stands between `<!-- NAME -->` and `<!-- /NAME -->` is this.
pub(super) fn part_is_current(path: &str, name: &str, expected: &str) {
    let found = std::fs::read_to_string(file(path)).unwrap();
    let (begin, end) = marks(name);
    let (before, rest) = found.split_once(&begin).unwrap_or_else(|| panic!("{path} lacks {begin}"));
    let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("{path} lacks {end}"));
    is_current(path, &format!("{before}{begin}\n{expected}\n{end}{after}"));
}
