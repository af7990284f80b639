//! Fuzzing: libFuzzer against every reader of octets that come from outside.
//!
//! On the stable toolchain and without cargo-fuzz. The compiler's coverage counters are all that libFuzzer needs; the
//! address sanitizer, for which cargo-fuzz wants nightly, has nothing to find in code without `unsafe`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use crate::{debian, each::each, process, result::Result, tally::Tally, workspace::Workspace};

/// What cargo-fuzz passes, too. Overflow checks and debug assertions are on in this profile anyway.
const INSTRUMENTED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";

/// Inputs that each target tries in a short run: always the same ones.
const RUNS: &str = "-runs=5000";

/// Input that takes longer is a finding.
const TIMEOUT: &str = "-timeout=20";

/// A short run of each target.
pub(crate) fn briefly(workspace: &Workspace) -> Result<Tally> {
    let fuzzer = Fuzzer::build(workspace)?;
    let tried = each(&fuzzer.targets()?, |target| {
        let ran = fuzzer.try_briefly(target);
        match &ran {
            Ok(()) => println!("{target}: nothing found"),
            Err(why) => println!("{target}: FAILED: {why}"),
        }
        if ran.is_ok() { Tally::PASSED } else { Tally::FAILED }
    });
    let mut total = Tally::default();
    for tally in tried {
        total += tally;
    }
    Ok(total)
}

/// One target for a long time. What it learns is kept below `target` for the next time.
pub(crate) fn long(target: &str, seconds: &str) -> Result<ExitCode> {
    let seconds: u32 = seconds.parse().map_err(|_| format!("`{seconds}` is not a number of seconds"))?;
    let fuzzer = Fuzzer::build(&Workspace::find()?)?;
    let targets = fuzzer.targets()?;
    if !targets.iter().any(|known| known == target) {
        return Err(format!("there is no target `{target}`, but {}", targets.join(", ")).into());
    }
    let corpus = fuzzer.folder("corpus", target)?;
    let mut command = fuzzer.command(target, &corpus)?;
    if let Some(captured) = std::env::var_os("SIGILL_VECTORS") {
        command.arg(captured);
    }
    process::run(command.arg(format!("-max_total_time={seconds}")).arg("-print_final_stats=1"))?;
    Ok(ExitCode::SUCCESS)
}

/// The built targets.
struct Fuzzer {
    sources: PathBuf,
    built: PathBuf,
    work: PathBuf,
}

impl Fuzzer {
    fn build(workspace: &Workspace) -> Result<Self> {
        if process::find("c++").is_none() {
            println!("there is no C++ compiler, in which libFuzzer is written");
            debian::install("g++", "")?;
        }
        let sources = workspace.root.join("fuzz");
        follow_lock(&workspace.root.join("Cargo.lock"), &sources.join("Cargo.lock"))?;
        let host = host()?;
        let work = workspace.target.join("fuzz");
        let manifest = sources.join("Cargo.toml");
        // With a target named, build scripts and macros are not instrumented.
        let mut cargo = process::cargo(&["build", "--quiet", "--bins", "--target", &host, "--manifest-path"]);
        cargo.arg(manifest).env("CARGO_TARGET_DIR", &work).env("RUSTFLAGS", INSTRUMENTED);
        process::run(&mut cargo)?;
        Ok(Self { built: work.join(host).join("debug"), sources, work })
    }

    fn try_briefly(&self, target: &str) -> Result<()> {
        // Not what an earlier run has found: a run shall not depend on others.
        let corpus = self.folder("brief", target)?;
        fs::remove_dir_all(&corpus)?;
        fs::create_dir_all(&corpus)?;
        process::run(self.command(target, &corpus)?.args([RUNS, "-seed=1", "-verbosity=0"]))
    }

    /// From the sources, so that none is forgotten.
    fn targets(&self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.sources.join("fuzz_targets"))? {
            let path = entry?.path();
            names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
        }
        names.sort();
        Ok(names)
    }

    fn folder(&self, kind: &str, target: &str) -> Result<PathBuf> {
        let folder = self.work.join(kind).join(target);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    fn command(&self, target: &str, corpus: &Path) -> Result<Command> {
        let mut findings = self.folder("findings", target)?.into_os_string();
        // A prefix of names; with this at its end, a folder.
        findings.push("/");
        let mut prefix = std::ffi::OsString::from("-artifact_prefix=");
        prefix.push(findings);
        let mut command = Command::new(self.built.join(target));
        command.arg(corpus).arg(self.sources.join("seeds").join(target)).arg(prefix);
        command.args(["-max_len=16384", "-rss_limit_mb=2048", TIMEOUT]);
        Ok(command)
    }
}

/// The versions that are tested are those that are shipped; libFuzzer's own crates come on top.
fn follow_lock(ours: &Path, theirs: &Path) -> Result<()> {
    let changed = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified());
    if changed(theirs).is_ok_and(|theirs| changed(ours).is_ok_and(|ours| ours <= theirs)) {
        return Ok(());
    }
    // Written, not copied: its time must be later.
    fs::write(theirs, fs::read(ours)?)?;
    Ok(())
}

fn host() -> Result<String> {
    let said = process::output(Command::new("rustc").arg("-vV"))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.ok_or("rustc does not name its host")?.to_owned())
}
