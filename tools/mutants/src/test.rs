//! Runs one test, with one mutant or none.

use std::{
    ffi::OsString,
    fs,
    io::Read,
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{Result, build::Suite};

/// One test of a program.
#[derive(Clone, Debug)]
pub(crate) struct Test {
    pub(crate) suite: Suite,
    pub(crate) name: String,
}

/// How a test ended, and after how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Passed(Duration),
    Failed(Duration),
    /// It was ended, because it took too long.
    TimedOut,
}

impl Test {
    pub(crate) fn full_name(&self) -> String {
        format!("{} {}", self.suite.name, self.name)
    }

    #[expect(clippy::disallowed_methods, reason = "the standard library can't wait for a process with a limit")]
    pub(crate) fn run(&self, limit: Duration, environment: &[(&str, OsString)]) -> Result<End> {
        let mut command = Command::new(&self.suite.program);
        command.args(["--exact", &self.name, "--nocapture"]).current_dir(&self.suite.folder);
        command.env("CARGO_MANIFEST_DIR", &self.suite.folder).env("NEXTEST", "1").env("INSTA_UPDATE", "no");
        // Nobody reads one, and it takes longer than most tests.
        command.env("RUST_BACKTRACE", "0");
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // What it starts is ended with it.
        let mut child = command.process_group(0).spawn()?;
        let start = Instant::now();
        let end = loop {
            if let Some(status) = child.try_wait()? {
                let took = start.elapsed();
                break if status.success() { End::Passed(took) } else { End::Failed(took) };
            }
            if start.elapsed() > limit {
                break End::TimedOut;
            }
            thread::sleep(if start.elapsed() < Duration::from_millis(50) {
                Duration::from_millis(2)
            } else {
                Duration::from_millis(15)
            });
        };
        end_group(&mut child)?;
        Ok(end)
    }
}

/// Ends the program, and whatever it started and left behind.
fn end_group(child: &mut Child) -> Result<()> {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        // Nobody is left of most of them.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    child.wait()?;
    Ok(())
}

/// The tests of a program, but for those that are ignored.
pub(crate) fn list(suite: &Suite) -> Result<Vec<Test>> {
    let names = |more: &[&str]| -> Result<Vec<String>> {
        let mut command = Command::new(&suite.program);
        command.args(["--list", "--format", "terse"]).args(more).current_dir(&suite.folder);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut text = String::new();
        if let Some(stdout) = &mut child.stdout {
            stdout.read_to_string(&mut text)?;
        }
        child.wait()?;
        Ok(text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
    };
    let ignored = names(&["--ignored"])?;
    let all = names(&[])?.into_iter().filter(|name| !ignored.contains(name));
    Ok(all.map(|name| Test { suite: suite.clone(), name }).collect())
}

/// What a file with a number on each line says.
pub(crate) fn numbers(path: &std::path::Path) -> Vec<usize> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let mut numbers: Vec<usize> = text.lines().filter_map(|line| line.parse().ok()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
