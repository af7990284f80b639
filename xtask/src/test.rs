//! `cargo xtask test`: everything that must be true before a change is merged, in one run that shows all of it.

use std::{ffi::OsString, io::IsTerminal, process::ExitCode};

use crate::{
    format, fuzz, instructions, lint,
    postgres::{self, Cluster, Durability},
    process::{self, Channel},
    result::Result,
    schemathesis::{self, Depth},
    steps::Steps,
    tally::{self, Tally},
    tidy, vectors,
    workspace::Workspace,
};

/// The test programs that need captured material.
const WITHOUT_CAPTURED: &str = "not (binary(captures) or binary(schema) or binary(clients))";

/// All steps. One that fails does not stop the others, except that there is nothing to test without a build.
pub(crate) fn everything() -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let mut steps = Steps::default();
    steps.check("format", || format::check(&workspace));
    steps.check("clippy", || {
        process::run(&mut process::cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    });
    steps.check("tidy", || tidy::check(&workspace.root));
    // With the tests and with `sigill` itself, which black-box tests start.
    steps.count("openapi", || lint::run(&workspace));
    let built = steps.check("build", || process::run(&mut process::cargo(&["build", "--workspace", "--all-targets"])));
    if built.is_some() {
        let surroundings = Surroundings::prepare(&mut steps, &workspace);
        // Left out by name, so that the runner counts them as skipped.
        let left_out: &[&str] = if vectors::are_captured() { &[] } else { &["-E", WITHOUT_CAPTURED] };
        steps.count("tests", || tests(&surroundings, left_out));
        steps.count("doc tests", || doc_tests(&surroundings));
        steps.count("schemathesis", || schemathesis::run(&workspace, surroundings.postgres(), Depth::Brief));
        steps.count("instructions", || instructions::check(&workspace));
    } else {
        steps.leave_out("tests", "the build failed");
        steps.leave_out("doc tests", "the build failed");
        steps.leave_out("schemathesis", "the build failed");
        steps.leave_out("instructions", "the build failed");
    }
    steps.count("fuzz", || fuzz::briefly(&workspace));
    Ok(closed(steps))
}

/// Only the tests that the runner's own arguments choose, without the checks.
pub(crate) fn chosen(filter: &[&str]) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let mut steps = Steps::default();
    let surroundings = Surroundings::prepare(&mut steps, &workspace);
    steps.count("tests", || tests(&surroundings, filter));
    drop(surroundings);
    Ok(closed(steps))
}

fn closed(steps: Steps) -> ExitCode {
    if steps.close().failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Only schemathesis, on what is built now.
pub(crate) fn schemathesis(depth: Depth) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let mut steps = Steps::default();
    let built = steps.check("build", || process::run(&mut process::cargo(&["build", "--package", "sigill-cli"])));
    if built.is_some() {
        let cluster = steps.check("postgres", || Cluster::start(Durability::None));
        let url = cluster.as_ref().map(Cluster::url);
        steps.count("schemathesis", || schemathesis::run(&workspace, url, depth));
    }
    Ok(closed(steps))
}

/// Only the counts of instructions.
pub(crate) fn instructions() -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let mut steps = Steps::default();
    steps.count("instructions", || instructions::check(&workspace));
    Ok(closed(steps))
}

/// Only the linters of the OpenAPI document.
pub(crate) fn openapi() -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let mut steps = Steps::default();
    steps.count("openapi", || lint::run(&workspace));
    Ok(closed(steps))
}

/// What tests find around them. It lasts as long as this value.
struct Surroundings {
    variables: Vec<(&'static str, OsString)>,
    cluster: Option<Cluster>,
}

impl Surroundings {
    fn prepare(steps: &mut Steps, workspace: &Workspace) -> Self {
        let mut variables = steps.check("vectors", || vectors::all(&workspace.target)).unwrap_or_default();
        let cluster = steps.check("postgres", || Cluster::start(Durability::None));
        variables.extend(cluster.as_ref().map(|cluster| (postgres::VARIABLE, cluster.url().into())));
        Self { variables, cluster }
    }

    fn postgres(&self) -> Option<&str> {
        self.cluster.as_ref().map(Cluster::url)
    }
}

fn tests(surroundings: &Surroundings, filter: &[&str]) -> Result<Tally> {
    let packages: &[&str] = if names_package(filter) { &[] } else { &["--workspace"] };
    if process::works(&mut process::cargo(&["nextest", "--version"])) {
        let at_once = at_once();
        let run = ["nextest", "run", "--no-fail-fast", "--test-threads", &at_once];
        counted(surroundings, Channel::Err, &[&run, packages, filter])
    } else {
        println!("cargo-nextest is not installed: cargo test runs the tests instead");
        // It knows no such filter: the tests on captured material pass, and say that they did nothing.
        let filter = if filter.contains(&WITHOUT_CAPTURED) { &[] } else { filter };
        counted(surroundings, Channel::Out, &[&["test", "--no-fail-fast", "--tests"], packages, filter])
    }
}

/// Half as many tests again as there are processors: some wait for a database, or for a time limit.
fn at_once() -> String {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    (processors + processors.div_ceil(2)).to_string()
}

fn doc_tests(surroundings: &Surroundings) -> Result<Tally> {
    counted(surroundings, Channel::Out, &[&["test", "--doc", "--workspace", "--no-fail-fast"]])
}

/// cargo does not choose a package when it is told to take the workspace.
fn names_package(filter: &[&str]) -> bool {
    filter.iter().any(|argument| argument.starts_with("-p") || argument.starts_with("--package"))
}

/// Runs tests and adds up the counts on the channel where the runner prints them.
fn counted(surroundings: &Surroundings, channel: Channel, arguments: &[&[&str]]) -> Result<Tally> {
    let mut cargo = process::cargo(&arguments.concat());
    cargo.envs(surroundings.variables.iter().map(|(name, value)| (name, value)));
    if std::io::stderr().is_terminal() {
        // The runner sees a pipe on the channel that we read.
        cargo.env("CARGO_TERM_COLOR", "always");
    }
    let mut total = Tally::default();
    let status = process::watch(&mut cargo, channel, |line| {
        match channel {
            // One summary, at the end; what failed tests wrote comes before it.
            Channel::Err => total = tally::nextest(line).unwrap_or(total),
            // One result for each test program.
            Channel::Out => total += tally::libtest(line).unwrap_or_default(),
        }
    })?;
    Ok(total.ended(status.success()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_names_a_package_is_seen() {
        assert!(names_package(&["-p", "sigill-store"]));
        assert!(names_package(&["lock", "--package=sigill-store"]));
        assert!(!names_package(&["lock", "-E", "test(/a/)"]));
    }
}
