//! `cargo xtask format`: every Rust file of the repository, also those that a macro declares, such as credential types
//! and operations, which `cargo fmt` doesn't find.

use std::process::{Command, ExitCode};

use crate::{process, result::Result, workspace::Workspace};

/// The edition of all crates.
const EDITION: &str = "2024";

/// Writes them.
pub(crate) fn run() -> Result<ExitCode> {
    format(&Workspace::find()?, &[])?;
    Ok(ExitCode::SUCCESS)
}

/// Says which aren't as they are written.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    format(workspace, &["--check"])
}

fn format(workspace: &Workspace, options: &[&str]) -> Result<()> {
    let tracked = process::output(process::git(&["ls-files", "*.rs"]).current_dir(&workspace.root))?;
    let files = tracked.lines().filter(|file| workspace.root.join(file).exists());
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", EDITION]).args(options).args(files);
    process::run(rustfmt.current_dir(&workspace.root))
}
