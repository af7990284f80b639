//! The database, and the master key that goes with it.

use std::time::Duration;

use sigill_app::token::Tokens;
use sigill_app::{Facts, Store, World};

use super::finding::Findings;
use super::{dump, growth};
use crate::config::{Config, masked};
use crate::{instance, prepared};

const DATABASE: &str = "database";
const MASTER: &str = "master key";

/// How far two clocks may be apart before tokens of one node are refused by another.
const CLOCKS_APART_MAX: Duration = Duration::from_secs(5);

/// Looks at all of it, as far as it is there.
pub(super) async fn look(config: &Config, findings: &mut Findings) {
    if let Err(failure) = prepared::room(config) {
        findings.refusal("files", &failure, "make the folder, and let the user that runs the server write to it");
    }
    if let Some(store) = reach(config, findings).await {
        database(config, &store, findings).await;
    }
}

async fn reach(config: &Config, findings: &mut Findings) -> Option<Store> {
    if let Some(file) = config.sqlite_file().filter(|file| !file.exists()) {
        findings.warn(
            DATABASE,
            format!("there is none yet at {}", file.display()),
            "sigill serve makes it at its first start",
        );
        return None;
    }
    match instance::connect(config).await {
        Ok(store) => Some(store),
        Err(failure) => {
            let advice = if config.sqlite_file().is_some() {
                "let the user that runs the server write the file, and the folder that it is in"
            } else {
                "check the URL of the database, that it runs, and that its user may connect from here"
            };
            findings.refusal(DATABASE, &failure, advice);
            None
        }
    }
}

async fn database(config: &Config, store: &Store, findings: &mut Findings) {
    match store.facts().await {
        Ok(facts) => {
            if config.sqlite_file().is_none() {
                dump::check(config, &facts, findings);
            }
            findings.ok(DATABASE, format!("{} answers ({})", facts.engine, masked(&config.database.url)));
            durability(&facts, findings);
            encryption(config, &facts, findings);
            connections(config, &facts, findings);
            clock(&facts, findings);
        }
        Err(error) => findings.refusal(DATABASE, &prepared::database_failure(config, error), "see its own log"),
    }
    match store.schema().await.and_then(|schema| schema.check().map(|()| schema)) {
        Ok(schema) => findings.ok("schema", format!("version {}", schema.applied.last().copied().unwrap_or_default())),
        // Nobody has started a server on it yet, or on its last version.
        Err(error) if config.database.migrate && error.to_string().contains("migrate up") => {
            findings.warn("schema", error.to_string(), "sigill serve migrates it at its start");
            return;
        }
        Err(error) => {
            findings.refusal("schema", &prepared::database_failure(config, error), "sigill migrate status says more");
            return;
        }
    }
    match prepared::changes(config, store).await {
        Ok(()) => findings.ok("changes", "the database takes changes: one that counts for nobody was made"),
        Err(failure) => findings.refusal(
            "changes",
            &failure,
            "look whether it is read-only, a standby, or its disk full; a file, and the folder that it is in, must be \
             for the server's user to write",
        ),
    }
    growth::look(config, store, findings).await;
    master(config, store, findings).await;
    if config.sqlite_file().is_some() {
        findings
            .ok("backup", "sigill backup --to FILE makes one while the server runs; keep the master key apart from it");
    }
}

fn durability(facts: &Facts, findings: &mut Findings) {
    let wrong: Vec<_> = facts.settings.iter().filter(|setting| !setting.is_right()).collect();
    if wrong.is_empty() {
        let right: Vec<String> =
            facts.settings.iter().map(|setting| format!("{} {}", setting.name, setting.value)).collect();
        findings.ok("durability", right.join(", "));
    }
    for setting in wrong {
        findings.fault(
            "durability",
            format!("{} is {}", setting.name, setting.value),
            format!("set it to {}: with anything else, answered changes may be lost", setting.expected),
        );
    }
}

fn encryption(config: &Config, facts: &Facts, findings: &mut Findings) {
    const ABOUT: &str = "encryption";
    let url = &config.database.url;
    let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let host = host.rsplit_once('@').map_or(host, |(_, place)| place);
    let is_near = ["localhost", "127.0.0.1", "[::1]", "/", "%2F"].iter().any(|near| host.starts_with(near));
    match facts.is_encrypted {
        Some(true) => findings.ok(ABOUT, "the connection to the database is encrypted, its certificate verified"),
        Some(false) if is_near => {
            findings.ok(ABOUT, "the connection to the database is in clear, and doesn't leave this machine");
        }
        Some(false) => findings.warn(
            ABOUT,
            "the connection to the database is in clear, and it is on another host",
            "add ?sslmode=verify-full to database.url, and &sslrootcert=FILE for an authority of your own",
        ),
        None => {}
    }
}

/// Whether the database allows what the server may open; another node or program needs some, too.
fn connections(config: &Config, facts: &Facts, findings: &mut Findings) {
    const ABOUT: &str = "connections";
    let (Some(allowed), wanted) = (facts.connections_allowed, config.database.connections_max) else { return };
    if allowed >= wanted {
        findings.ok(ABOUT, format!("the database allows {allowed}, and each server opens {wanted} at most"));
    } else {
        findings.warn(
            ABOUT,
            format!("the database allows its user {allowed} connections, and each server may open {wanted}"),
            "raise max_connections there, or the CONNECTION LIMIT of the user or database, or lower \
             database.connections_max: until then, requests wait for those that there are",
        );
    }
}

fn clock(facts: &Facts, findings: &mut Findings) {
    let Some(there) = facts.at else { return };
    let apart = Duration::from_micros(World::real().clock.now().micros().abs_diff(there.micros()));
    if apart <= CLOCKS_APART_MAX {
        findings.ok("clock", "it agrees with that of the database");
    } else {
        findings.fault(
            "clock",
            format!("it is {} seconds apart from that of the database", apart.as_secs()),
            "synchronise both by NTP: tokens and locks depend on it",
        );
    }
}

async fn master(config: &Config, store: &Store, findings: &mut Findings) {
    let (path, world) = (config.master_file(), World::real());
    let key = match prepared::master_key(store, &world, &path).await {
        Ok(Some(key)) => key,
        Ok(None) => {
            return findings.warn(
                MASTER,
                format!("there is none at {}, and nothing that it could open", path.display()),
                "sigill serve makes it at its first start",
            );
        }
        Err(failure) => {
            return findings.refusal(MASTER, &failure, "put it back from its backup; the server's user must read it");
        }
    };
    match Tokens::check_master(store, &world, &key).await {
        Ok(0) => findings.ok(MASTER, "it can be read; nothing has been sealed with it yet"),
        Ok(_) => findings.ok(MASTER, "it opens what it has sealed in the database"),
        Err(error) => {
            let failure = prepared::keys_failure(&path, error);
            findings.refusal(MASTER, &failure, "put back from its backup what is named");
        }
    }
}
