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

use crate::caller::COLUMNS as OF_CALLER;
use crate::credential::{owner, read as credential};
use crate::engine::{NUMBERS, Read, Unread};
use crate::error::StoreError;
use crate::sought::wanted;
use crate::sql::Sql;
use crate::user::read as user;
use crate::value::{Cells, Value};

/// What was read is good for so long: what a body takes that comes slowly, nobody decides by what was before it.
pub(crate) const FRESH: Duration = Duration::from_millis(250);

/// What a request will ask first, if its caller may.
#[derive(Clone, Copy, Debug)]
pub struct Foreseen<'a> {
    /// Which read it is.
    pub what: First,
    /// The right that it needs, for credentials of this type.
    pub right: Elementary,
    /// `None`: for credentials of any type, or no right about credentials.
    pub of: Option<CredentialType>,
    /// The client of the path, by external id.
    pub client: &'a str,
    /// The user of the path, by external id.
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
    /// The user, to be shown.
    User,
}

#[cfg(test)]
pub(crate) const FIRSTS: &[Sql] =
    &[credential::SINGLETON, owner::OWNER, owner::HELD, credential::LISTED_USER, user::USER];

/// A read with its values.
#[derive(Debug)]
pub(crate) struct Asked<S = Sql> {
    pub(crate) sql: S,
    pub(crate) values: Vec<Value>,
}

impl Foreseen<'_> {
    fn asked(&self) -> Asked {
        let (client, whom) = (wanted(self.client), self.user);
        let (sql, values) = match self.what {
            First::MobileSignature => (credential::SINGLETON, credential::singleton_values(&client, whom)),
            First::NewMobileSignature => (owner::OWNER, owner::new_mobile_signature_values(&client, whom)),
            First::HeldMobileSignature => (owner::HELD, owner::held_values(&client, whom, None)),
            First::Credentials => (credential::LISTED_USER, credential::listed_values(&client, whom)),
            First::User => (user::USER, user::user_values(&client, whom)),
        };
        Asked { sql, values }
    }

    /// The read of the caller with this one beside it, and this one.
    pub(crate) fn beside(&self, caller: Asked, roles: &RoleTable) -> (Asked<Read>, Asked) {
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

/// The read of a caller with another beside it. The columns of the caller come first, then whether anything was read
/// beside it, then what. Its values are those of the first, those of the second, the roles that give the right, and the
/// client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beside {
    caller: Sql,
    own: Sql,
    /// How many of the values are the caller's.
    pub(crate) of_caller: usize,
}

/// Made once for each two.
pub(crate) fn beside(caller: Sql, own: Sql) -> Read {
    static MADE: LazyLock<Mutex<HashMap<[usize; 2], Read>>> = LazyLock::new(Mutex::default);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    *made.entry([caller, own].map(|sql| sql.0.as_ptr().addr())).or_insert_with(|| {
        let beside = Beside { caller, own, of_caller: values_in(caller.0) };
        // There are two reads of callers, and few others: they are kept for as long as the program runs.
        Read { sql: Sql(beside.one().leak()), beside: Some(beside) }
    })
}

impl Beside {
    fn one(self) -> String {
        let roles = self.of_caller + values_in(self.own.0) + 1;
        let own = gated(&moved(self.own.0, self.of_caller), &format!("${roles}"), &format!("${}", roles + 1));
        let (caller, columns) = (self.caller.0, columns(""));
        format!("SELECT q.*, t.* FROM ({caller}) AS q ({columns}) LEFT JOIN LATERAL ({own}) AS t ON TRUE")
    }

    /// The query for several. Many requests have one caller: each is read once.
    pub(crate) fn shared(self, values: &[Value]) -> String {
        let (of_caller, of_own) = values.split_at(self.of_caller.min(values.len()));
        let arrays = |first: usize, of: &[Value]| -> String {
            (first..).zip(of).map(|(place, value)| format!(", ${place}::{}[]", value.postgres_type())).collect()
        };
        let names = |of: &[Value]| -> String { (1..=of.len()).map(|n| format!(", p{n}")).collect() };
        let one = |sql: Sql| sql.0.replace('$', "i.p");
        let numbers = of_caller.len() + 2;
        let roles = of_own.len().saturating_sub(1);
        let own = gated(&one(self.own), &format!("i.p{roles}"), &format!("i.p{}", roles + 1));
        format!(
            "WITH caller AS MATERIALIZED (SELECT i.m, q.* FROM unnest({NUMBERS}{}) AS i (m{}) CROSS JOIN LATERAL ({}) AS q \
             ({})) SELECT i.n, {}, t.* FROM unnest((SELECT ${numbers}::int8[]), ${}::int8[]{}) AS i (n, m{}) \
             JOIN caller q ON q.m = i.m LEFT JOIN LATERAL ({own}) AS t ON TRUE",
            arrays(2, of_caller),
            names(of_caller),
            one(self.caller),
            columns(""),
            columns("q."),
            numbers + 1,
            arrays(numbers + 2, of_own),
            names(of_own),
        )
    }
}

/// The names of a caller's columns.
fn columns(of: &str) -> String {
    let names: Vec<String> = (1..=OF_CALLER).map(|n| format!("{of}c{n}")).collect();
    names.join(", ")
}

/// A read that looks at nothing where none of the caller's roles gives the right. Nothing in the condition is of `x`, so
/// that it is looked at before that is read; without OFFSET, it would be taken for one of the join, and looked at after.
fn gated(own: &str, roles: &str, client: &str) -> String {
    format!(
        "SELECT CAST(1 AS BIGINT), x.* FROM ({own}) AS x WHERE q.c5 = 'active' AND q.c8 = 'active' \
         AND q.c14 = ANY (string_to_array({roles}, ',')) AND (q.c15 OR q.c16 = {client}) OFFSET 0"
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
    rows: Unread,
    /// Which of them has it.
    row: usize,
    at: Instant,
}

impl Ahead {
    pub(crate) fn new(asked: Asked, rows: Unread, row: usize, at: Instant) -> Self {
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
