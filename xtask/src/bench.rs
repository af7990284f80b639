//! `cargo xtask bench`: builds what is measured and what measures, and starts the database that both are measured on.

use std::process::{Command, ExitCode};

use crate::{
    postgres::{Cluster, Durability},
    process,
    result::Result,
    workspace::Workspace,
};

/// A minute or two: enough to see that it runs, and whether something has become many times slower.
const QUICK: &[&str] =
    &["--seconds", "1", "--rounds", "1", "--connections", "32", "--users", "2000", "--free-users", "40000"];

/// The same, of what is checked.
const QUICK_KINDS: &[&str] = &["--seconds", "1", "--users", "20000"];

/// The same, of who is held to units.
const QUICK_ROOMS: &[&str] = &["--users", "2000", "--rounds", "50"];

/// The same, of floods.
const QUICK_FLOOD: &[&str] = &["--seconds", "2"];

pub(crate) fn run(quick: bool, arguments: &[&str]) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    process::run(&mut process::cargo(&["build", "--release", "-p", "sigill-cli", "-p", "sigill-bench"]))?;
    let release = workspace.target.join("release");
    let cluster = Cluster::start(Durability::Full)?;
    let mut bench = Command::new(release.join("sigill-bench"));
    if let ["flood", rest @ ..] = arguments {
        bench.arg("flood").arg("--sigill").arg(release.join("sigill")).arg("--postgres").arg(cluster.url());
        bench.args(if quick { QUICK_FLOOD } else { &[] }).args(rest);
    } else if let ["kinds", rest @ ..] = arguments {
        bench.arg("kinds").arg("--sigill").arg(release.join("sigill")).arg("--postgres").arg(cluster.url());
        bench.args(if quick { QUICK_KINDS } else { &[] }).args(rest);
    } else if let ["rooms", rest @ ..] = arguments {
        bench.arg("rooms").arg("--sigill").arg(release.join("sigill")).arg("--postgres").arg(cluster.url());
        bench.args(if quick { QUICK_ROOMS } else { &[] }).args(rest);
    } else {
        bench.arg("run").arg("--sigill").arg(release.join("sigill"));
        bench.arg("--postgres").arg(cluster.url()).arg("--pgbench").arg(cluster.program("pgbench"));
        bench.arg("--json").arg(workspace.target.join("bench.json"));
        bench.args(if quick { QUICK } else { &[] }).args(arguments);
    }
    process::run(&mut bench)?;
    Ok(ExitCode::SUCCESS)
}
