//! Each type that is checked here: how many a second are made, beside mobile signatures; and how many checks a second,
//! beside the bare hash or a read, in the same run.

mod authenticator;
mod sort;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};
use clap::Args;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use self::sort::{Beside, Made, Sort};
use crate::Result;
use crate::call::{Connection, Request};
use crate::database::empty_database;
use crate::load::{self, Load};
use crate::process;
use crate::scenario::{People, Scenario};
use crate::sigill::{Installation, Running};
use crate::target::Target;

/// Machines that get device passwords, since not everybody does.
const MACHINES: u64 = 4_000;

/// Each connection shows so many: enough for a run, and soon asked.
const READY: usize = 400;

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
    /// Users that get credentials of each type
    #[arg(long, default_value_t = 60_000)]
    users: u64,
    #[arg(long, default_value_t = 32)]
    connections: u64,
    /// Length of one run in seconds
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Only these, by their paths
    #[arg(long, value_delimiter = ',')]
    types: Vec<String>,
}

/// What came of one type.
struct Figures {
    database: String,
    sort: Sort,
    created: f64,
    checked: f64,
    errors: u64,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    println!("before: {}", process::conditions());
    for database in &arguments.databases {
        measure(arguments, database).await?;
    }
    println!("after: {}", process::conditions());
    Ok(())
}

async fn measure(arguments: &Arguments, database: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = arguments.postgres.as_deref();
    let database_url = empty_database(database, folder.path(), server, "sigill_kinds").await?;
    let installation = Installation {
        binary: std::path::absolute(&arguments.sigill).unwrap_or_else(|_| arguments.sigill.clone()),
        folder: folder.path().to_owned(),
        database_url,
        // All cores hash, as in what they are measured beside.
        variables: vec![("SIGILL_TOKEN_HASHING_MAX".to_owned(), cores().to_string())],
    };
    // As many are read as are checked, so that neither finds more in memory.
    let users = READY as u64 * arguments.connections;
    let free = arguments.users.to_string();
    installation.ask(&["bench", "seed", "--users", &users.to_string(), "--free-users", &free, "--output", "json"])?;
    let caller = installation.caller()?;
    let mut server = installation.start("sigill", None).await?;
    server.log_in(&caller).await?;
    prepare(&server).await?;
    let time = Duration::from_secs(arguments.seconds);
    let load = Load { connections: arguments.connections, time, rate: None };
    let people = Arc::new(People::new(1, users, 0));
    let mut all = Vec::new();
    for sort in Sort::ALL.iter().copied() {
        if !arguments.types.is_empty()
            && sort != Sort::MobileSignature
            && !arguments.types.iter().any(|one| one == sort.segment())
        {
            continue;
        }
        let (created, checked, errors) = one(&server.target, sort, arguments).await?;
        let beside = match sort.beside() {
            None => f64::NAN,
            Some(Beside::Hash) => tokio::task::spawn_blocking(move || hashes(time)).await?,
            Some(Beside::Read) => {
                load::run(std::slice::from_ref(&server.target), &people, Scenario::Read, load).await?.per_second()
            }
        };
        all.push((Figures { database: database.to_owned(), sort, created, checked, errors }, beside));
        print_last(&all);
    }
    Ok(())
}

/// One line, beside the first one, which is the mobile signature.
fn print_last(all: &[(Figures, f64)]) {
    let (Some((first, _)), Some((figures, beside))) = (all.first(), all.last()) else { return };
    let Figures { database, sort, created, checked, errors } = figures;
    let (name, wanted) = match sort.beside() {
        None => ("-", 0.0),
        Some(Beside::Hash) => ("bare argon2id", 0.8),
        Some(Beside::Read) => ("read", 0.5),
    };
    if all.len() == 1 {
        println!(
            "{:<9}{:<20}{:>10}{:>7}{:>10}  {:<14}{:>9}{:>7}{:>8}{:>7}",
            "database", "type", "create/s", "ratio", "check/s", "beside", "/s", "ratio", "wanted", "errors"
        );
    }
    println!(
        "{database:<9}{:<20}{created:>10.0}{:>7.2}{checked:>10.0}  {name:<14}{beside:>9.0}{:>7.2}{wanted:>8.1}{errors:>7}",
        sort.segment(),
        created / first.created,
        checked / beside,
    );
}

/// Policies, a personal question, and machines.
async fn prepare(server: &Running) -> Result<()> {
    const API: &str = "/nevisidm/api/core/v1/bench-1";
    let mut connection = Connection::open(&server.target).await?;
    let mut must = async |path: &str, body: Value| {
        let request = Request::json("POST", format!("{API}/{path}"), body.to_string());
        let (status, body) = connection.call(&request).await?;
        if status >= 300 {
            Err(format!("{path}: {status} {}", String::from_utf8_lossy(body)).into())
        } else {
            Result::Ok(())
        }
    };
    for policy in Sort::ALL.iter().filter_map(|sort| sort.policy()) {
        must("policies", policy).await?;
    }
    must("personal-questions", json!({ "extId": "bench", "stateName": "active" })).await?;
    for n in 0..MACHINES {
        let name = json!({ "firstName": "A", "familyName": "Machine" });
        let user = json!({ "extId": format!("m{n}"), "isTechnicalUser": true, "name": name, "contacts": { "email": "m@example.com" } });
        must("users", user).await?;
    }
    Ok(())
}

