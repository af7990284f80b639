//! PostgreSQL: one statement of chained data-modifying CTEs.

use std::fmt::Write;

use sigill_domain::unit::Rewrite;
use uuid::Uuid;

use crate::engine::NUMBERS;
use crate::policy::{ConditionPart, conditions};
use crate::step::Step;
use crate::value::Value;

/// The statement of a change and its values.
///
/// Every write hangs on the guard, so that nothing is written where the guard found no row. Where
/// it found one, each write must touch exactly one: if not, the statement divides by zero, and so
/// fails as a whole. The answer is one row with `1` for applied and `0` for moved.
pub(in crate::engine) fn render(steps: &[Step]) -> (String, Vec<Value>) {
    let mut sql = Text { sql: String::with_capacity(2048), values: Vec::new(), shared: false };
    let change = Change::of(steps);
    sql.push("WITH ");
    sql.too(&change);
    sql.stays(&change);
    sql.rules(&change);
    sql.units_stand(&change);
    sql.push("guard AS ");
    sql.guard(&change);
    let count = sql.writes(change.writes);
    sql.push(" SELECT (SELECT count(*) FROM guard) * (1 / (CASE WHEN (SELECT count(*) FROM guard) = 0 OR ");
    for n in 0..count {
        sql.push(&format!("(SELECT count(*) FROM w{n}) = 1 AND "));
    }
    sql.push("TRUE THEN 1 ELSE 0 END))::int8");
    (sql.sql, sql.values)
}

/// The steps of a change by what they are for.
struct Change<'a> {
    guard: Option<&'a Step>,
    /// A second row whose revision moves: its table, its key, and the revision.
    too: Option<(&'static str, Uuid, i64)>,
    /// A client, and the revision of its rules.
    rules: Option<(Uuid, i64)>,
    /// A user, its client, and the user's revision.
    stays: Option<(Uuid, Uuid, i64)>,
    /// Units that must be there, by their paths.
    units: &'a [String],
    writes: &'a [Step],
}

impl<'a> Change<'a> {
    fn of(steps: &'a [Step]) -> Self {
        let (guard, writes) = match steps.split_first() {
            Some((
                guard @ (Step::Bump { .. } | Step::BumpRules { .. } | Step::Goes { .. } | Step::ClientAlive { .. }),
                writes,
            )) => (Some(guard), writes),
            _ => (None, steps),
        };
        let (too, writes) = match writes.split_first() {
            Some((Step::BumpToo { table, id, rev }, writes)) => (Some((*table, *id, *rev)), writes),
            _ => (None, writes),
        };
        let (rules, writes) = match writes.split_first() {
            Some((Step::Rules { client_id, rev }, writes)) => (Some((*client_id, *rev)), writes),
            _ => (None, writes),
        };
        let (stays, writes) = match writes.split_first() {
            Some((Step::Stays { user_id, client_id, rev }, writes)) => (Some((*user_id, *client_id, *rev)), writes),
            _ => (None, writes),
        };
        let (units, writes) = match writes.split_first() {
            Some((Step::UnitsStand { paths }, writes)) => (paths.as_slice(), writes),
            _ => (&[][..], writes),
        };
        Self { guard, too, rules, stays, units, writes }
    }

    /// What the guard hangs on, where a second row moves, somebody has to stay, or a unit where it is.
    fn while_it_stays(&self) -> impl Iterator<Item = &'static str> {
        let hangs_on = [
            (self.too.is_some(), " AND EXISTS (SELECT 1 FROM too)"),
            (self.stays.is_some(), " AND EXISTS (SELECT 1 FROM stays)"),
            (!self.units.is_empty(), " AND EXISTS (SELECT 1 FROM units_stand)"),
        ];
        hangs_on.into_iter().filter(|(is_so, _)| *is_so).map(|(_, condition)| condition)
    }
}

/// What is to be locked, by a statement of its own, before a change is applied: the client whose rules change,
/// against everybody who is about to write by the old ones. Only a statement that begins after the lock is taken
/// sees what those have written.
pub(in crate::engine) fn lock(steps: &[Step]) -> Option<(&'static str, Value)> {
    match steps.first() {
        Some(Step::BumpRules { id, .. }) => Some(("SELECT 1 FROM client WHERE id = $1 FOR UPDATE", (*id).into())),
        _ => None,
    }
}

