//! What requests cost in instructions, which repeat where seconds do not: callgrind counts them for
//! `crates/server/benches/paths.rs`, and `instructions.txt` beside it says what they were when last looked at.
//!
//! The profile is that of the tests, so that nothing is compiled twice: no figures to be proud of, but work that is done
//! twice shows in them as it would in others.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};

use crate::{debian, each::each, process, result::Result, tally::Tally, workspace::Workspace};

/// The times of two runs; what differs between them is that many requests. There are many, since a start differs from the
/// next one by millions: the library of random numbers measures the time until it has gathered enough of it.
const TIMES: [u64; 2] = [16, 144];

/// What a count may be above the one that is written down, in percent: another compiler or C library, and the order of
/// things in hash maps.
const ABOVE_MAX: u64 = 5;

/// Compares every path with what is written down.
pub(crate) fn check(workspace: &Workspace) -> Result<Tally> {
    let counter = Counter::prepare()?;
    let mut tally = Tally::default();
    let written = written(workspace)?;
    for (name, now) in counter.count(written.keys())? {
        let known = written.get(&name).copied().unwrap_or_default();
        let is_more = now > known + known * ABOVE_MAX / 100;
        let said = if is_more { "FAILED: it costs more" } else { "" };
        println!("{name:<12}{now:>12} instructions a request, written down {known:>12}  {said}");
        tally += if is_more { Tally::FAILED } else { Tally::PASSED };
    }
    if tally.failed > 0 {
        println!("Where that is meant: `cargo xtask instructions --write`, and say in the commit what they are for.");
    }
    Ok(tally)
}

/// Writes down what they are now.
pub(crate) fn write(workspace: &Workspace) -> Result<()> {
    let counter = Counter::prepare()?;
    let mut text = String::new();
    for (name, now) in counter.count(written(workspace)?.keys())? {
        println!("{name:<12}{now:>12}");
        text.push_str(&format!("{name} {now}\n"));
    }
    Ok(fs::write(file(workspace), text)?)
}

fn file(workspace: &Workspace) -> PathBuf {
    workspace.root.join("crates/server/benches/instructions.txt")
}

/// Names and counts.
fn written(workspace: &Workspace) -> Result<BTreeMap<String, u64>> {
    let text = fs::read_to_string(file(workspace))?;
    text.lines()
        .map(|line| {
            let (name, count) = line.split_once(' ').ok_or_else(|| format!("instructions.txt: {line}"))?;
            Ok((name.to_owned(), count.parse()?))
        })
        .collect()
}

/// The built program, and callgrind.
struct Counter {
    program: PathBuf,
}

impl Counter {
    fn prepare() -> Result<Self> {
        if process::find("valgrind").is_none() {
            debian::install("valgrind", "")?;
        }
        // Of the whole workspace: for one package alone, what it depends on would be built again with fewer features.
        let build = ["build", "--quiet", "--workspace", "--bench", "paths", "--message-format", "json"];
        let output = process::cargo(&build).stderr(std::process::Stdio::inherit()).output()?;
        let told = String::from_utf8(output.stdout)?;
        let program = told.lines().filter(|line| line.contains(r#""name":"paths""#)).find_map(|line| {
            let (_, rest) = line.split_once(r#""executable":""#)?;
            Some(PathBuf::from(rest.split_once('"')?.0))
        });
        Ok(Self { program: program.ok_or("the program of the paths was not built")? })
    }

    /// Instructions for one request of each path, several at once: what is counted is the same, however busy the machine
    /// is.
    fn count<'a>(&self, names: impl Iterator<Item = &'a String>) -> Result<BTreeMap<String, u64>> {
        let names: Vec<_> = names.collect();
        // The long ones first, so that none of them is left alone at the end.
        let runs: Vec<_> = TIMES.iter().rev().flat_map(|times| names.iter().map(|name| (*name, *times))).collect();
        let counted = each(&runs, |(name, times)| self.run(name, *times));
        let counted = counted.into_iter().collect::<std::result::Result<Vec<_>, _>>()?;
        let (many, few) = counted.split_at(names.len());
        let counts = names.iter().zip(many.iter().zip(few));
        Ok(counts
            .map(|(name, (many, few))| ((*name).clone(), many.saturating_sub(*few) / (TIMES[1] - TIMES[0])))
            .collect())
    }

    /// Instructions of a whole run.
    fn run(&self, name: &str, times: u64) -> std::result::Result<u64, String> {
        let mut callgrind = Command::new("valgrind");
        callgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(&self.program);
        let output = callgrind.args([name, &times.to_string()]).output().map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr);
        let collected = said.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
        collected.filter(|_| output.status.success()).ok_or_else(|| format!("callgrind, {name}: {said}"))
    }
}
