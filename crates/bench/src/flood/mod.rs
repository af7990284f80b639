//! Callers with tokens, alone and beside a flood of those who want to keep the server from answering them.

mod strangers;
mod unread;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use tokio::task::JoinHandle;

pub(crate) use self::strangers::{Kind, Strangers, run as run_strangers};
use crate::Result;
use crate::database::empty_database;
use crate::load::{self, Load};
use crate::process;
use crate::scenario::{People, Scenario};
use crate::sigill::{self, Installation, Running};
use crate::target::Target;

/// Users that are read.
const USERS: u64 = 2_000;
/// What is wanted of each flood.
const RATIO_MIN: f64 = 0.5;
const MEMORY_MB_MAX: f64 = 200.0;

/// What is measured.
#[derive(Clone, Debug, Args)]
pub(crate) struct Arguments {
    /// The binary that is measured
    #[arg(long)]
    sigill: PathBuf,
    /// URL of a PostgreSQL server of our own, as its superuser
    #[arg(long)]
    postgres: Option<String>,
    /// sqlite, postgres
    #[arg(long, value_delimiter = ',', default_value = "sqlite,postgres")]
    databases: Vec<String>,
    /// Only these floods
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Kind::ALL)]
    floods: Vec<Kind>,
    /// Connections of a flood
    #[arg(long, default_value_t = 900)]
    connections: u64,
    /// Addresses that a flood comes from: 1 is the callers' own; more are of 127.1.0.0/16
    #[arg(long, default_value_t = 1)]
    addresses: u32,
    /// Connections of callers with tokens
    #[arg(long, default_value_t = 32)]
    callers: u64,
    /// How long callers are measured, alone and beside each flood, in seconds
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Variables of the server, NAME=VALUE
    #[arg(long = "with")]
    variables: Vec<String>,
}

/// # Errors
/// Something can't be measured, or isn't as it is wanted.
pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    let conditions = process::conditions();
    let mut rows = Vec::new();
    for database in &arguments.databases {
        let folder = tempfile::tempdir()?;
        let server = arguments.postgres.as_deref();
        let url = empty_database(database, folder.path(), server, "sigill_flood").await?;
        measure(arguments, database, folder.path().to_owned(), url, &mut rows).await?;
    }
    let (connections, addresses, callers) = (arguments.connections, arguments.addresses, arguments.callers);
    println!(
        "{connections} connections of {addresses} addresses beside {callers} of callers, {} s; {conditions} before\n",
        arguments.seconds
    );
    println!(
        "| database | flood | asked /s | alone /s | beside /s | ratio | 503 | 99th ms | logins, slowest ms | RSS MB |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for row in &rows {
        println!("{}", row.line());
    }
    let missed = rows.iter().filter(|row| !row.is_reached()).count();
    if missed > 0 { Err(format!("{missed} of {} aren't as they are wanted", rows.len()).into()) } else { Ok(()) }
}

async fn measure(
    arguments: &Arguments,
    database: &str,
    folder: PathBuf,
    database_url: String,
    rows: &mut Vec<Row>,
) -> Result<()> {
    let variables = arguments.variables.iter().filter_map(|pair| pair.split_once('='));
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let binary = std::path::absolute(&arguments.sigill)?;
    let installation = Installation { binary, folder, database_url, variables };
    eprintln!("{database}: filling");
    let users = USERS.to_string();
    installation.ask(&["bench", "seed", "--users", &users, "--free-users", "0", "--output", "json"])?;
    let (caller, other) = (installation.technical_user("root")?, installation.technical_user("other")?);
    let people = Arc::new(People::new(1, USERS, 0));
    let load = Load { connections: arguments.callers, time: Duration::from_secs(arguments.seconds), rate: None };
    for kind in &arguments.floods {
        // Each flood meets a server that has seen no other.
        let mut server = installation.start(&format!("sigill-{}", kind.name()), None).await?;
        server.log_in(&other).await?;
        let token = server.target.token.clone().unwrap_or_default();
        server.log_in(&caller).await?;
        let targets = std::slice::from_ref(&server.target);
        let brief = Load { time: Duration::from_secs(1), ..load };
        load::run(targets, &people, Scenario::Read, brief).await?;
        let alone = load::run(targets, &people, Scenario::Read, load).await?;
        let mut flood = Flood::start(arguments, *kind, &server, &token, &other.0)?;
        flood.wait_until_ready()?;
        let watched = Watched::begin(&server);
        let logins = tokio::spawn(log_in_again(server.target.clone(), caller.clone(), load.time));
        let mut beside = load::run(targets, &people, Scenario::Read, load).await?;
        let logins = logins.await??;
        let memory_mb = watched.most_mb();
        let asked = flood.end()?;
        if let Some(error) = &beside.first_error {
            eprintln!("{database} beside {}: {} errors, the first: {error}", kind.name(), beside.errors);
        }
        rows.push(Row {
            database: database.to_owned(),
            kind: *kind,
            asked: asked as f64 / beside.seconds,
            alone: alone.per_second(),
            beside: beside.per_second(),
            busy: beside.busy,
            errors: beside.errors,
            slow_ms: beside.latencies.per_mille(990),
            logins,
            memory_mb,
        });
    }
    Ok(())
}

