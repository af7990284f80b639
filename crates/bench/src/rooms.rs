//! What a caller pays who is held to units: the same reads by one whose role holds in fifty of a thousand units, and by
//! one whose role holds in all of the client, in turn.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde_json::{Value, json};

use crate::Result;
use crate::call::{Connection, Request};
use crate::database::empty_database;
use crate::numbers::{Dice, Latencies, deep};
use crate::process;
use crate::sigill::{Installation, token};
use crate::target::Target;

const API: &str = "/nevisidm/api/core/v1";
/// Units of the client.
const UNITS: u64 = 1_000;
/// Units that the room of the held one names: every twentieth, so that some are roots with what is below them.
const ROOMS: u64 = 50;
/// What is wanted at most of the ratio.
const WANTED: f64 = 1.2;

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
    /// Users of the client, of whom a tenth have a mobile signature
    #[arg(long, default_value_t = 10_000)]
    users: u64,
    /// How often each read is made by each caller
    #[arg(long, default_value_t = 300)]
    rounds: u64,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    println!("before: {}", process::conditions());
    println!(
        "{:<10}{:<10}{:<34}{:>12}{:>12}{:>8}{:>8}",
        "database", "users", "read", "global ms", "held ms", "ratio", "wanted"
    );
    for database in &arguments.databases {
        measure(arguments, database).await?;
    }
    println!("after: {}", process::conditions());
    Ok(())
}

async fn measure(arguments: &Arguments, database: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = arguments.postgres.as_deref();
    let database_url = empty_database(database, folder.path(), server, "sigill_rooms").await?;
    let installation = Installation {
        binary: std::path::absolute(&arguments.sigill).unwrap_or_else(|_| arguments.sigill.clone()),
        folder: folder.path().to_owned(),
        database_url,
        variables: Vec::new(),
    };
    let signing = arguments.users / 10;
    let (signing_text, free) = (signing.to_string(), (arguments.users - signing).to_string());
    let seed = ["bench", "seed", "--users", &signing_text, "--free-users", &free, "--logins", "1"];
    let units = UNITS.to_string();
    installation.ask(&[&seed[..], &["--units", &units, "--output", "json"]].concat())?;
    let root = installation.caller()?;
    let mut server = installation.start("sigill", None).await?;
    server.log_in(&root).await?;
    let rooms: Vec<String> = (0..ROOMS).map(|n| format!("n{}", n * UNITS / ROOMS)).collect();
    let global = caller(&server.target, "global", json!({ "clientExtIds": ["bench-1"] })).await?;
    let held = caller(&server.target, "held", json!({ "clientExtIds": ["bench-1"], "unitExtIds": rooms })).await?;
    let (mut global, mut held) = (Connection::open(&global).await?, Connection::open(&held).await?);
    for (name, next) in reads(arguments.users, signing) {
        let mut took = [Latencies::default(), Latencies::default()];
        let mut dice = Dice(1);
        for round in 0..arguments.rounds + 20 {
            let request = Request::get(next(&mut dice));
            for (connection, took) in [&mut global, &mut held].into_iter().zip(&mut took) {
                let start = Instant::now();
                let (status, body) = connection.call(&request).await?;
                if status != 200 {
                    let body = String::from_utf8_lossy(body);
                    return Err(format!("{}: {status} {body}", request.path).into());
                }
                if round >= 20 {
                    took.add(start.elapsed());
                }
            }
        }
        let [global, held] = took.map(|mut took| took.per_mille(500));
        let users = arguments.users;
        let ratio = held / global;
        println!("{database:<10}{users:<10}{name:<34}{global:>12.3}{held:>12.3}{ratio:>8.2}{WANTED:>8.2}");
    }
    Ok(())
}

type Next = Box<dyn Fn(&mut Dice) -> String>;

/// What is read. Users are asked for who are in a unit of the room.
fn reads(users: u64, signing: u64) -> Vec<(&'static str, Next)> {
    let last = deep(users);
    let every = UNITS / ROOMS;
    let inside = move |dice: &mut Dice, of: u64| dice.below(of / every) * every;
    vec![
        ("first page of users", Box::new(|_: &mut Dice| format!("{API}/clients/bench-1/users?limit=20")) as Next),
        (
            "last page of users",
            Box::new(move |_: &mut Dice| format!("{API}/clients/bench-1/users?limit=20&continuationToken={last}")),
        ),
        (
            "search by a number",
            Box::new(move |dice: &mut Dice| {
                format!("/sigill/v1/search?q=%2B41{}", 760_000_000 + inside(dice, signing) % 100_000_000)
            }),
        ),
        (
            "search by a login id",
            Box::new(move |dice: &mut Dice| format!("/sigill/v1/search?q=u{}", inside(dice, signing))),
        ),
        ("get of a user", Box::new(move |dice: &mut Dice| format!("{API}/bench-1/users/u{}", inside(dice, signing)))),
    ]
}

/// A technical user of the client `api` with the role Root in this room: a target with a token of its own.
async fn caller(target: &Target, name: &str, room: Value) -> Result<Target> {
    let mut connection = Connection::open(target).await?;
    let mut must = async |method, path: String, body: Value| -> Result<Value> {
        let request = if method == "GET" { Request::get(path) } else { Request::json(method, path, body.to_string()) };
        let (status, body) = connection.call(&request).await?;
        if status >= 300 {
            return Err(format!("{}: {status} {}", request.path, String::from_utf8_lossy(body)).into());
        }
        // What is made is answered without a body.
        Ok(serde_json::from_slice(body).unwrap_or_default())
    };
    let name_of = json!({ "firstName": "A", "familyName": "Machine" });
    let user = json!({
        "extId": name, "isTechnicalUser": true, "name": name_of, "contacts": { "email": "m@example.com" },
    });
    must("POST", format!("{API}/bench-1/users"), user).await?;
    let profiles = must("GET", format!("{API}/bench-1/users/{name}/profiles"), Value::Null).await?;
    let profile = profiles["items"][0]["extId"].as_str().unwrap_or_default().to_owned();
    let mut given = json!({ "roleExtId": "nevisIdm.Root" });
    if let (Value::Object(given), Value::Object(room)) = (&mut given, room) {
        given.extend(room);
    }
    must("POST", format!("{API}/bench-1/profiles/{profile}/authorizations"), given).await?;
    let secret = "0123456789012345678901234567890123456789";
    let password = json!({ "extId": format!("k-{name}"), "password": secret });
    must("POST", format!("{API}/bench-1/users/{name}/device-password"), password).await?;
    let token = token(target, &(format!("bench-1/{name}"), secret.to_owned())).await?;
    Ok(Target { token: Some(token), ..target.clone() })
}
