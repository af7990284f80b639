//! For each mutant, the tests that reach it, until one fails.

use std::{
    collections::HashMap,
    fs,
    io::Write,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    Result,
    list::Mutant,
    reach::{Reaching, both},
    test::{End, Test},
};

/// What came of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// This test fails with it.
    Caught(String),
    /// This test doesn't end with it.
    TimedOut(String),
    /// All tests that were tried pass. How many reach it, and how many of these were tried.
    Survived {
        reaching: usize,
        tried: usize,
    },
    Unviable,
    /// There is no switch for it: it is in something that is computed while compiling.
    Unswitched,
}

/// How long tests run for one mutant, unless told otherwise.
pub(crate) const BUDGET: Duration = Duration::from_secs(60);

/// A test that takes longer isn't run twice where it fails.
const LONG: Duration = Duration::from_secs(3);

pub(crate) struct Hunt<'a> {
    pub(crate) mutants: &'a [Mutant],
    pub(crate) tests: &'a [Reaching],
    pub(crate) budget: Duration,
    /// Which tests caught others in the same function, and in the same file.
    killers: Mutex<HashMap<String, Vec<usize>>>,
}

impl<'a> Hunt<'a> {
    pub(crate) fn new(mutants: &'a [Mutant], tests: &'a [Reaching], budget: Duration) -> Self {
        Self { mutants, tests, budget, killers: Mutex::default() }
    }

    /// Hunts the mutants of these numbers, and writes what came of each to the end of `results`.
    pub(crate) fn all(&self, numbers: &[usize], results: &Path) -> Result<()> {
        let results = Mutex::new(fs::OpenOptions::new().create(true).append(true).open(results)?);
        let next = AtomicUsize::new(0);
        both(|| {
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(number) = numbers.get(place) else { return Ok(()) };
                let start = Instant::now();
                let outcome = self.one(*number)?;
                let key = &self.mutants[*number].key;
                let line = json!({ "mutant": key, "outcome": name(&outcome), "test": test(&outcome),
                    "counts": counts(&outcome), "ms": start.elapsed().as_millis() as u64 });
                writeln!(results.lock().unwrap_or_else(PoisonError::into_inner), "{line}")?;
                if matches!(outcome, Outcome::Survived { .. } | Outcome::TimedOut(_)) {
                    println!("{}/{}: {outcome:?}: {}", place + 1, numbers.len(), self.mutants[*number].name);
                }
            }
        })
    }

    fn one(&self, number: usize) -> Result<Outcome> {
        let order = self.order(number);
        let start = Instant::now();
        let mut tried = 0;
        for place in &order {
            if start.elapsed() > self.budget {
                break;
            }
            tried += 1;
            let reaching = &self.tests[*place];
            let limit = (reaching.took * 6).max(Duration::from_secs(15));
            let run = || reaching.test.run(limit, &[("MUTANT_ON", number.to_string().into())]);
            // Once more, because a machine that is busy with other things lets tests fail, too.
            let (first, second) = match run()? {
                End::Passed(_) => continue,
                End::Failed(_) if reaching.took > LONG => (End::Failed(reaching.took), End::Failed(reaching.took)),
                first => (first, run()?),
            };
            if matches!(second, End::Passed(_)) {
                println!("failed once only: {} with {}", reaching.test.full_name(), self.mutants[number].name);
                continue;
            }
            self.remember(number, *place);
            let name = reaching.test.full_name();
            let is_late = first == End::TimedOut && second == End::TimedOut;
            return Ok(if is_late { Outcome::TimedOut(name) } else { Outcome::Caught(name) });
        }
        Ok(Outcome::Survived { reaching: order.len(), tried })
    }

    /// The tests that reach a mutant: those of its module and those that caught its neighbours, then the short ones.
    fn order(&self, number: usize) -> Vec<usize> {
        let mutant = &self.mutants[number];
        let killers = self.killers.lock().unwrap_or_else(PoisonError::into_inner);
        let of = |name: &str| killers.get(name).map_or(&[][..], Vec::as_slice);
        let (function, file) = (of(&format!("{} {}", mutant.file, mutant.function)), of(&mutant.file));
        let mut order: Vec<usize> =
            (0..self.tests.len()).filter(|place| self.tests[*place].reached.binary_search(&number).is_ok()).collect();
        // A test that caught a neighbour may take longer by this factor than one that is only short.
        let weight = |place: &usize| {
            let millis = self.tests[*place].took.as_millis() + 10;
            // Most rules are the same on both databases, and this one takes longer.
            let millis = if self.tests[*place].test.name.ends_with("::postgres") { millis * 4 } else { millis };
            let is_of_the_module = is_of(&self.tests[*place].test, &mutant.file);
            let killed = if is_of_the_module { 30 } else { 0 }
                + 6 * function.iter().filter(|killer| *killer == place).count()
                + file.iter().filter(|killer| *killer == place).count();
            millis * 100 / (1 + killed.min(60) as u128)
        };
        order.sort_by_key(weight);
        order
    }

    fn remember(&self, number: usize, place: usize) {
        let mutant = &self.mutants[number];
        let mut killers = self.killers.lock().unwrap_or_else(PoisonError::into_inner);
        for name in [format!("{} {}", mutant.file, mutant.function), mutant.file.clone()] {
            killers.entry(name).or_default().push(place);
        }
    }
}

/// Whether it is a test of the module that is in this file: of `crates/app/src/token/ring.rs`, `token::ring::tests::…`.
fn is_of(test: &Test, file: &str) -> bool {
    let parts = file.strip_prefix("crates/").and_then(|file| file.split_once("/src/"));
    let Some((package, path)) = parts else { return false };
    let module = path.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
    test.suite.name == format!("sigill-{package}") && test.name.starts_with(&format!("{module}::tests::"))
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Caught(_) => "caught",
        Outcome::TimedOut(_) => "timed out",
        Outcome::Survived { .. } => "survived",
        Outcome::Unviable => "unviable",
        Outcome::Unswitched => "unswitched",
    }
}

fn test(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::Caught(test) | Outcome::TimedOut(test) => Some(test),
        _ => None,
    }
}

fn counts(outcome: &Outcome) -> Option<[usize; 2]> {
    match outcome {
        Outcome::Survived { reaching, tried } => Some([*reaching, *tried]),
        _ => None,
    }
}

/// What came of mutants before: the last line about each counts.
pub(crate) fn read(results: &Path) -> HashMap<String, Outcome> {
    let text = fs::read_to_string(results).unwrap_or_default();
    let line = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).ok()?;
        let test = value["test"].as_str().unwrap_or_default().to_owned();
        let count = |place: usize| usize::try_from(value["counts"][place].as_u64()?).ok();
        let outcome = match value["outcome"].as_str()? {
            "caught" => Outcome::Caught(test),
            "timed out" => Outcome::TimedOut(test),
            _ => Outcome::Survived { reaching: count(0)?, tried: count(1)? },
        };
        Some((value["mutant"].as_str()?.to_owned(), outcome))
    };
    text.lines().filter_map(line).collect()
}
