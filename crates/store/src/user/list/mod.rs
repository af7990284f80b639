//! The list of users: any filter and order that is documented, at a bounded cost.
//!
//! A page comes in one of two ways, as ADR 0009 says:
//!
//! - **Walked**: an index has the order, perhaps under the filter that leads. Filters that it doesn't
//!   answer are tried on the users in between, [`EXAMINED_MAX`] of them at most; then the page ends
//!   early, and its token goes on from there.
//! - **Gathered**: no index has the order. The candidates, which the leading filter leaves, are
//!   sorted; where they are more than [`EXAMINED_MAX`], the order is walked instead if it can be,
//!   and refused if not.

mod index;
#[cfg(test)]
pub(crate) mod samples;
mod select;

use sigill_domain::breach::Breach;
use sigill_domain::client::ClientRef;
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{Listed, Token, UserQuery};
use sigill_domain::right::UserView;
use sigill_domain::rooms::{Room, UnitPath};
use sigill_domain::user::User;
use uuid::Uuid;

use self::index::{Condition, Order, split};
use self::select::Select;
use crate::client::read::client_ref;
use crate::error::StoreError;
use crate::list::ListError;
use crate::permit::{Permit, Sought, Within};
use crate::row::Row;
use crate::sought::wanted;
use crate::user::row::UserRow;
use crate::value::Value;

/// Users that one request looks at by filters and orders that no index has.
pub(crate) const EXAMINED_MAX: i64 = 20_000;
/// Users that are looked at first for who is held to units: where these have many of a client's users, they fill a page.
const BRIEF_MAX: i64 = 500;
/// Users that one request looks at where they are only counted.
const COUNTED_MAX: i64 = 200_000;

impl Permit<UserView> {
    /// A page of the client's users that the caller may see.
    ///
    /// # Errors
    /// [`ListError::Refused`]: the token's user is gone, or an order or total without an index would take
    /// in too many users. Else, the database can't be asked.
    pub async fn users(&self, query: &UserQuery) -> Result<Sought<UserView, Listed<User>>, ListError> {
        let client = match client_ref(self).await?.or_gone() {
            Ok(client) => client,
            Err(gone) => return Ok(gone.into()),
        };
        let units = self.units();
        let list = UserList { of: &client, client: client.client_id(), units, query, order: Order::by(query.sort) };
        let page = list.page().await?;
        Ok(Sought::There(client.map(|_| page)))
    }
}

struct UserList<'a> {
    of: &'a Within<UserView, ClientRef>,
    client: Uuid,
    /// Where the caller may see users.
    units: Room<UnitPath>,
    query: &'a UserQuery,
    order: Order,
}

/// How far a walk may go: the order's values of the last user, and its token.
type Boundary = (Vec<Value>, Token);

