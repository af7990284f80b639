//! An authenticator and an app that others wrote, against `sigill serve`: passkeys are registered and shown by PyPI's
//! soft-webauthn and fido2, and pyotp reads what OATH credentials are set up by.
//!
//! `SIGILL_PYTHON` names a Python that finds them; `cargo xtask test` sees to it. Without it, the test is left out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::Running;
use tempfile::tempdir;

#[test]
fn an_authenticator_and_an_app_of_others_agree() {
    let Some(python) = std::env::var_os("SIGILL_PYTHON") else {
        println!("left out: SIGILL_PYTHON is not set");
        return;
    };
    let folder = tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("sigill.db").display());
    let variables = [("SIGILL_DATABASE_URL", &*database), ("SIGILL_PUBLIC_URL", "http://sigill.test")];
    let (_running, url) = Running::serve(folder.path(), &variables);
    let arguments = "admin technical-user --client api --create-client API --user root --role nevisIdm.Root --global \
                     --output json";
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let made = support::command(folder.path(), &arguments).envs(variables).output().unwrap();
    let made: Value = serde_json::from_slice(&made.stdout).unwrap();
    let token = support::token(&url, "api/root", made["client_secret"].as_str().unwrap()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/second_opinion.py");
    let output = Command::new(python).arg(script).args([&url, &token]).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && output.stdout.starts_with(b"all is well"), "{told}");
}