/// A caller that gets a token each second: how many it got of how many, and the longest that one took.
#[derive(Clone, Copy, Debug, Default)]
struct Logins {
    got: u32,
    asked: u32,
    slowest_ms: f64,
}

async fn log_in_again(target: Target, caller: (String, String), time: Duration) -> Result<Logins> {
    let mut logins = Logins::default();
    let end = Instant::now() + time;
    while Instant::now() < end {
        let begin = Instant::now();
        let got = sigill::token(&target, &caller).await;
        if let Err(error) = &got {
            eprintln!("no token: {error}");
        }
        logins.asked += 1;
        logins.got += u32::from(got.is_ok());
        logins.slowest_ms = logins.slowest_ms.max(begin.elapsed().as_secs_f64() * 1e3);
        tokio::time::sleep(Duration::from_secs(1).saturating_sub(begin.elapsed())).await;
    }
    Ok(logins)
}

/// The memory of a server, looked at ten times a second until this is dropped.
struct Watched {
    task: JoinHandle<()>,
    most_kb: Arc<AtomicU64>,
}

impl Watched {
    fn begin(server: &Running) -> Self {
        let most_kb = Arc::new(AtomicU64::new(0));
        let (most, pid) = (most_kb.clone(), server.pid());
        let task = tokio::spawn(async move {
            loop {
                let (now_mb, _) = process::memory_mb(pid);
                most.fetch_max((now_mb * 1e3) as u64, Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        });
        Self { task, most_kb }
    }

    fn most_mb(&self) -> f64 {
        self.most_kb.load(Ordering::Relaxed) as f64 / 1e3
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A flood, in a process of its own until this is dropped.
struct Flood {
    child: Child,
    told: BufReader<ChildStdout>,
    ask: Option<ChildStdin>,
}

impl Flood {
    fn start(arguments: &Arguments, kind: Kind, server: &Running, token: &str, client_id: &str) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("strangers").arg(kind.name()).arg(server.target.address.to_string());
        command.arg("--connections").arg(arguments.connections.to_string());
        command.arg("--addresses").arg(arguments.addresses.to_string());
        command.arg("--token").arg(token).arg("--client-id").arg(client_id);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let told = BufReader::new(child.stdout.take().ok_or("the flood says nothing")?);
        let ask = child.stdin.take();
        Ok(Self { child, told, ask })
    }

    /// All of its connections are open.
    fn wait_until_ready(&mut self) -> Result<()> {
        let mut line = String::new();
        self.told.read_line(&mut line)?;
        if line.trim() == "ready" { Ok(()) } else { Err("the flood does not start".into()) }
    }

    /// How many requests were asked since it was ready.
    fn end(&mut self) -> Result<u64> {
        if let Some(mut ask) = self.ask.take() {
            ask.write_all(b"end\n")?;
        }
        let mut line = String::new();
        self.told.read_line(&mut line)?;
        Ok(line.trim().parse()?)
    }
}

impl Drop for Flood {
    fn drop(&mut self) {
        // Whether it has ended by itself doesn't matter any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What one flood did.
struct Row {
    database: String,
    kind: Kind,
    asked: f64,
    alone: f64,
    beside: f64,
    /// Answers 503 to callers, and all that weren't what was expected.
    busy: u64,
    errors: u64,
    slow_ms: f64,
    logins: Logins,
    memory_mb: f64,
}

impl Row {
    fn ratio(&self) -> f64 {
        self.beside / self.alone
    }

    fn is_reached(&self) -> bool {
        self.ratio() >= RATIO_MIN && self.errors == 0 && self.memory_mb < MEMORY_MB_MAX
    }

    fn line(&self) -> String {
        let Self { database, asked, alone, beside, busy, slow_ms, memory_mb, .. } = self;
        let Logins { got, asked: of, slowest_ms } = self.logins;
        let (kind, ratio) = (self.kind.name(), self.ratio());
        let missed = if self.is_reached() { "" } else { " **missed**" };
        format!(
            "| {database} | {kind} | {asked:.0} | {alone:.0} | {beside:.0} | {ratio:.2}{missed} | {busy} | {slow_ms:.1} \
             | {got} of {of}, {slowest_ms:.0} | {memory_mb:.0} |"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_withstood_by_its_ratio_its_refusals_and_its_memory() {
        let good = || Row {
            database: "sqlite".to_owned(),
            kind: Kind::Keys,
            asked: 50.0,
            alone: 100.0,
            beside: 50.0,
            busy: 0,
            errors: 0,
            slow_ms: 1.0,
            logins: Logins::default(),
            memory_mb: 199.0,
        };
        assert!(good().is_reached());
        assert!(!Row { beside: 49.0, ..good() }.is_reached());
        assert!(!Row { busy: 1, errors: 1, ..good() }.is_reached());
        assert!(!Row { memory_mb: 200.0, ..good() }.is_reached());
    }
}