impl UserList<'_> {
    async fn page(&self) -> Result<Listed<User>, ListError> {
        let begin = self.begin().await?;
        if let Some(page) = self.brief(begin.as_ref()).await? {
            return Ok(page);
        }
        let (mut leading, mut tried) = split(self.query, &self.units);
        let is_served = match &leading {
            Some(condition) => condition.serves(self.order),
            None => self.order.is_indexed(),
        };
        if !is_served && self.are_more_than(EXAMINED_MAX, leading.as_ref()).await? {
            if !self.order.is_indexed() {
                return Err(self.refused(&format!(
                    "sortBy: no index has this order, and more than {EXAMINED_MAX} users would have to be sorted: sort \
                     by extId, loginId, name.familyName, name.firstName, contacts.email, created or lastModified, or \
                     filter by one of these"
                )));
            }
            tried.extend(leading.take().map(Condition::tried));
        }
        let is_walked = is_served || (leading.is_none() && self.order.is_indexed());
        let boundary = if is_walked && !tried.is_empty() {
            self.boundary(begin.clone(), leading.as_ref(), EXAMINED_MAX).await?
        } else {
            None
        };

        let (limit, offset) = (self.query.page.limit, self.query.offset.unwrap_or(0));
        let select = Select::users(self.client, leading.iter().chain(&tried), self.order);
        let select = select
            .descending(self.query.descends)
            .after(begin)
            .until(boundary.as_ref().map(|(values, _)| values.clone()));
        let (sql, values) = select.page(i64::from(limit) + 1, i64::from(offset)).finish();
        let users: Vec<User> = self.store_rows(sql, values).await?;
        if users.is_empty() && offset > 0 && boundary.is_some() {
            return Err(self.refused(&format!(
                "offset: with this filter it lies beyond the {EXAMINED_MAX} users that are looked at: use the \
                 continuationToken"
            )));
        }
        self.listed(users, boundary).await
    }

    /// A page of who is held to units, where a short walk fills it or comes to the end: in units with many users, to gather
    /// them all would take much longer.
    async fn brief(&self, begin: Option<&Vec<Value>>) -> Result<Option<Listed<User>>, ListError> {
        let (leading, mut tried) = split(self.query, &self.units);
        let Some(in_units @ Condition::InUnits(_)) = leading else { return Ok(None) };
        if !self.order.is_indexed() || self.query.offset.is_some_and(|offset| offset > 0) {
            return Ok(None);
        }
        tried.push(in_units.tried());
        let boundary = self.boundary(begin.cloned(), None, BRIEF_MAX).await?;
        let select = Select::users(self.client, tried.iter(), self.order).descending(self.query.descends);
        let select = select.after(begin.cloned()).until(boundary.as_ref().map(|(values, _)| values.clone()));
        let limit = self.query.page.limit;
        let (sql, values) = select.page(i64::from(limit) + 1, 0).finish();
        let users: Vec<User> = self.store_rows(sql, values).await?;
        if boundary.is_some() && users.len() <= limit as usize {
            return Ok(None);
        }
        self.listed(users, None).await.map(Some)
    }

    /// These users and perhaps one more; where there isn't one, a page that ended early goes on at the boundary.
    async fn listed(&self, users: Vec<User>, boundary: Option<Boundary>) -> Result<Listed<User>, ListError> {
        let limit = self.query.page.limit;
        let mut listed = Listed::cut(users, limit, |last| Token::of(last.created, &last.ext_id).to_string());
        if listed.next.is_none() {
            listed.next = boundary.map(|(_, token)| token.to_string());
        }
        if self.query.page.with_total {
            listed.total = Some(self.total().await?);
        }
        Ok(listed)
    }

    async fn store_rows(&self, sql: crate::sql::Text, values: Vec<Value>) -> Result<Vec<User>, StoreError> {
        self.of.store().rows(sql, values, |cells| UserRow::take(cells).map(User::from)).await
    }

    /// The order's values of the user that the token names. For the default order the token has
    /// them; for others, the user is asked for what it has now.
    async fn begin(&self) -> Result<Option<Vec<Value>>, ListError> {
        let Some(token) = &self.query.page.after else { return Ok(None) };
        let (created_ms, ext_id) = (token.created_ms, wanted(token.ext_id.as_str()));
        match self.order {
            Order::Created => return Ok(Some(vec![created_ms.into(), ext_id.into()])),
            Order::ExtId => return Ok(Some(vec![ext_id.into()])),
            _ => {}
        }
        let order = self.order;
        let (sql, values) = Select::place(self.client, ext_id, order).finish();
        let found = self.of.store().row(sql, values, move |cells| order.take(cells)).await?;
        found.map(Some).ok_or_else(|| {
            self.refused(
                "continuationToken: its user is gone, and with it the place in this order: begin again, or sort by \
                 created or extId, where the token needs no user",
            )
        })
    }

    /// The last user that a walk may look at; none where it comes to the end before.
    async fn boundary(
        &self,
        begin: Option<Vec<Value>>,
        leading: Option<&Condition>,
        most: i64,
    ) -> Result<Option<Boundary>, StoreError> {
        let order = self.order;
        let select = Select::places(self.client, leading, order);
        let select = select.descending(self.query.descends).after(begin);
        let (sql, values) = select.page(1, most - 1).finish();
        self.of
            .store()
            .row(sql, values, move |cells| {
                let (created_ms, ext_id) = (cells.take()?, ExtId::from_stored(cells.take()?));
                Ok((order.take(cells)?, Token { created_ms, ext_id }))
            })
            .await
    }

    async fn are_more_than(&self, max: i64, leading: Option<&Condition>) -> Result<bool, StoreError> {
        if leading.is_some_and(Condition::is_unique) {
            return Ok(false);
        }
        let (sql, values) = Select::count_up_to(self.client, leading, max + 1).finish();
        let count: Option<i64> = self.of.store().row(sql, values, |cells| cells.take()).await?;
        Ok(count.unwrap_or_default() > max)
    }

    /// How many users the filters leave. Exact, or refused: an index counts any number; what must be
    /// looked at one by one is bounded.
    async fn total(&self) -> Result<i64, ListError> {
        let (leading, tried) = split(self.query, &self.units);
        if !tried.is_empty() && self.are_more_than(COUNTED_MAX, leading.as_ref()).await? {
            return Err(self.refused(&format!(
                "returnTotalResultCount: more than {COUNTED_MAX} users would have to be looked at with this filter"
            )));
        }
        let select = match self.query.total_max.filter(|_| tried.is_empty()) {
            Some(max) => Select::count_up_to(self.client, leading.as_ref(), max.into()),
            None => Select::count(self.client, leading.iter().chain(&tried)),
        };
        let (sql, values) = select.finish();
        Ok(self.of.store().row(sql, values, |cells| cells.take()).await?.unwrap_or_default())
    }

    fn refused(&self, why: &str) -> ListError {
        ListError::Refused(Breach::invalid(why))
    }
}
