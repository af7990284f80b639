//! `cargo xtask mutants`: cargo-mutants on the code that decides who may do what. Each change of it must be noticed
//! by a test.

use std::process::ExitCode;

use crate::{
    Result,
    postgres::{self, Cluster, Durability},
    process, vectors,
    workspace::Workspace,
};

/// What is changed.
const FILES: &[&str] = &[
    "crates/domain/src/caller.rs",
    "crates/domain/src/role/**",
    "crates/domain/src/user/**",
    "crates/domain/src/profile/**",
    "crates/domain/src/credential/**",
    "crates/app/src/token/**",
    "crates/server/src/authorise.rs",
    "crates/server/src/call.rs",
    "crates/store/src/permit.rs",
    "crates/store/src/permit/**",
    "crates/store/src/read/caller.rs",
];

/// What isn't changed: what is only shown to developers, and tests.
const LEFT_OUT: &[&str] = &["impl Debug", "impl std::fmt::Debug", "tests::"];

/// The tests that look: those of the libraries, the server's black-box tests among them, and those of the use cases
/// that take seconds. Those of the program take minutes to link for each change.
const TESTS: &[&str] = &[
    "--lib",
    "--test",
    "administer",
    "--test",
    "callers",
    "--test",
    "modify",
    "--test",
    "moment",
    "--test",
    "one_time_link",
    "-E",
    "package(sigill-domain) or package(sigill-app) or (package(sigill-store) and test(permit)) or \
     (package(sigill-server) and not test(/flood|plans|journey/))",
];

pub(crate) fn run(arguments: &[&str]) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    if !process::works(&mut process::cargo(&["mutants", "--version"])) {
        return Err("there is no cargo-mutants: cargo install --locked cargo-mutants".into());
    }
    let cluster = Cluster::start(Durability::None)?;
    let mut mutants = process::cargo(&["mutants", "--workspace", "--test-workspace=true", "--test-tool=nextest"]);
    // A change that makes a loop endless is noticed, too.
    mutants.args(["--no-shuffle", "--minimum-test-timeout=120", "--output"]).arg(workspace.target.join("xtask"));
    mutants.args(FILES.iter().flat_map(|file| ["--file", file]));
    mutants.args(LEFT_OUT.iter().flat_map(|name| ["--exclude-re", name]));
    mutants.args(arguments).arg("--").args(TESTS).current_dir(&workspace.root);
    mutants.env(postgres::VARIABLE, cluster.url()).envs(vectors::all(&workspace.target)?);
    process::run(&mut mutants)?;
    Ok(ExitCode::SUCCESS)
}
