//! Whether PostgreSQL can be backed up from here: its own tool does it, and refuses a server that is newer than itself.

use std::process::Command;

use sigill_app::Facts;

use super::finding::Findings;
use crate::config::{Config, masked};

const ABOUT: &str = "backup";

pub(super) fn check(config: &Config, facts: &Facts, findings: &mut Findings) {
    let server = major(&facts.engine).unwrap_or_default();
    let advice = format!("install the client tools of PostgreSQL {server} or later wherever backups are made");
    let told = Command::new("pg_dump").arg("--version").output().ok().filter(|output| output.status.success());
    let Some(told) = told else {
        return findings.warn(ABOUT, "pg_dump, which makes backups of PostgreSQL, isn't found from here", advice);
    };
    let told = String::from_utf8_lossy(&told.stdout);
    match major(&told) {
        Some(tool) if tool >= server => findings.ok(
            ABOUT,
            format!(
                "pg_dump --format=custom '{}' makes one ({}); keep the master key apart from it",
                masked(&config.database.url),
                told.trim()
            ),
        ),
        _ => findings.warn(ABOUT, format!("{} can't back up {}", told.trim(), facts.engine), advice),
    }
}

/// The first number in a version: of `PostgreSQL 15.18 (Debian …)`, and of `pg_dump (PostgreSQL) 15.18`.
fn major(version: &str) -> Option<u32> {
    version.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_found_wherever_it_stands() {
        assert_eq!(major("PostgreSQL 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(major("pg_dump (PostgreSQL) 16beta1 17.2"), Some(17));
        assert_eq!(major("pg_dump (PostgreSQL) 16.1 (Debian 16.1-1)\n"), Some(16));
        assert_eq!(major("pg_dump"), None);
    }
}
