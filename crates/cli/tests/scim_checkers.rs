//! Checkers of SCIM that others wrote, against `sigill serve`: PyPI's scim2-tester and scim-sanity.
//!
//! `SIGILL_PYTHON` names a Python that finds them; `cargo xtask test` sees to it. Without it, the test is left out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use support::Running;
use tempfile::tempdir;

#[test]
fn checkers_of_others_find_nothing_but_what_is_known() {
    let Some(python) = std::env::var_os("SIGILL_PYTHON") else {
        println!("left out: SIGILL_PYTHON is not set");
        return;
    };
    let folder = tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("sigill.db").display());
    let (_running, url) = Running::serve(folder.path(), &[("SIGILL_DATABASE_URL", &database)]);
    let arguments = "admin technical-user --client api --create-client API --user root --role nevisIdm.Root --global \
                     --output json";
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let variables = [("SIGILL_DATABASE_URL", &database)];
    let made = support::command(folder.path(), &arguments).envs(variables).output().unwrap();
    let made: Value = serde_json::from_slice(&made.stdout).unwrap();
    let token = support::token(&url, "api/root", made["client_secret"].as_str().unwrap()).unwrap();
    // They make people without a name and an address.
    let parameters =
        ["name", "firstname", "email"].map(|field| (format!("validation.user.{field}.mandatory"), "false"));
    let parameters: Value =
        parameters.into_iter().map(|(name, value)| (name, value.into())).collect::<serde_json::Map<_, _>>().into();
    let policy = json!({ "name": "people", "policyType": "ClientPolicy", "parameters": parameters });
    let sent = reqwest::blocking::Client::new().post(format!("{url}/nevisidm/api/core/v1/api/policies"));
    assert_eq!(sent.bearer_auth(&token).json(&policy).send().unwrap().status(), 201);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/scim_checkers.py");
    let output = Command::new(python).arg(script).args([&format!("{url}/scim/v2/api"), &token]).output().unwrap();
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && told.contains("all is well"), "{told}");
}
