//! redocly and spectral, two linters of OpenAPI documents, on the document as it is committed: a test compares it with
//! the one that is served.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
};

use crate::{debian, process, result::Result, tally::Tally, workspace::Workspace};

/// What is installed, and with it, by digest, all that it needs.
const PACKAGE: &str = include_str!("package.json");
const LOCK: &str = include_str!("package-lock.json");

/// The snapshot that has the document, below the root of the workspace.
const SNAPSHOT: &str = "crates/server/src/tests/snapshots/\
                        sigill_server__tests__inventory__the_document_is_served_as_it_is_committed.snap";

const SPECTRAL: &str = "extends: [\"spectral:oas\"]\n";

/// Each linter counts as a test. An error of the document fails it, a warning doesn't.
pub(crate) fn run(workspace: &Workspace) -> Result<Tally> {
    let programs = installed(&workspace.target)?;
    let snapshot = fs::read_to_string(workspace.root.join(SNAPSHOT))?;
    let folder = workspace.target.join("xtask").join(format!("lint.{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("openapi.json"), body(&snapshot).ok_or("the snapshot of the document has no body")?)?;
    fs::write(folder.join("spectral.yaml"), SPECTRAL)?;
    let lint = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(programs.join(program));
        // Neither is to tell anybody that it runs.
        command.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        process::run(command.current_dir(&folder).args(arguments))
    };
    let done = [
        lint("redocly", &["lint", "openapi.json", "--extends", "recommended", "--format", "stylish"]),
        lint("spectral", &["lint", "openapi.json", "--ruleset", "spectral.yaml"]),
    ];
    fs::remove_dir_all(&folder)?;
    let mut tally = Tally::default();
    for outcome in done {
        tally += match outcome {
            Ok(()) => Tally::PASSED,
            Err(error) => {
                println!("error: {error}");
                Tally::FAILED
            }
        };
    }
    Ok(tally)
}

/// The folder of the programs. They are installed once for each list of packages.
fn installed(target: &Path) -> Result<PathBuf> {
    let mut hasher = DefaultHasher::new();
    (PACKAGE, LOCK).hash(&mut hasher);
    let folder = target.join("xtask").join(format!("lint-{:016x}", hasher.finish()));
    let programs = folder.join("node_modules").join(".bin");
    if folder.is_dir() {
        return Ok(programs);
    }
    if process::find("npm").is_none() {
        println!("there is no npm, which downloads two linters of OpenAPI documents");
        debian::install("npm", "")?;
    }
    let partial = target.join("xtask").join(format!("lint-partial.{}", std::process::id()));
    fs::create_dir_all(&partial)?;
    fs::write(partial.join("package.json"), PACKAGE)?;
    fs::write(partial.join("package-lock.json"), LOCK)?;
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    process::run(npm.current_dir(&partial))?;
    match fs::rename(&partial, &folder) {
        // Another run was faster.
        Err(_) if folder.is_dir() => fs::remove_dir_all(&partial)?,
        renamed => renamed?,
    }
    Ok(programs)
}

/// What stands below the two lines of dashes at the head of a snapshot.
fn body(snapshot: &str) -> Option<&str> {
    snapshot.strip_prefix("---\n")?.split_once("\n---\n").map(|(_, body)| body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_of_a_snapshot_is_what_stands_below_its_head() {
        assert_eq!(body("---\nsource: x\n---\n{}\n"), Some("{}\n"));
        assert_eq!(body("{}"), None);
    }

    #[test]
    fn every_package_is_pinned_by_digest_and_names_no_place() {
        let packages = LOCK.matches("\"node_modules/").count();
        assert!(packages > 20);
        assert_eq!(LOCK.matches("\"integrity\": \"sha512-").count(), packages);
        assert!(!LOCK.contains("\"resolved\""));
    }
}
