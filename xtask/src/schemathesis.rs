//! schemathesis: what the OpenAPI document allows and what it doesn't, sent to the built binary.

use std::{fs, path::Path, process::Command};

use crate::{process, result::Result, tally::Tally, vectors, workspace::Workspace};

/// schemathesis and what it needs, with digests, as pip reads it.
const PACKAGES: &str = include_str!("schemathesis.txt");

/// What starts a server, gives it something to be asked about, and runs schemathesis.
const DRIVER: &str = include_str!("schemathesis.py");

/// What schemathesis is told beside the document.
const CONFIG: &str = include_str!("schemathesis.toml");

/// Once on SQLite, and once on PostgreSQL where there is one. Each run counts as a test.
pub(crate) fn run(workspace: &Workspace, postgres: Option<&str>) -> Result<Tally> {
    let python = vectors::python()?;
    let packages = vectors::packages(&python, &workspace.target, "schemathesis", PACKAGES)?;
    let folder = workspace.target.join("xtask").join(format!("schemathesis.{}", std::process::id()));
    let sqlite = format!("sqlite:{}", folder.join("sigill.db").display());
    let mut tally = Tally::default();
    for database_url in [Some(sqlite.as_str()), postgres].into_iter().flatten() {
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("driver.py"), DRIVER)?;
        fs::write(folder.join("schemathesis.toml"), CONFIG)?;
        let done = process::run(&mut driver(&python, &packages, &workspace.target, &folder, database_url));
        fs::remove_dir_all(&folder)?;
        tally += match done {
            Ok(()) => Tally::PASSED,
            Err(error) => {
                println!("error: {error}");
                Tally::FAILED
            }
        };
    }
    Ok(tally)
}

fn driver(python: &str, packages: &Path, target: &Path, folder: &Path, database_url: &str) -> Command {
    let mut driver = Command::new(python);
    driver.env("PYTHONPATH", packages).arg(folder.join("driver.py")).arg(target.join("debug").join("sigill"));
    driver.arg(database_url).arg(folder.join("schemathesis.toml")).arg(folder);
    driver
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_pinned_with_a_digest() {
        let pinned = PACKAGES.lines().filter(|line| line.contains("==")).count();
        let digests = PACKAGES.lines().filter(|line| line.contains("--hash=sha256:")).count();
        assert!(pinned > 20 && digests >= pinned, "{pinned} packages, {digests} digests");
        assert!(PACKAGES.contains("\nschemathesis==4.32.5 "));
    }
}
