//! `cargo xtask tidy`: the rules of the house that no compiler checks. Each rule is one file and a pure function
//! from what it looks at to what it found.

mod arrow;
mod attribute;
mod cycle;
mod decision;
mod documented;
mod files;
mod length;
mod licence;
mod link;
mod name;
mod path;
mod sql;
mod system;
mod wall;
mod width;
mod word;

use std::{path::Path, process::ExitCode};

use crate::{
    result::Result,
    workspace::{self, Workspace},
};

pub(crate) fn run() -> Result<ExitCode> {
    check(&Workspace::find()?.root)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints everything that is wrong, and fails if something is.
pub(crate) fn check(root: &Path) -> Result<()> {
    let packages = workspace::packages()?;
    let files = files::read(root)?;
    let found = [
        arrow::check(&packages),
        wall::check(&packages),
        licence::check(&packages),
        sql::check(&files),
        system::check(&files),
        word::check(&files),
        attribute::check(&files),
        link::check(&files),
        cycle::check(&files),
        documented::check(&files),
        decision::check(&files),
        name::check(&files),
        width::check(&files),
        length::check(&files),
    ]
    .concat();
    for finding in &found {
        println!("{finding}");
    }
    match found.len() {
        0 => {
            println!("tidy: {} packages and {} files, nothing found", packages.len(), files.len());
            Ok(())
        }
        1 => Err("tidy found one thing".into()),
        count => Err(format!("tidy found {count} things").into()),
    }
}
