//! The measurement: floor, Sigill, floor, Sigill, …

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use serde_json::Value;

use crate::Result;
use crate::database::connect;
use crate::floor::constant::Constant;
use crate::floor::pgbench::{self, Pgbench};
use crate::floor::sqlite;
use crate::load::{self, Load};
use crate::numbers::{deep, median};
use crate::pending::{self, Silent};
use crate::process;
use crate::report::{Report, Run, Server};
use crate::scenario::{People, Scenario};
use crate::sigill::{Installation, Running};
use crate::target::Target;
use crate::tls::Certificate;

/// What is measured.
#[derive(Clone, Debug, Args)]
pub(crate) struct Arguments {
    /// The binary that is measured
    #[arg(long)]
    sigill: PathBuf,
    /// URL of a PostgreSQL server of our own, as its superuser
    #[arg(long)]
    postgres: Option<String>,
    #[arg(long, default_value = "pgbench")]
    pgbench: PathBuf,
    /// sqlite, postgres
    #[arg(long, value_delimiter = ',', default_value = "sqlite,postgres")]
    databases: Vec<String>,
    #[arg(long, default_value_t = 10_000)]
    users: u64,
    /// Users that can get a credential
    #[arg(long, default_value_t = 300_000)]
    free_users: u64,
    #[arg(long, default_value_t = 1)]
    clients: u64,
    /// Logins in the history of each user
    #[arg(long, default_value_t = 3)]
    logins: u8,
    #[arg(long, value_delimiter = ',', default_value = "1,32,128")]
    connections: Vec<u64>,
    /// Length of one run in seconds
    #[arg(long, default_value_t = 2)]
    seconds: u64,
    #[arg(long, default_value_t = 3)]
    rounds: u64,
    /// Only these calls
    #[arg(long, value_delimiter = ',')]
    calls: Vec<String>,
    /// Sigill processes on one database
    #[arg(long, default_value_t = 1)]
    servers: u64,
    /// Variables of the servers, NAME=VALUE
    #[arg(long = "with")]
    variables: Vec<String>,
    /// Instead of all else: calls at a steady rate, alone and beside so many signatures that wait for a person
    #[arg(long, default_value_t = 0)]
    pending: u64,
    /// URL of a PostgreSQL database that `sigill bench seed` has filled with as many users, free users and clients as
    /// are said here: it is used as it is, without floors, and loses its signing keys
    #[arg(long, requires = "postgres")]
    filled: Option<String>,
    /// Leave out the floors, and the copy of the database that they need
    #[arg(long)]
    no_floors: bool,
    /// Leave out what is asked over TLS
    #[arg(long)]
    plain_only: bool,
    /// A file for everything that was measured
    #[arg(long)]
    json: Option<PathBuf>,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    let mut report = Report::default();
    report.conditions.push(format!("before: {}", process::conditions()));
    for database in &arguments.databases {
        let folder = tempfile::tempdir()?;
        let bench = match database.as_str() {
            "sqlite" => Bench::sqlite(arguments, folder.path().to_owned()),
            "postgres" => Bench::postgres(arguments, folder.path().to_owned()).await?,
            other => return Err(format!("there is no database {other}").into()),
        };
        bench.run(&mut report).await?;
    }
    report.conditions.push(format!("after: {}", process::conditions()));
    print!("{}", report.table());
    if let Some(file) = &arguments.json {
        std::fs::write(file, format!("{:#}\n", report.json()))?;
    }
    Ok(())
}

/// One database, and what runs on it.
struct Bench<'a> {
    arguments: &'a Arguments,
    database: &'static str,
    installation: Installation,
    /// Where the floor runs: a file or a URL.
    floor: String,
    /// PostgreSQL's first process.
    postmaster: Option<u32>,
}

impl<'a> Bench<'a> {
    fn sqlite(arguments: &'a Arguments, folder: PathBuf) -> Self {
        let file = folder.join("sigill.db");
        let database_url = format!("sqlite:{}", file.display());
        let floor = folder.join("floor.db").display().to_string();
        Self {
            arguments,
            database: "sqlite",
            installation: installation(arguments, folder, database_url),
            floor,
            postmaster: None,
        }
    }

    async fn postgres(arguments: &'a Arguments, folder: PathBuf) -> Result<Self> {
        let server = arguments.postgres.as_deref().ok_or("--postgres names no server")?;
        let (base, _) = server.rsplit_once('/').ok_or("--postgres names no database")?;
        let client = connect(server).await?;
        let backend: i32 = client.query_one("SELECT pg_backend_pid()", &[]).await?.get(0);
        let postmaster = process::parent(u32::try_from(backend)?);
        let floor = format!("{base}/sigill_floor");
        if let Some(url) = &arguments.filled {
            // They are sealed by a master key that this installation doesn't have.
            connect(url).await?.batch_execute("DELETE FROM signing_key").await?;
            let installation = installation(arguments, folder, url.clone());
            return Ok(Self { arguments, database: "postgres", installation, floor, postmaster });
        }
        client.batch_execute("DROP DATABASE IF EXISTS sigill_floor").await?;
        client.batch_execute("DROP DATABASE IF EXISTS sigill_bench").await?;
        client.batch_execute("CREATE DATABASE sigill_bench").await?;
        let installation = installation(arguments, folder, format!("{base}/sigill_bench"));
        Ok(Self { arguments, database: "postgres", installation, floor, postmaster })
    }

