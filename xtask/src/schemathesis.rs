//! schemathesis: what the OpenAPI document allows and what it doesn't, sent to the built binary.

use std::{
    fs::{self, File},
    io, panic,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use crate::{process, result::Result, tally::Tally, vectors, workspace::Workspace};

/// schemathesis and what it needs, with digests, as pip reads it.
const PACKAGES: &str = include_str!("schemathesis.txt");

/// What starts a server, gives it something to be asked about, and runs schemathesis.
const DRIVER: &str = include_str!("schemathesis.py");

/// What schemathesis is told beside the document.
const CONFIG: &str = include_str!("schemathesis.toml");

/// What it leaves out.
const HOOKS: &str = include_str!("schemathesis_hooks.py");

/// The line in the configuration that says how many values are made up for each operation.
const EXAMPLES_MAX: &str = "max-examples = 15";

/// What a run says is kept in its folder until it is over.
const SAID: &str = "said.txt";

/// How many values are made up for each operation, beside those that the document itself leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// With everything else that CI runs.
    Brief,
    /// Asked for by name.
    Whole,
}

impl Depth {
    fn config(self) -> String {
        match self {
            Self::Whole => CONFIG.to_owned(),
            Self::Brief => CONFIG.replace(EXAMPLES_MAX, "max-examples = 5"),
        }
    }
}

/// On SQLite, and at the same time on PostgreSQL where there is one. Each run counts as a test.
pub(crate) fn run(workspace: &Workspace, postgres: Option<&str>, depth: Depth) -> Result<Tally> {
    let python = vectors::python()?;
    let packages = vectors::packages(&python, &workspace.target, "schemathesis", PACKAGES)?;
    let folder = |engine: &str| {
        let name = format!("schemathesis.{engine}.{}", std::process::id());
        workspace.target.join("xtask").join(name)
    };
    let sqlite = format!("sqlite:{}", folder("sqlite").join("sigill.db").display());
    let engines = [("sqlite", Some(sqlite.as_str())), ("postgres", postgres)];
    let mut runs: Vec<(PathBuf, Command)> = Vec::new();
    for (engine, database_url) in engines {
        let Some(database_url) = database_url else { continue };
        let folder = folder(engine);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("driver.py"), DRIVER)?;
        fs::write(folder.join("schemathesis.toml"), depth.config())?;
        fs::write(folder.join("hooks.py"), HOOKS)?;
        let said = File::create(folder.join(SAID))?;
        let mut driver = driver(&python, &packages, &workspace.target, &folder, database_url);
        driver.stdout(said.try_clone()?).stderr(said);
        runs.push((folder, driver));
    }
    let done = thread::scope(|scope| {
        let running: Vec<_> = runs
            .iter_mut()
            .map(|(_, driver)| scope.spawn(|| process::run(driver).map_err(|error| error.to_string())))
            .collect();
        let ended = running.into_iter().map(|run| run.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked)));
        ended.collect::<Vec<_>>()
    });
    let mut tally = Tally::default();
    for ((folder, _), done) in runs.iter().zip(done) {
        io::copy(&mut File::open(folder.join(SAID))?, &mut io::stdout())?;
        fs::remove_dir_all(folder)?;
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
    fn a_brief_run_differs_by_one_line() {
        let (whole, brief) = (Depth::Whole.config(), Depth::Brief.config());
        assert_eq!(whole.lines().zip(brief.lines()).filter(|(a, b)| a != b).count(), 1);
    }

    #[test]
    fn every_package_is_pinned_with_a_digest() {
        let pinned = PACKAGES.lines().filter(|line| line.contains("==")).count();
        let digests = PACKAGES.lines().filter(|line| line.contains("--hash=sha256:")).count();
        assert!(pinned > 20 && digests >= pinned, "{pinned} packages, {digests} digests");
        assert!(PACKAGES.contains("\nschemathesis==4.32.5 "));
    }
}
