//! Which test reaches which mutant, and how long each test takes.

use std::{
    fs,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::json;

use crate::{
    Result,
    build::Suite,
    test::{self, End, Test},
};

/// Tests that measure, end servers at random for minutes, or are about something else.
const LEFT_OUT: &[&str] =
    &["sigill-app::linearizable", "sigill-cli::crash", "sigill-cli::help", "sigill-bench", "sigill-mss", "xtask"];

/// A test that takes longer than this is of no use here.
const LIMIT: Duration = Duration::from_secs(120);

/// Tests wait for the database now and then.
pub(crate) const WORKERS: usize = 4;

/// A test that passes, with what it reaches.
#[derive(Clone, Debug)]
pub(crate) struct Reaching {
    pub(crate) test: Test,
    pub(crate) took: Duration,
    pub(crate) reached: Vec<usize>,
}

/// Runs every test once without a mutant. `log` is a file that keeps what came of it, one test a line, as long as the
/// mutants stay the same; `known_only` runs none that isn't in it.
pub(crate) fn reach(suites: &[Suite], folder: &Path, log: &Path, known_only: bool) -> Result<Vec<Reaching>> {
    let mut tests = Vec::new();
    for suite in suites.iter().filter(|suite| !LEFT_OUT.contains(&suite.name.as_str())) {
        tests.extend(test::list(suite)?);
    }
    fs::create_dir_all(folder)?;
    let known = read(log);
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let lines = Mutex::new(fs::OpenOptions::new().create(true).append(true).open(log)?);
    println!("{} tests, of which {} ran before", tests.len(), known.len());
    let work = || -> Result<()> {
        while let Some(test) = tests.get(next.fetch_add(1, Ordering::Relaxed)) {
            let name = test.full_name();
            if let Some((_, took, reached)) = known.iter().find(|(known, ..)| *known == name) {
                if let Some(took) = took {
                    let one = Reaching { test: test.clone(), took: *took, reached: reached.clone() };
                    found.lock().unwrap_or_else(PoisonError::into_inner).push(one);
                }
                continue;
            }
            if known_only {
                continue;
            }
            let path = folder.join(name.replace(|letter: char| !letter.is_alphanumeric(), "-"));
            if path.exists() {
                fs::remove_file(&path)?;
            }
            let end = test.run(LIMIT, &[("MUTANT_LOG", path.clone().into())])?;
            let reached = test::numbers(&path);
            let took = if let End::Passed(took) = end { Some(took) } else { None };
            let line = json!({ "test": name, "ms": took.map(|took| took.as_millis() as u64), "reached": reached });
            {
                use std::io::Write;
                writeln!(lines.lock().unwrap_or_else(PoisonError::into_inner), "{line}")?;
            }
            match took {
                Some(took) => {
                    let one = Reaching { test: test.clone(), took, reached };
                    found.lock().unwrap_or_else(PoisonError::into_inner).push(one);
                }
                None => println!("fails without a mutant, and isn't counted: {name}"),
            }
        }
        Ok(())
    };
    both(work)?;
    Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Does the same work in as many threads as we have.
pub(crate) fn both(work: impl Fn() -> Result<()> + Sync) -> Result<()> {
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(|| work().map_err(|error| error.to_string()))).collect();
        for worker in workers {
            worker.join().map_err(|_| "a worker panicked")??;
        }
        Ok(())
    })
}

fn read(log: &Path) -> Vec<(String, Option<Duration>, Vec<usize>)> {
    let text = fs::read_to_string(log).unwrap_or_default();
    let line = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).ok()?;
        let reached = value["reached"].as_array()?.iter().filter_map(|number| usize::try_from(number.as_u64()?).ok());
        let took = value["ms"].as_u64().map(Duration::from_millis);
        Some((value["test"].as_str()?.to_owned(), took, reached.collect()))
    };
    text.lines().filter_map(line).collect()
}