    /// Whether there are no floors.
    fn is_bare(&self) -> bool {
        self.arguments.no_floors || self.arguments.filled.is_some() || self.arguments.pending > 0
    }

    /// Makes the people, and tells what that took.
    fn fill(&self) -> Result<Value> {
        let arguments = self.arguments;
        eprintln!("{}: filling", self.database);
        let number = |n: u64| n.to_string();
        let (users, free_users, clients) =
            (number(arguments.users), number(arguments.free_users), number(arguments.clients));
        let logins = arguments.logins.to_string();
        let seed = self.installation.ask(&[
            "bench",
            "seed",
            "--users",
            &users,
            "--free-users",
            &free_users,
            "--clients",
            &clients,
            "--logins",
            &logins,
            "--output",
            "json",
        ])?;
        eprintln!("{}: {seed}", self.database);
        Ok(seed)
    }

    async fn run(&self, report: &mut Report) -> Result<()> {
        let arguments = self.arguments;
        let seed = if arguments.filled.is_some() { Value::Null } else { self.fill()? };
        if !self.is_bare() {
            self.copy().await?;
        }
        let silent = match arguments.pending {
            0 => None,
            pending => Some(Silent::start(&self.installation, pending)?),
        };
        let caller = self.installation.caller()?;
        let start_ms = self.start_ms().await?;
        let mut servers = Vec::new();
        for n in 0..arguments.servers.max(1) {
            let mut server = self.installation.start(&format!("sigill-{n}"), None).await?;
            server.log_in(&caller).await?;
            servers.push(server);
        }
        let first = servers.first().ok_or("no server")?;
        let (idle_mb, _) = process::memory_mb(first.pid());
        let mut tls = Vec::new();
        if !arguments.plain_only {
            let certificate = Certificate::new(&self.installation.folder)?;
            let mut server = self.installation.start("sigill-tls", Some(&certificate)).await?;
            server.log_in(&caller).await?;
            tls.push(server);
        }
        let mut people = People::new(arguments.clients, arguments.users, arguments.free_users);
        people.deep = deep(arguments.users + arguments.free_users);
        let people = Arc::new(people);
        if silent.is_some() {
            self.beside_pending(first, &people, report).await?;
        }
        for round in 0..if silent.is_some() { 0 } else { arguments.rounds } {
            for scenario in self.scenarios() {
                for connections in &arguments.connections {
                    self.measure(&servers, &tls, &people, scenario, (*connections, round), report).await?;
                }
            }
        }
        let (_, most_mb) = process::memory_mb(first.pid());
        report.servers.push(Server { database: self.database, start_ms, idle_mb, most_mb, seed });
        Ok(())
    }

    /// Calls at a rate that one core keeps up with, before and while signatures wait.
    async fn beside_pending(&self, server: &Running, people: &Arc<People>, report: &mut Report) -> Result<()> {
        let (arguments, servers) = (self.arguments, std::slice::from_ref(server));
        let load = Load { connections: 8, time: Duration::from_secs(arguments.seconds), rate: Some(300.0) };
        for beside in [false, true] {
            let before = process::threads(server.pid());
            if beside {
                pending::ask(&server.target, arguments.pending).await?;
            }
            for scenario in [Scenario::Read, Scenario::Credentials, Scenario::Create, Scenario::Patch] {
                for round in 0..arguments.rounds {
                    let name = format!("{}{}", scenario.name(), if beside { " beside" } else { "" });
                    let run = Run::new(self.database, name, load.connections, round, [f64::NAN; 2]);
                    report.add(self.load(servers, people, scenario, load, run).await?);
                }
            }
            if beside {
                let (pending, now) = (arguments.pending, process::threads(server.pid()));
                let said = format!("{}: {pending} pending, {before} threads before, {now} while", self.database);
                report.conditions.push(said);
            }
        }
        Ok(())
    }

    /// The middle one of five starts with the database as it was filled.
    async fn start_ms(&self) -> Result<f64> {
        let mut starts = Vec::new();
        for n in 0..5 {
            starts.push(self.installation.start(&format!("start-{n}"), None).await?.started_ms);
        }
        Ok(median(&starts))
    }

    fn scenarios(&self) -> impl Iterator<Item = Scenario> {
        let wanted = |scenario: &Scenario| {
            self.arguments.calls.is_empty() || self.arguments.calls.iter().any(|name| name == scenario.name())
        };
        Scenario::ALL.iter().copied().filter(wanted)
    }

