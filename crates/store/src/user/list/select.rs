//! Statements about the users of a client, put together of filters and an order.

use sigill_domain::list::UserField;
use uuid::Uuid;

use super::index::{CREATED_MS, Condition, Order};
use crate::sql::{Composed, Roomed, Sql, sql};
use crate::user::row::UserRow;
use crate::value::Value;

/// What is read of a user.
const USER: Sql = sql! { "{u}", u: UserRow };

/// A statement about the users of a client.
pub(super) struct Select {
    sql: Roomed,
    order: Order,
    descends: bool,
}

impl Select {
    /// The users for whom all conditions hold.
    pub(super) fn users<'a>(client: Uuid, all: impl Iterator<Item = &'a Condition> + Clone, order: Order) -> Self {
        let mut sql = Composed::new("SELECT ");
        sql.push(USER.0);
        Self { sql: from(sql, client, all, order.is_below_person()), order, descends: false }
    }

    /// Their places: creation in milliseconds, external id, and the values of the order.
    pub(super) fn places(client: Uuid, leading: Option<&Condition>, order: Order) -> Self {
        let mut sql = Composed::new("SELECT ");
        sql.push(CREATED_MS).push(", u.ext_id, ");
        sql.list(order.keys(), |sql, key| {
            sql.push(key);
        });
        Self { sql: from(sql, client, leading.into_iter(), order.is_below_person()), order, descends: false }
    }

    /// The values of the order of one user.
    pub(super) fn place(client: Uuid, ext_id: String, order: Order) -> Roomed {
        let mut sql = Composed::new("SELECT ");
        sql.list(order.keys(), |sql, key| {
            sql.push(key);
        });
        let user = Condition::Is(UserField::ExtId, ext_id.into());
        from(sql, client, [&user].into_iter(), order.is_below_person())
    }

    pub(super) fn count<'a>(client: Uuid, all: impl Iterator<Item = &'a Condition> + Clone) -> Roomed {
        from(Composed::new("SELECT count(*)"), client, all, false)
    }

    /// As [`Select::count`], stopping at `max`. Where nothing leads, in the default order: else
    /// PostgreSQL may go through the table of all clients until it has met enough of this one.
    pub(super) fn count_up_to(client: Uuid, leading: Option<&Condition>, max: i64) -> Roomed {
        let sql = Composed::new("SELECT count(*) FROM (SELECT 1");
        let mut sql = from(sql, client, leading.into_iter(), false);
        if leading.is_none() {
            sql.push(" ORDER BY u.created / 1000, u.ext_id");
        }
        sql.push(" LIMIT ").bind(max).push(") counted");
        sql
    }

    /// From the last one on, where it descends: the same index, walked from its end.
    pub(super) fn descending(mut self, descends: bool) -> Self {
        self.descends = descends;
        self
    }

    /// Only those after this place.
    pub(super) fn after(self, place: Option<Vec<Value>>) -> Self {
        let operators = if self.descends { [" < ", " <= "] } else { [" > ", " >= "] };
        self.compare(operators, place)
    }

    /// Only those up to this place.
    pub(super) fn until(self, place: Option<Vec<Value>>) -> Self {
        let operators = if self.descends { [" >= ", " >= "] } else { [" <= ", " <= "] };
        self.compare(operators, place)
    }

    fn compare(mut self, [operator, alone]: [&'static str; 2], place: Option<Vec<Value>>) -> Self {
        if let Some(values) = place {
            // Once more by the first key alone: where that is an expression, SQLite finds no place in an index for a row,
            // and would walk to it from the first user of the client.
            if let (Some(key), Some(value)) = (self.order.keys().first(), values.first().filter(|_| values.len() > 1)) {
                self.sql.push(" AND ").push(key).push(alone).bind(value.clone());
            }
            let sql = self.sql.push(" AND (");
            sql.list(self.order.keys(), |sql, key| {
                sql.push(key);
            });
            sql.push(")").push(operator).push("(");
            sql.list(values, |sql, value| {
                sql.bind(value);
            });
            sql.push(")");
        }
        self
    }

    /// In the order, so many, without the first ones.
    pub(super) fn page(mut self, limit: i64, offset: i64) -> Roomed {
        let sql = self.sql.push(" ORDER BY ");
        let way = if self.descends { " DESC" } else { "" };
        sql.list(self.order.keys(), |sql, key| {
            sql.push(key).push(way);
        });
        sql.push(" LIMIT ").bind(limit);
        if offset > 0 {
            sql.push(" OFFSET ").bind(offset);
        }
        self.sql
    }
}

/// The view costs nothing where its own columns aren't named, but plans are easier to read without.
fn from<'a>(
    mut sql: Composed,
    client: Uuid,
    all: impl Iterator<Item = &'a Condition> + Clone,
    is_below_person: bool,
) -> Roomed {
    let needs_view = is_below_person || all.clone().any(Condition::is_below_person);
    sql.push(if needs_view { " FROM users_flat u WHERE " } else { " FROM users u WHERE " });
    let mut sql = sql.of("u.client_id", client);
    for condition in all {
        condition.write(sql.push(" AND "));
    }
    sql
}