/// Steps of a change that may share a statement, at most: texts of longer ones are without number.
const SHARED_STEPS_MAX: usize = 8;

/// The owner whose revision guards the change, where such changes may share a statement.
pub(in crate::engine) fn owner(steps: &[Step]) -> Option<Uuid> {
    match steps.first() {
        // What moves a second row could be moved twice by a statement of several changes.
        Some(Step::Bump { table: "owner", id, .. })
            if steps.len() <= SHARED_STEPS_MAX
                && !steps.iter().any(|step| {
                    matches!(step, Step::BumpToo { .. } | Step::Stays { .. } | Step::UnitsStand { .. })
                }) =>
        {
            Some(*id)
        }
        _ => None,
    }
}

/// The statement of several changes of one kind, of which `steps` are an example: see [`owner`].
///
/// `$1` holds their numbers, and `$2` and on what [`render`] binds, as arrays. Each write hangs on the guard of its own
/// change. The answer is the numbers of those whose guard found its row; the writes of these must touch one row each,
/// or the statement divides by zero.
pub(in crate::engine) fn render_shared(steps: &[Step]) -> String {
    let mut sql = Text { sql: String::with_capacity(2048), values: Vec::new(), shared: true };
    let Change { guard: Some(Step::Bump { table, id, rev }), rules, writes, .. } = Change::of(steps) else {
        return String::new();
    };
    if let Some((client_id, rev)) = rules {
        sql.push("rules AS MATERIALIZED (SELECT i.n FROM i JOIN client c ON c.id = ");
        sql.bind(&client_id.into());
        sql.push(" AND c.rules_rev = ");
        sql.bind(&rev.into());
        sql.push(" FOR KEY SHARE OF c), ");
    }
    sql.push(&format!("guard AS (UPDATE {table} SET rev = rev + 1"));
    for (name, value) in writes.iter().flat_map(also_set) {
        sql.push(&format!(", {name} = "));
        sql.bind(value);
    }
    sql.push(if rules.is_some() { " FROM i JOIN rules USING (n) WHERE id = " } else { " FROM i WHERE id = " });
    sql.bind(&(*id).into());
    sql.push(" AND rev = ");
    sql.bind(&(*rev).into());
    sql.push(" RETURNING i.n)");
    let count = sql.writes(writes);
    sql.push(" SELECT n, 1 / (CASE WHEN ");
    for n in 0..count {
        sql.push(&format!("(SELECT count(*) FROM w{n}) = (SELECT count(*) FROM guard) AND "));
    }
    sql.push("TRUE THEN 1 ELSE 0 END) FROM guard");
    let (mut arrays, mut names) = (NUMBERS.to_owned(), "n".to_owned());
    for (place, value) in (1..).zip(&sql.values) {
        // Writing to a String can't fail.
        let _ = write!(arrays, ", ${}::{}[]", place + 1, value.postgres_type());
        let _ = write!(names, ", p{place}");
    }
    format!("WITH i AS MATERIALIZED (SELECT * FROM unnest({arrays}) AS t({names})), {}", sql.sql)
}

/// Whether a step writes a row that isn't the guard's.
fn is_own_row(step: &Step) -> bool {
    !matches!(step, Step::AlsoSet { .. } | Step::GuardedGoes { .. })
}

