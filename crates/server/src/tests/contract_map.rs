//! The document that names a test for each promise names tests that exist.

use std::path::Path;

const MAP: &str = include_str!("../../../../docs/CONTRACT-TESTS.md");

/// The sources of all crates, in one text.
fn sources(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_test_that_stands_for_a_promise_exists() {
    let mut text = String::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for entry in std::fs::read_dir(root).unwrap() {
        for part in ["src", "tests"] {
            let folder = entry.as_ref().unwrap().path().join(part);
            if folder.is_dir() {
                sources(&folder, &mut text);
            }
        }
    }
    let names: Vec<_> = MAP.split('`').filter(|name| name.matches('_').count() > 1 && !name.contains(' ')).collect();
    let missing: Vec<_> = names.iter().filter(|name| !text.contains(&format!("async fn {name}("))).collect();
    let missing: Vec<_> = missing.into_iter().filter(|name| !text.contains(&format!("fn {name}("))).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(names.len() > 60, "only {} tests are named", names.len());
}
