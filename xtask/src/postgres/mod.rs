//! A private PostgreSQL for tests: its own folder, port and password, gone when we are. A server that is already on
//! the machine is never touched.

mod programs;

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpListener,
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Command, ExitCode, Stdio},
};

use crate::{account, result::Result, vectors, workspace::Workspace};
use programs::Programs;

/// Where tests find the URL of the server. Each test makes its own database there.
pub(crate) const VARIABLE: &str = "SIGILL_TEST_POSTGRES";

/// The life of the cluster hangs on this script's standard input, which only we hold: whatever ends us, be it a
/// failure, a panic, Ctrl-C or `kill -9`, closes it, and the script removes the cluster.
const KEEPER: &str = include_str!("keeper.sh");

/// What the keeper ends with if somebody took the port after we had found it free.
const PORT_TAKEN: i32 = 75;

/// A running server. Dropping it removes it.
pub(crate) struct Cluster {
    keeper: Child,
    url: String,
    programs: PathBuf,
}

/// How much of what is written survives a loss of power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Nothing: for tests, which only ask what is answered.
    None,
    /// Everything that was answered: for measurements.
    Full,
}

/// Runs a command beside a cluster and ends as it does.
pub(crate) fn beside(command: &mut Command) -> Result<ExitCode> {
    let cluster = Cluster::start(Durability::None)?;
    let program = command.get_program().to_owned();
    let input = Workspace::find().and_then(|workspace| vectors::all(&workspace.target));
    let input = input.unwrap_or_else(|error| {
        println!("the tests' input could not be made ready, so tests that need it will fail: {error}");
        Vec::new()
    });
    let status = command.env(VARIABLE, cluster.url()).envs(input).status();
    let status = status.map_err(|error| format!("cannot run {}: {error}", program.display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

impl Cluster {
    /// Makes it and returns when it answers.
    pub(crate) fn start(durability: Durability) -> Result<Self> {
        let programs = Programs::find_or_install()?;
        println!("PostgreSQL {} from {}", programs.major, programs.folder.display());
        for _ in 0..3 {
            if let Some(cluster) = Self::try_start(&programs, durability)? {
                return Ok(cluster);
            }
        }
        Err("no port stayed free long enough to start PostgreSQL".into())
    }

    /// `None` if the port was taken meanwhile.
    fn try_start(programs: &Programs, durability: Durability) -> Result<Option<Self>> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let password = password()?;
        let mut command = account::unprivileged("sh")?;
        command.arg("-c").arg(KEEPER).arg("keeper").arg(&programs.folder).arg(port.to_string());
        if durability == Durability::Full {
            command.arg("durable");
        }
        command.env_clear().env("LC_ALL", "C");
        command.envs(["PATH", "TMPDIR"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        // Ours may be one that the account must not enter.
        command.current_dir("/");
        // Ctrl-C goes to the terminal's process group: out of it, so that the keeper is there to clean up.
        command.process_group(0);
        let mut keeper = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        if let Some(stdin) = &mut keeper.stdin {
            // Not an argument: those can be read by everybody on the machine.
            writeln!(stdin, "{password}").or_else(ended_early)?;
        }
        let mut said = String::new();
        if let Some(stdout) = keeper.stdout.take() {
            BufReader::new(stdout).read_line(&mut said)?;
        }
        if said.trim() == "ready" {
            let url = format!("postgres://sigill:{password}@127.0.0.1:{port}/postgres");
            return Ok(Some(Self { keeper, url, programs: programs.folder.clone() }));
        }
        match keeper.wait()?.code() {
            Some(PORT_TAKEN) => Ok(None),
            _ => Err("PostgreSQL did not start; why stands above".into()),
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// One of the programs that belong to the server.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("PostgreSQL was not stopped: {error}");
        }
    }
}

/// The keeper has ended before it read; its exit code says more.
fn ended_early(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) }
}

/// 128 bits, so that nobody else on the machine gets in through the port.
fn password() -> Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
