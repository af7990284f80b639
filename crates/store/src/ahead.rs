//! Reading ahead: what a request asks first, in the round trip that tells who its caller is.
//!
//! Nothing is read without the right to it, and nothing is given out without a permit:
//!
//! - The database itself looks only where one of the caller's roles that give the right holds for the client.
//! - What was found stays in here, with the caller. A permit gets it where it asks for exactly that, and soon; otherwise
//!   it is as if nothing had been read.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sigill_domain::credential::CredentialType;
use sigill_domain::right::Elementary;
use sigill_domain::role::RoleTable;

use crate::engine::shared_read::Own;
use crate::error::StoreError;
use crate::read::caller::COLUMNS as OF_CALLER;
use crate::read::{credential, owner, wanted};
use crate::sql::Sql;
use crate::value::{Cells, Value};

/// What was read is good for so long: what a body takes that comes slowly, nobody decides by what was before it.
const FRESH: Duration = Duration::from_millis(250);

/// What a request will ask first, if its caller may.
#[derive(Clone, Copy, Debug)]
pub struct Foreseen<'a> {
    pub what: First,
    /// The right that it needs, for credentials of this type.
    pub right: Elementary,
    pub of: Option<CredentialType>,
    pub client: &'a str,
    pub user: &'a str,
}

/// Reads with which requests about a user begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// The mobile signature, to be shown.
    MobileSignature,
    /// What a decision on a new one needs that names neither an external id nor a policy.
    NewMobileSignature,
    /// What a decision on changing it needs where no other policy is named.
    HeldMobileSignature,
    /// The user whose credentials are listed.
    Credentials,
}

#[cfg(test)]
pub(crate) const FIRSTS: &[Sql] = &[credential::SINGLETON, owner::OWNER, owner::HELD, credential::LISTED_USER];

/// A read with its values.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) sql: Sql,
    pub(crate) values: Vec<Value>,
}

impl Foreseen<'_> {
    fn asked(&self) -> Asked {
        let (client, user) = (wanted(self.client), self.user);
        let (sql, values) = match self.what {
            First::MobileSignature => (credential::SINGLETON, credential::singleton_values(&client, user)),
            First::NewMobileSignature => (owner::OWNER, owner::new_mobile_signature_values(&client, user)),
            First::HeldMobileSignature => (owner::HELD, owner::held_values(&client, user, None)),
            First::Credentials => (credential::LISTED_USER, credential::listed_values(&client, user)),
        };
        Asked { sql, values }
    }

    /// The read of the caller with this one beside it, and this one.
    pub(crate) fn beside(&self, caller: Asked, roles: &RoleTable) -> (Asked, Asked) {
        let own = self.asked();
        let mut giving = String::new();
        for role in roles.roles_with(self.right, self.of) {
            giving.push_str(if giving.is_empty() { "" } else { "," });
            giving.push_str(role.as_str());
        }
        let sql = beside(caller.sql, own.sql);
        let mut values = caller.values;
        values.extend(own.values.iter().cloned());
        values.extend([giving.into(), wanted(self.client).into()]);
        (Asked { sql, values }, own)
    }
}

/// The read of a caller with another beside it, made once for each two. The columns of the caller come first, then
/// whether anything was read beside it, then what.
pub(crate) fn beside(caller: Sql, own: Sql) -> Sql {
    static MADE: LazyLock<Mutex<HashMap<[&str; 2], &str>>> = LazyLock::new(Mutex::default);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    // There are two reads of callers, and few others: they are kept for as long as the program runs.
    Sql(made.entry([caller.0, own.0]).or_insert_with(|| made_beside(caller.0, own.0).leak()))
}

fn made_beside(caller: &str, own: &str) -> String {
    let first = values_in(caller);
    let (own, roles) = (moved(own, first), first + values_in(own) + 1);
    let client = roles + 1;
    let names: Vec<String> = (1..=OF_CALLER).map(|n| format!("c{n}")).collect();
    // Nothing in the condition is of `x`, so that it is looked at before that is read; without OFFSET, it would be
    // taken for one of the join, and looked at after.
    format!(
        "SELECT q.*, t.* FROM ({caller}) AS q ({}) LEFT JOIN LATERAL (SELECT CAST(1 AS BIGINT), x.* FROM ({own}) AS x \
         WHERE q.c5 = 'active' AND q.c8 = 'active' AND q.c13 = ANY (string_to_array(${roles}, ',')) \
         AND (q.c14 OR q.c15 = ${client}) OFFSET 0) AS t ON TRUE",
        names.join(", ")
    )
}

/// How many values a statement has.
fn values_in(sql: &str) -> usize {
    numbers(sql).max().unwrap_or(0)
}

fn numbers(sql: &str) -> impl Iterator<Item = usize> {
    sql.split('$').skip(1).filter_map(|rest| digits(rest).parse().ok())
}

fn digits(text: &str) -> &str {
    text.split(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default()
}

/// The same with the numbers of its values so much higher.
fn moved(sql: &str, by: usize) -> String {
    let mut parts = sql.split('$');
    let mut moved = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let number = digits(part);
        let higher = number.parse::<usize>().unwrap_or(0) + by;
        // Writing to a String can't fail.
        let _ = write!(moved, "${higher}{}", part.get(number.len()..).unwrap_or_default());
    }
    moved
}

/// What was read ahead, and for what.
#[derive(Debug)]
pub(crate) struct Ahead {
    asked: Asked,
    rows: Own,
    /// Which of them has it.
    row: usize,
    at: Instant,
}

impl Ahead {
    pub(crate) fn new(asked: Asked, rows: Own, row: usize, at: Instant) -> Self {
        Self { asked, rows, row, at }
    }

    /// What it is, where just this is asked for, and soon enough.
    pub(crate) fn answer<T>(
        &self,
        sql: Sql,
        values: &[Value],
        read: impl Fn(&mut Cells<'_>) -> Result<T, StoreError>,
    ) -> Option<Result<T, StoreError>> {
        let is_this = self.asked.sql.0 == sql.0 && self.asked.values == values && self.at.elapsed() < FRESH;
        let mut cells = self.rows.rows().nth(self.row).filter(|_| is_this)?;
        cells.skip(OF_CALLER + 1);
        Some(read(&mut cells))
    }
}
