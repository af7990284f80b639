//! The committed table of calls and their tests, `docs/CALLS.md`, says what is so.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

fn page() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/CALLS.md")).unwrap()
}

/// What isn't generated of the page.
fn by_hand() -> String {
    let (page, (begin, end)) = (page(), written::marks("types"));
    let (before, rest) = page.split_once(&begin).unwrap();
    format!("{before}{}", rest.split_once(&end).unwrap().1)
}

/// A row: method, path and right as one text, and its tests.
fn rows() -> Vec<(String, Vec<String>)> {
    rows_of(&page())
}

fn rows_of(table: &str) -> Vec<(String, Vec<String>)> {
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

/// The test that makes a call of a credential type, by its operation.
fn test_of(operation: &str, path: &str) -> &'static str {
    match operation {
        "reportMTan" => "reported::an_outcome_of_an_mtan_counts_and_locks_as_its_policy_says",
        "createVasco" => "vasco::a_token_is_refused_with_every_broken_rule_by_name",
        "listVascoOfClient" => "vasco::all_tokens_of_a_client_are_listed_whoever_has_them",
        "getVasco" => "vasco::a_token_is_made_of_its_members_and_is_nobodys",
        "modifyVasco" | "deleteVasco" => "vasco::a_token_is_changed_and_deleted_as_it_was_expected",
        "unassignVasco" => "vasco::a_token_is_given_to_a_user_and_comes_back_as_if_it_were_new",
        "updateFidoUafSignCounters" => "mobile_authentications::signatures_are_counted_or_refused_one_by_one",
        _ if path.ends_with("/properties") => "kinds::each_type_keeps_custom_properties_where_it_has_a_scope",
        _ if operation.starts_with("create") => "kinds::each_type_is_refused_with_every_broken_rule_by_name",
        _ if ["get", "list", "modify", "delete"].iter().any(|verb| operation.starts_with(verb)) => {
            "kinds::each_type_is_made_read_listed_changed_and_deleted"
        }
        _ => "kinds::each_call_of_a_types_own_does_what_it_says",
    }
}

/// The rows of the calls that are made of what is declared of the credential types.
fn of_types() -> String {
    let document = crate::openapi();
    let by_hand: BTreeSet<String> = rows_of(&by_hand()).into_iter().map(|(call, _)| call).collect();
    let mut table = String::from("| method | path | right | tests |\n|---|---|---|---|\n");
    for kind in sigill_domain::credential::kinds::ALL.iter().map(|kind| kind.form()) {
        let whose = if kind.is_of_client { "/{clientExtId}" } else { "/{clientExtId}/users/{userExtId}" };
        let segments = [Some(kind.segment), kind.other_segment].into_iter().flatten();
        let below: Vec<_> = segments.map(|segment| format!("{whose}/{segment}")).collect();
        for (path, item) in document["paths"].as_object().unwrap() {
            let Some(path) = path.strip_prefix(API) else { continue };
            let is_below = |below: &String| {
                path.strip_prefix(below.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            if !below.iter().any(is_below) {
                continue;
            }
            for (method, operation) in item.as_object().unwrap() {
                let test = test_of(operation["operationId"].as_str().unwrap(), path);
                let need = &operation["x-required-right"];
                let right = need["right"].as_str().unwrap().replace("AccessControl.", "");
                let oneself = if need["orSelfAdmin"] == true { " or SelfAdmin on oneself" } else { "" };
                let call = format!("| {} | `{path}` | {right}{oneself} |", method.to_uppercase());
                if !by_hand.contains(&call) {
                    table.push_str(&format!("{call} `{test}` |\n"));
                }
            }
        }
    }
    table
}

#[test]
fn the_rows_of_credential_types_are_current() {
    written::part_is_current("docs/CALLS.md", "types", &of_types());
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
