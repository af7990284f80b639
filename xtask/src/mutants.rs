//! `cargo xtask mutants`: changes the code that decides who may do what. Each change must be noticed by a test. The
//! tool that does it stands in `tools/mutants`, a workspace of its own; this gives it what tests need.

use std::process::ExitCode;

use crate::{
    postgres::{self, Cluster, Durability},
    process,
    result::Result,
    vectors,
    workspace::Workspace,
};

pub(crate) fn run(arguments: &[&str]) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let cluster = Cluster::start(Durability::None)?;
    let mut mutants = process::cargo(&["run", "--quiet", "--manifest-path", "tools/mutants/Cargo.toml"]);
    mutants.arg("--target-dir").arg(workspace.target.join("xtask/mutants/tool")).arg("--").args(arguments);
    mutants.env(postgres::VARIABLE, cluster.url()).envs(vectors::all(&workspace.target)?);
    process::run(mutants.current_dir(&workspace.root))?;
    Ok(ExitCode::SUCCESS)
}