/// Makes as many as it can, and shows them.
async fn one(target: &Target, sort: Sort, arguments: &Arguments) -> Result<(f64, f64, u64)> {
    let (next, most) = (Arc::new(AtomicU64::new(0)), if sort.is_of_machines() { MACHINES } else { arguments.users });
    let time = Duration::from_secs(arguments.seconds);
    let mut lanes = JoinSet::new();
    let start = Instant::now();
    for _ in 0..arguments.connections {
        let (connection, next) = (Connection::open(target).await?, next.clone());
        lanes.spawn(create(connection, sort, (next, most), start + time));
    }
    let (mut count, mut ready, mut errors, mut ended) = (0_u64, Vec::new(), 0, start);
    while let Some(done) = lanes.join_next().await {
        let (connection, made, wrong, end) = done??;
        count += made.len() as u64;
        errors += wrong;
        ended = ended.max(end);
        ready.push((connection, made));
    }
    let created = count as f64 / ended.duration_since(start).as_secs_f64();
    if sort.beside().is_none() {
        return Ok((created, f64::NAN, errors));
    }
    // What a check needs to know is asked for meanwhile.
    let mut learning = JoinSet::new();
    for (connection, made) in ready {
        learning.spawn(learn(connection, sort, made));
    }
    let mut lanes = JoinSet::new();
    let learnt: Vec<_> = learning.join_all().await.into_iter().collect::<Result<_>>()?;
    let start = Instant::now();
    for (connection, made) in learnt {
        lanes.spawn(show(connection, sort, made, start + time));
    }
    let (mut count, mut ended) = (0_u64, start);
    while let Some(done) = lanes.join_next().await {
        let (right, wrong, end) = done??;
        (count, errors, ended) = (count + right, errors + wrong, ended.max(end));
    }
    Ok((created, count as f64 / ended.duration_since(start).as_secs_f64(), errors))
}

type Lane = (Connection, Vec<Made>, u64, Instant);

async fn create(
    mut connection: Connection,
    sort: Sort,
    (next, most): (Arc<AtomicU64>, u64),
    end: Instant,
) -> Result<Lane> {
    let (mut made, mut errors) = (Vec::new(), 0);
    while Instant::now() < end {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= most {
            break;
        }
        let user = format!("{}{n}", if sort.is_of_machines() { 'm' } else { 'f' });
        let id = format!("{}-{n}", sort.segment());
        let mut request = sort.create(&user, n);
        // By a name that is known without reading the answer.
        if let Some(body) = &mut request.body {
            let more = if body == "{}" { "" } else { "," };
            body.insert_str(1, &format!(r#""extId":"{id}"{more}"#));
        }
        let (status, body) = connection.call(&request).await?;
        if status >= 300 {
            errors += 1;
            note(sort, status, body, errors);
            continue;
        }
        let answer = serde_json::from_slice(body).unwrap_or_default();
        made.push(Made { user, id, answers: [answer, Value::Null], n, uses: 0 });
    }
    Ok((connection, made, errors, Instant::now()))
}

async fn learn(mut connection: Connection, sort: Sort, mut made: Vec<Made>) -> Result<(Connection, Vec<Made>)> {
    made.truncate(READY);
    for one in &mut made {
        let location = format!("/nevisidm/api/core/v1/bench-1/users/{}/{}/{}", one.user, sort.segment(), one.id);
        let Some(request) = sort.learn(&one.user, &location) else { break };
        let (status, body) = connection.call(&request).await?;
        if status >= 300 {
            return Err(format!("{}: {status} {}", sort.segment(), String::from_utf8_lossy(body)).into());
        }
        one.answers[1] = serde_json::from_slice(body)?;
    }
    Ok((connection, made))
}

/// Shows them one after the other, and from the beginning again as long as they can be shown.
async fn show(
    mut connection: Connection,
    sort: Sort,
    mut made: Vec<Made>,
    end: Instant,
) -> Result<(u64, u64, Instant)> {
    let (mut right, mut wrong) = (0, 0);
    'all: loop {
        let before = right;
        for one in &mut made {
            if Instant::now() >= end {
                break 'all;
            }
            let challenge = match sort.challenge(&one.user) {
                Some(request) => serde_json::from_slice(connection.call(&request).await?.1)?,
                None => Value::Null,
            };
            let Some(request) = sort.show(one, &challenge) else { continue };
            one.uses += 1;
            let (status, body) = connection.call(&request).await?;
            let told: Value = serde_json::from_slice(body).unwrap_or_default();
            if status < 300 && told["statusCode"] == 0 {
                right += 1;
            } else {
                wrong += 1;
                note(sort, status, body, wrong);
            }
        }
        if right == before {
            break;
        }
    }
    Ok((right, wrong, Instant::now()))
}

/// The first one of a lane is told.
fn note(sort: Sort, status: u16, body: &[u8], count: u64) {
    if count == 1 {
        eprintln!("{}: {status} {}", sort.segment(), String::from_utf8_lossy(body));
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// How often a second all cores together compute the hash of a password.
fn hashes(time: Duration) -> f64 {
    let start = Instant::now();
    let threads: Vec<_> = (0..cores()).map(|_| std::thread::spawn(move || hashes_of_one(start + time))).collect();
    let count: u64 = threads.into_iter().filter_map(|thread| thread.join().ok()).sum();
    count as f64 / start.elapsed().as_secs_f64()
}

fn hashes_of_one(end: Instant) -> u64 {
    // As Sigill hashes them.
    let Ok(params) = Params::new(19_456, 2, 1, Some(32)) else { return 0 };
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut count = 0;
    while Instant::now() < end {
        let mut hash = [0_u8; 32];
        count +=
            u64::from(argon2.hash_password_into(b"Correct-Horse-9-Battery", b"0123456789abcdef", &mut hash).is_ok());
    }
    count
}
