//! The built binary, started and read as a newcomer's shell would.

#![allow(dead_code, reason = "each test program uses a part of it")]

pub(crate) mod signed;

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::Value;

/// Far longer than anything takes on a busy machine: only a mistake waits that long.
const PATIENCE: Duration = Duration::from_secs(60);

/// The binary in a folder, with nothing of our environment but where programs are.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigill"));
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
}

/// Runs the binary to its end.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Ended {
    Ended::from(command(folder, arguments).output().unwrap())
}

/// What is left of a process.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A running binary; killed when dropped.
pub(crate) struct Running {
    child: Child,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = lines(child.stdout.take().unwrap());
        let stderr = lines(child.stderr.take().unwrap());
        Self { child, stdout, stderr }
    }

    /// `sigill serve`, once it listens, with the URL where it does.
    pub(crate) fn serve(folder: &Path, variables: &[(&str, &str)]) -> (Self, String) {
        let mut command = command(folder, &["serve"]);
        command.env("SIGILL_LISTEN", "127.0.0.1:0").envs(variables.iter().copied());
        let running = Self::start(command);
        let line: Value = serde_json::from_str(&running.log_line("\"listening\"")).unwrap();
        let url = format!("http://{}", line["address"].as_str().unwrap());
        (running, url)
    }

    /// The next line on standard output.
    pub(crate) fn line(&self) -> String {
        self.stdout.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            let log: Vec<_> = self.stderr.try_iter().collect();
            panic!("no further line; the log: {log:?}")
        })
    }

    /// Lines on standard output, up to and with the one that holds `end`.
    pub(crate) fn lines_until(&self, end: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.line();
            let is_end = line.contains(end);
            lines.push(line);
            if is_end {
                return lines;
            }
        }
    }

    /// The next line of the log that holds `text`.
    pub(crate) fn log_line(&self, text: &str) -> String {
        loop {
            let line = self.stderr.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("the log never says {text}"));
            if line.contains(text) {
                return line;
            }
        }
    }

    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal, `TERM` or `INT`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for the end. What it still wrote is what `line` and `log_line` haven't taken.
    pub(crate) fn end(mut self) -> (ExitStatus, Vec<String>, Vec<String>) {
        // Both streams end with the process.
        let (stdout, stderr) = (rest(&self.stdout), rest(&self.stderr));
        (self.child.wait().unwrap(), stdout, stderr)
    }
}

/// Everything up to the end of a stream, which comes unless the process never ends.
fn rest(lines: &Receiver<String>) -> Vec<String> {
    let mut rest = Vec::new();
    loop {
        match lines.recv_timeout(PATIENCE) {
            Ok(line) => rest.push(line),
            Err(RecvTimeoutError::Disconnected) => return rest,
            Err(RecvTimeoutError::Timeout) => panic!("it doesn't end; it wrote {rest:?}"),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

/// A token by the client credentials grant, or the refusal's status.
pub(crate) fn token(base_url: &str, client_id: &str, client_secret: &str) -> Result<String, u16> {
    let form = [("grant_type", "client_credentials"), ("client_id", client_id), ("client_secret", client_secret)];
    let form: Vec<_> = form.iter().map(|(name, value)| format!("{name}={}", value.replace('/', "%2F"))).collect();
    let answer = reqwest::blocking::Client::new()
        .post(format!("{base_url}/oauth2/token"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form.join("&"))
        .send()
        .unwrap();
    if !answer.status().is_success() {
        return Err(answer.status().as_u16());
    }
    let answer: Value = answer.json().unwrap();
    Ok(answer["access_token"].as_str().unwrap().to_owned())
}

/// Status and JSON body of a GET with a token.
pub(crate) fn get(url: &str, token: &str) -> (u16, Value) {
    let answer = reqwest::blocking::Client::new().get(url).bearer_auth(token).send().unwrap();
    (answer.status().as_u16(), answer.json().unwrap_or_default())
}

/// The permission bits of a file.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}
