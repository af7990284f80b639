//! The committed table of calls and their tests, `docs/CALLS.md`, says what is so.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

/// A row: method, path and right as one text, and its tests.
fn rows() -> Vec<(String, Vec<String>)> {
    let table = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/CALLS.md")).unwrap();
    let cells = table.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = cells.map(|row| row.split(" | ").collect::<Vec<_>>()).filter(|row| row[0] != "method");
    rows.map(|row| {
        let [method, path, right, tests] = row[..] else { panic!("four columns are expected: {row:?}") };
        let tests = tests.split(", ").map(|test| test.trim_matches('`').to_owned()).collect();
        (format!("| {method} | {path} | {right} |"), tests)
    })
    .collect()
}

#[test]
fn every_call_of_the_documented_api_has_its_row_and_no_other_call_has_one() {
    let document = crate::openapi();
    let mut served = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(path) = path.strip_prefix(API) else { continue };
        for (method, operation) in item.as_object().unwrap() {
            let need = &operation["x-required-right"];
            let mut right = need["right"].as_str().unwrap_or("-").replace("AccessControl.", "");
            for (flag, words) in [("allClients", " for all clients"), ("orSelfAdmin", " or SelfAdmin on oneself")] {
                right.push_str(if need[flag] == true { words } else { "" });
            }
            let method = method.to_uppercase();
            served.push(format!("| {method} | `{path}` | {right} |"));
        }
    }
    served.sort();
    let mut documented: Vec<_> = rows().into_iter().map(|(call, _)| call).collect();
    documented.sort();
    let missing: Vec<_> = served.iter().filter(|call| !documented.contains(call)).collect();
    let wrong: Vec<_> = documented.iter().filter(|call| !served.contains(call)).collect();
    assert!(missing.is_empty() && wrong.is_empty(), "docs/CALLS.md lacks {missing:#?} and has {wrong:#?}");
    assert_eq!(documented.len(), served.len(), "a call has two rows");
}

#[test]
fn every_test_that_the_table_names_is_there() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests");
    let names: BTreeSet<_> = rows().into_iter().flat_map(|(_, tests)| tests).collect();
    for name in names {
        let (file, test) = name.split_once("::").unwrap_or_else(|| panic!("expected file::test, got {name:?}"));
        let text = std::fs::read_to_string(tests.join(format!("{file}.rs"))).unwrap_or_default();
        assert!(is_test(&text, test), "docs/CALLS.md names {name}, which isn't there");
    }
}

/// Whether a function of this name is a test: by its attribute, or within `on_both!`.
fn is_test(text: &str, name: &str) -> bool {
    let lines: Vec<_> = text.lines().collect();
    lines.iter().enumerate().any(|(n, line)| {
        line.starts_with(&format!("    async fn {name}(database: Database)"))
            || line.starts_with(&format!("async fn {name}()")) && n > 0 && lines[n - 1] == "#[tokio::test]"
    })
}
