//! The help texts, to be read aloud.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use tempfile::tempdir;

use support::run;

fn help(arguments: &[&str]) -> String {
    let ended = run(tempdir().unwrap().path(), arguments);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    // Editors and reviewers don't see blanks at the end of a line.
    ended.stdout.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn the_help_texts_are_the_committed_ones() {
    for (name, arguments) in [
        ("sigill", &["help"][..]),
        ("serve", &["serve", "--help"]),
        ("quickstart", &["quickstart", "--help"]),
        ("admin", &["admin", "--help"]),
        ("admin_client", &["admin", "client", "--help"]),
        ("config", &["config", "--help"]),
        ("config_print", &["config", "print", "--help"]),
        ("doctor", &["doctor", "--help"]),
        ("migrate", &["migrate", "--help"]),
        ("migrate_up", &["migrate", "up", "--help"]),
        ("backup", &["backup", "--help"]),
        ("restore", &["restore", "--help"]),
        ("import", &["import", "--help"]),
        ("completions", &["completions", "--help"]),
        ("man", &["man", "--help"]),
        ("admin_link", &["admin", "link", "--help"]),
        ("admin_technical_user", &["admin", "technical-user", "--help"]),
        ("mssp", &["mssp", "--help"]),
        ("verify", &["verify", "--help"]),
        ("bench_seed", &["bench", "seed", "--help"]),
        ("version", &["version", "--help"]),
    ] {
        insta::assert_snapshot!(name, help(arguments));
    }
}

#[test]
fn no_line_is_too_wide() {
    for arguments in [
        &["help"][..],
        &["serve", "--help"],
        &["quickstart", "--help"],
        &["admin", "technical-user", "--help"],
        &["admin", "link", "--help"],
        &["doctor", "--help"],
        &["migrate", "--help"],
        &["backup", "--help"],
        &["restore", "--help"],
        &["import", "--help"],
        &["mssp", "--help"],
        &["verify", "--help"],
    ] {
        for line in help(arguments).lines().filter(|line| !line.starts_with("Usage: ")) {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }
}

#[test]
fn the_version_is_told_in_two_ways() {
    let version = format!("sigill {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!((help(&["version"]), help(&["--version"])), (version.clone(), version));
}

#[test]
fn without_a_command_there_is_help_and_a_failure() {
    let ended = run(tempdir().unwrap().path(), &[]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("Usage: sigill <COMMAND>"), "{ended:?}");
}