/// What a step writes of the row that the guard moves.
fn also_set(step: &Step) -> &[(&'static str, Value)] {
    match step {
        Step::AlsoSet { columns, .. } => columns,
        _ => &[],
    }
}

struct Text {
    sql: String,
    values: Vec<Value>,
    /// Whether the values stand in columns of `i`.
    shared: bool,
}

impl Text {
    fn push(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    fn bind(&mut self, value: &Value) {
        self.values.push(value.clone());
        // Writing to a String can't fail.
        let _ = match self.shared {
            true => write!(self.sql, "i.p{}", self.values.len()),
            false => write!(self.sql, "${}::{}", self.values.len(), value.postgres_type()),
        };
    }

    /// Before the guard, which hangs on it.
    fn too(&mut self, change: &Change<'_>) {
        let Some((table, id, rev)) = change.too else { return };
        self.push(&format!("too AS (UPDATE {table} SET rev = rev + 1 WHERE id = "));
        self.row(id, rev);
        self.push(" RETURNING 1), ");
    }

    /// Before the guard, which hangs on it: where it finds nothing, nothing else is done. Who deletes the client
    /// and who takes the same user away take turns with this.
    fn stays(&mut self, change: &Change<'_>) {
        let Some((user_id, client_id, rev)) = change.stays else { return };
        self.push("stays AS (UPDATE owner SET rev = owner.rev + 1 FROM (SELECT 1 FROM client WHERE id = ");
        self.bind(&client_id.into());
        self.push(" AND state = 'active' FOR SHARE) AS alive WHERE owner.id = ");
        self.bind(&user_id.into());
        self.push(" AND owner.rev = ");
        self.bind(&rev.into());
        self.push(" RETURNING 1), ");
    }

    /// The lock is the one that a foreign key takes. Who changes rules locks against it, see [`lock`]; who had to
    /// wait for that sees the row as it is then.
    fn rules(&mut self, change: &Change<'_>) {
        let Some((client_id, rev)) = change.rules else { return };
        self.push("rules AS MATERIALIZED (SELECT 1 FROM client WHERE id = ");
        self.bind(&client_id.into());
        self.push(" AND rules_rev = ");
        self.bind(&rev.into());
        self.push(" FOR KEY SHARE), ");
    }

    /// Who moves one of the units waits for this, or is waited for.
    fn units_stand(&mut self, change: &Change<'_>) {
        if change.units.is_empty() {
            return;
        }
        self.push("unit_rows AS MATERIALIZED (SELECT 1 FROM unit WHERE path IN (");
        for (n, path) in change.units.iter().enumerate() {
            self.push(if n == 0 { "" } else { ", " });
            self.bind(&path.as_str().into());
        }
        self.push(") FOR SHARE), units_stand AS MATERIALIZED (SELECT 1 WHERE (SELECT count(*) FROM unit_rows) = ");
        self.bind(&i64::try_from(change.units.len()).unwrap_or_default().into());
        self.push("), ");
    }

    fn guard(&mut self, change: &Change<'_>) {
        let has_rules = change.rules.is_some();
        match change.guard {
            Some(Step::Bump { table, id, rev }) => {
                self.push(&format!("(UPDATE {table} SET rev = rev + 1"));
                // What is written of the guarded row itself goes with the guard: one row, one write.
                for (name, value) in change.writes.iter().flat_map(also_set) {
                    self.push(&format!(", {name} = "));
                    self.bind(value);
                }
                self.push(if has_rules { " FROM rules WHERE id = " } else { " WHERE id = " });
                self.row(*id, *rev);
                change.while_it_stays().for_each(|condition| self.push(condition));
                self.push(" RETURNING 1)");
            }
            Some(Step::BumpRules { id, rev, facts }) => {
                self.push("(UPDATE client SET rev = rev + 1, rules_rev = rules_rev + 1 WHERE id = ");
                self.row(*id, *rev);
                for part in conditions(*facts) {
                    match part {
                        ConditionPart::Text(text) => self.push(text),
                        ConditionPart::Value(value) => self.bind(&value),
                    }
                }
                self.push(" RETURNING 1)");
            }
            Some(Step::Goes { table, id, rev }) => {
                // References to it are checked at the end of the statement, when they are gone, too.
                self.push(&format!("(DELETE FROM {table} WHERE id = "));
                self.row(*id, *rev);
                change.while_it_stays().for_each(|condition| self.push(condition));
                self.push(" RETURNING 1)");
            }
            Some(Step::ClientAlive { id }) => {
                self.push("MATERIALIZED (SELECT 1 FROM client");
                self.push(if has_rules { ", rules WHERE id = " } else { " WHERE id = " });
                self.bind(&(*id).into());
                self.push(" AND state = 'active'");
                change.while_it_stays().for_each(|condition| self.push(condition));
                self.push(" FOR SHARE OF client)");
            }
            _ => self.push("MATERIALIZED (SELECT 1)"),
        }
    }

    /// A row in the revision that was read.
    fn row(&mut self, id: Uuid, rev: i64) {
        self.bind(&id.into());
        self.push(" AND rev = ");
        self.bind(&rev.into());
    }

    /// Every write by itself, `w0` and on; how many.
    fn writes(&mut self, writes: &[Step]) -> usize {
        let mut count = 0;
        for step in writes.iter().filter(|step| is_own_row(step)) {
            if let Step::RewriteUnits(rewrite) = step {
                self.rewrite(count, rewrite);
                count += 1;
                continue;
            }
            if let Step::EndSessions { user_id, at, reason } = step {
                self.end_sessions(count, (*user_id, *at, reason));
                count += 1;
                continue;
            }
            self.push(&format!(", w{count} AS ("));
            self.write(step);
            self.push(" RETURNING 1)");
            count += 1;
        }
        count
    }

    /// However many rows, which count as one: that the guard holds is enough.
    fn end_sessions(&mut self, place: usize, (user_id, at, reason): (Uuid, i64, &str)) {
        let guard = if self.shared { "i JOIN guard USING (n)" } else { "guard" };
        self.push(&format!(", m{place} AS (UPDATE session SET ended = "));
        self.bind(&at.into());
        self.push(", reason = ");
        self.bind(&reason.into());
        self.push(&format!(" FROM {guard} WHERE session.user_id = "));
        self.bind(&user_id.into());
        self.push(&format!(" AND session.ended IS NULL RETURNING 1), w{place} AS (SELECT 1 FROM guard)"));
    }

    /// Many rows, which count as one where they are as many as were counted.
    fn rewrite(&mut self, place: usize, rewrite: &Rewrite) {
        let guard = if self.shared { "i JOIN guard USING (n)" } else { "guard" };
        let characters = |text: &str| i64::try_from(text.chars().count()).unwrap_or_default() + 1;
        self.push(&format!(", m{place} AS (UPDATE unit SET path = "));
        self.bind(&rewrite.to.as_str().into());
        self.push(" || substr(path, CAST(");
        self.bind(&characters(rewrite.from.as_str()).into());
        self.push(" AS INTEGER)), hierarchical_name = ");
        self.bind(&rewrite.to_name.as_str().into());
        self.push(" || substr(hierarchical_name, CAST(");
        self.bind(&characters(&rewrite.from_name).into());
        self.push(&format!(" AS INTEGER)) FROM {guard} WHERE unit.path > "));
        self.bind(&rewrite.from.as_str().into());
        self.push(" AND unit.path < ");
        self.bind(&rewrite.from.end().into());
        self.push(&format!(" RETURNING 1), w{place} AS (SELECT 1 WHERE (SELECT count(*) FROM m{place}) = "));
        self.bind(&rewrite.count.into());
        self.push(")");
    }

    fn write(&mut self, step: &Step) {
        let guard = if self.shared { "i JOIN guard USING (n)" } else { "guard" };
        match step {
            Step::Insert { table, columns } => {
                let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
                self.push(&format!("INSERT INTO {table} ({}) SELECT ", names.join(", ")));
                for (n, (_, value)) in columns.iter().enumerate() {
                    self.push(if n == 0 { "" } else { ", " });
                    self.bind(value);
                }
                self.push(&format!(" FROM {guard}"));
            }
            Step::Update { table, id, columns } => {
                self.push(&format!("UPDATE {table} SET "));
                for (n, (name, value)) in columns.iter().enumerate() {
                    self.push(if n == 0 { "" } else { ", " });
                    self.push(&format!("{name} = "));
                    self.bind(value);
                }
                self.push(&format!(" FROM {guard} WHERE {table}.id = "));
                self.bind(&(*id).into());
            }
            Step::Delete { table, id } => {
                self.push(&format!("DELETE FROM {table} USING {guard} WHERE {table}.id = "));
                self.bind(&(*id).into());
            }
            // A guard stands first and nowhere else; here it would be a second one, which no
            // change has. Failing the statement keeps it from being applied without it.
            Step::Bump { .. }
            | Step::BumpToo { .. }
            | Step::BumpRules { .. }
            | Step::Rules { .. }
            | Step::Goes { .. }
            | Step::Stays { .. }
            | Step::UnitsStand { .. }
            | Step::ClientAlive { .. }
            | Step::RewriteUnits(_)
            | Step::EndSessions { .. }
            | Step::AlsoSet { .. }
            | Step::GuardedGoes { .. } => self.push("SELECT 1 / 0"),
        }
    }
}