    /// The database as it was filled, for the floor.
    async fn copy(&self) -> Result<()> {
        if let Some(server) = self.arguments.postgres.as_deref().filter(|_| self.database == "postgres") {
            connect(server).await?.batch_execute("CREATE DATABASE sigill_floor TEMPLATE sigill_bench").await?;
        } else {
            std::fs::copy(self.installation.folder.join("sigill.db"), &self.floor)?;
        }
        Ok(())
    }

    /// What there is beneath a call: one by one, and for new credentials 64 at once.
    async fn floors(&self, scenario: Scenario, connections: u64) -> Result<[f64; 2]> {
        if self.is_bare() {
            return Ok([f64::NAN; 2]);
        }
        let time = Duration::from_secs(self.arguments.seconds);
        let (users, clients) = (self.arguments.users, self.arguments.clients);
        let writes = match scenario {
            Scenario::Create => true,
            Scenario::Read => false,
            _ => return Ok([f64::NAN; 2]),
        };
        // What many at once can do differs little from what 32 can.
        let many = writes && connections == 32;
        if self.database == "postgres" {
            let pgbench = Pgbench {
                program: &self.arguments.pgbench,
                url: &self.floor,
                folder: &self.installation.folder,
                users,
                clients,
            };
            let one = pgbench.run(if writes { pgbench::CREATE } else { pgbench::READ }, connections, time).await?;
            let many = if many { pgbench.run(pgbench::CREATE_64, 4, time).await? * 64.0 } else { f64::NAN };
            return Ok([one, many]);
        }
        if writes {
            let create = async |batch| {
                let file = PathBuf::from(&self.floor);
                tokio::task::spawn_blocking(move || sqlite::create(&file, users, clients, batch, time)).await?
            };
            return Ok([create(1).await?, if many { create(64).await? } else { f64::NAN }]);
        }
        let constant = Constant::start()?;
        let people = Arc::new(People::new(clients, users, 0));
        let load = Load { connections, time, rate: None };
        let outcome = load::run(std::slice::from_ref(&constant.target), &people, Scenario::Read, load).await?;
        Ok([outcome.per_second(), f64::NAN])
    }

    /// The floor, Sigill, and what targets say of it beside its rate.
    async fn measure(
        &self,
        servers: &[Running],
        tls: &[Running],
        people: &Arc<People>,
        scenario: Scenario,
        (connections, round): (u64, u64),
        report: &mut Report,
    ) -> Result<()> {
        let floors = self.floors(scenario, connections).await?;
        let time = Duration::from_secs(self.arguments.seconds);
        let load = Load { connections, time, rate: None };
        let run = |name: String, floors| Run::new(self.database, name, connections, round, floors);
        let plain = self.load(servers, people, scenario, load, run(scenario.name().to_owned(), floors)).await?;
        let half = Load { rate: Some(plain.per_second / 2.0), ..load };
        report.add(plain);
        if connections == 32 && matches!(scenario, Scenario::Create | Scenario::Read) {
            let name = format!("{} at half", scenario.name());
            report.add(self.load(servers, people, scenario, half, run(name, [f64::NAN; 2])).await?);
            if !tls.is_empty() {
                let name = format!("{} by TLS", scenario.name());
                report.add(self.load(tls, people, scenario, load, run(name, floors)).await?);
            }
        }
        Ok(())
    }

    /// Asks, and fills in what came of it.
    async fn load(
        &self,
        servers: &[Running],
        people: &Arc<People>,
        scenario: Scenario,
        load: Load,
        run: Run,
    ) -> Result<Run> {
        let targets: Vec<Target> = servers.iter().map(|server| server.target.clone()).collect();
        let before = self.cpu(servers);
        let mut outcome = load::run(&targets, people, scenario, load).await?;
        let after = self.cpu(servers);
        if let Some(error) = &outcome.first_error {
            eprintln!("{} {}: {} errors, the first: {error}", self.database, run.scenario, outcome.errors);
        }
        let thousands = outcome.latencies.len() as f64 / 1_000.0;
        Ok(Run {
            per_second: outcome.per_second(),
            latency_ms: [500, 990, 999].map(|mille| outcome.latencies.per_mille(mille)),
            cpu: [0, 1, 2].map(|n| (after[n] - before[n]) / thousands),
            errors: outcome.errors,
            ..run
        })
    }

    /// CPU seconds so far: of the servers, of the database, of ourselves.
    fn cpu(&self, servers: &[Running]) -> [f64; 3] {
        let sigill = servers.iter().map(|server| process::seconds(server.pid())).sum();
        [sigill, self.postmaster.map(process::seconds).unwrap_or_default(), process::own()]
    }
}

fn installation(arguments: &Arguments, folder: PathBuf, database_url: String) -> Installation {
    let variables = arguments.variables.iter().filter_map(|pair| pair.split_once('='));
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Installation {
        binary: std::path::absolute(&arguments.sigill).unwrap_or_else(|_| arguments.sigill.clone()),
        folder,
        database_url,
        variables,
    }
}
