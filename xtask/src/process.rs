//! Other programs: whether they are there, how they are run, how their output is read.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
};

use crate::result::Result;

/// The cargo that runs us, without what `cargo run` put into our environment: build scripts that watch such a
/// variable would otherwise run again whenever a developer changes between `cargo` and `cargo xtask`.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let leaked =
            name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if leaked {
            cargo.env_remove(name);
        }
    }
    cargo.args(arguments);
    cargo
}

/// The tool that knows which files are ours.
pub(crate) fn git(arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.args(arguments);
    git
}

/// Runs to the end on our own output; an error unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().map_err(|error| unable(command, &error))?;
    succeeded(command, status)
}

/// What it wrote to its standard output; an error with what it complained of unless it succeeds.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| unable(command, &error))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{} failed ({}): {}", shown(command), output.status, complaint.trim()).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Whether it can be run and succeeds, in silence.
pub(crate) fn works(command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// One of the two outputs of a program.
#[derive(Clone, Copy)]
pub(crate) enum Channel {
    Out,
    Err,
}

/// Runs to the end on our own output, and shows each line of one channel to `see` as it passes.
pub(crate) fn watch(command: &mut Command, channel: Channel, mut see: impl FnMut(&str)) -> Result<ExitStatus> {
    command.stdin(Stdio::null());
    match channel {
        Channel::Out => command.stdout(Stdio::piped()),
        Channel::Err => command.stderr(Stdio::piped()),
    };
    let mut child = command.spawn().map_err(|error| unable(command, &error))?;
    // The other one is inherited, so that one of the two is always there.
    let out = child.stdout.take().map(|pipe| Box::new(pipe) as Box<dyn Read>);
    let pipe = out.or(child.stderr.take().map(|pipe| Box::new(pipe) as Box<dyn Read>));
    let mut lines = BufReader::new(pipe.unwrap_or_else(|| Box::new(io::empty())));
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        match channel {
            Channel::Out => io::stdout().write_all(&line)?,
            Channel::Err => io::stderr().write_all(&line)?,
        }
        see(&String::from_utf8_lossy(&line));
        line.clear();
    }
    Ok(child.wait()?)
}

/// Where a program stands in the search path or among the programs of the administrator, which are not in
/// everyone's search path.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    folders.map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() { Ok(()) } else { Err(format!("{} failed ({status})", shown(command)).into()) }
}

fn unable(command: &Command, error: &io::Error) -> String {
    format!("cannot run {}: {error}", shown(command))
}

/// The program's name and its first arguments; a whole script would hide what is said about it.
fn shown(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    let short = arguments.take_while(|argument| !argument.contains('\n')).take(6);
    std::iter::once(name).chain(short).collect::<Vec<_>>().join(" ")
}
