//! Mutants of the code that decides who may do what: whether the tests notice each of them.
//!
//! cargo-mutants says what would be changed, but it compiles the workspace for each change, which takes more than a day.
//! This compiles it once: in a copy, all of the changes are there, each behind a switch that an environment variable
//! turns on. A first run of all tests tells which of them reach which change; then each change is turned on for the
//! tests that reach it, the likely and short ones first, until one fails.

mod build;
mod hunt;
mod list;
mod reach;
mod report;
mod rewrite;
mod source;
mod test;
mod tree;
mod write;

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use hunt::{Hunt, Outcome};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "\
usage: cargo xtask mutants [-- OPTION...]

  --only TEXT      only mutants with this text in their names; or with one of several, each with its own --only
  --again          also those that survived before
  --without TEXT   without the programs with tests that have this text in their names
  --built          with what was compiled last, whatever has changed since
  --known          only with tests that ran before without a mutant
  --budget S       how many seconds tests run for each of them; 60
  --build          only compile
  --report         only say what is known
";

#[derive(Default)]
struct Options {
    only: Vec<String>,
    again: bool,
    known: bool,
    built: bool,
    without: Vec<String>,
    budget: Duration,
    build: bool,
    report: bool,
}

fn main() -> ExitCode {
    match options(std::env::args().skip(1)).and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options { budget: hunt::BUDGET, ..Options::default() };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--only" => options.only.push(arguments.next().ok_or(USAGE)?),
            "--again" => options.again = true,
            "--without" => options.without.push(arguments.next().ok_or(USAGE)?),
            "--budget" => options.budget = Duration::from_secs(arguments.next().ok_or(USAGE)?.parse()?),
            "--known" => options.known = true,
            "--built" => options.built = true,
            "--build" => options.build = true,
            "--report" => options.report = true,
            _ => return Err(USAGE.into()),
        }
    }
    Ok(options)
}

fn run(options: &Options) -> Result<()> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    // Kept between runs, so that one that was ended goes on.
    let home = root.join("target/xtask/mutants");
    fs::create_dir_all(&home)?;
    let tree = tree::Tree { root, copy: home.join("tree") };
    let results = home.join("results.jsonl");

    let mutants = list::all(&tree.root, &home.join("mutants.json"), options.built)?;
    println!("{} mutants", mutants.len());
    let kept = home.join("built.json");
    let built = if options.built {
        build::read(&kept)?
    } else {
        let built = build::build(&tree, &home.join("target"), &mutants, &home.join("unviable.txt"))?;
        build::write(&built, &kept)?;
        built
    };
    println!("{} are switched, {} don't compile", built.switched.len(), built.unviable.len());
    if options.build {
        return Ok(());
    }
    if !options.report {
        // Numbers mean something as long as the mutants stay the same.
        let mut hasher = DefaultHasher::new();
        mutants.iter().for_each(|mutant| mutant.key.hash(&mut hasher));
        let log = home.join(format!("tests-{:016x}.jsonl", hasher.finish()));
        let is_wanted = |suite: &build::Suite| !options.without.iter().any(|text| suite.name.contains(text));
        let suites: Vec<_> = built.suites.iter().filter(|suite| is_wanted(suite)).cloned().collect();
        let tests = reach::reach(&suites, &home.join("reached"), &log, options.known)?;
        let known = hunt::read(&results);
        let is_wanted = |number: &usize| {
            let key = &mutants[*number].key;
            let is_open = match known.get(key) {
                None => true,
                Some(Outcome::Survived { .. }) => options.again,
                Some(_) => false,
            };
            is_open && (options.only.is_empty() || options.only.iter().any(|only| key.contains(only)))
        };
        let wanted: Vec<usize> = built.switched.iter().copied().filter(is_wanted).collect();
        println!("{} tests; {} mutants to try", tests.len(), wanted.len());
        Hunt::new(&mutants, &tests, options.budget).all(&wanted, &results)?;
    }
    let mut outcomes = hunt::read(&results);
    for (number, mutant) in mutants.iter().enumerate() {
        if built.unviable.contains(&number) {
            outcomes.insert(mutant.key.clone(), Outcome::Unviable);
        } else if !built.switched.contains(&number) {
            outcomes.insert(mutant.key.clone(), Outcome::Unswitched);
        }
    }
    let report = report::report(&mutants, &outcomes);
    fs::write(home.join("report.md"), &report)?;
    println!("{report}");
    Ok(())
}
