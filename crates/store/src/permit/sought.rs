//! Looking for something of a client: what is there, and where it is, becomes [`Within`] the caller's rooms or isn't told.

use std::sync::PoisonError;

use sigill_domain::client::ClientRef;
use sigill_domain::rooms::{Place, Spots};
use uuid::Uuid;

use super::within::By;
use super::{Permit, Scope, Within};
use crate::ahead::UnitsAhead;
use crate::column;
use crate::engine::{SharedRead, shared};
use crate::error::StoreError;
use crate::sql::Sql;
use crate::value::{Cells, Value};

shared! {
    /// Where a user is: few, since a user has few profiles.
    pub(crate) struct UnitsQuery { user: Uuid }
    "SELECT n.path FROM profile p JOIN unit n ON n.id = p.unit_id WHERE p.user_id = {user}"
}

/// What was looked for, or how far the path led.
#[derive(Clone, Debug)]
pub enum Sought<R, T> {
    /// It isn't there.
    Missing(Noun),
    /// It is there, and in none of the caller's rooms: who asks hears the same as if it weren't.
    Outside(Noun),
    /// It is there, and this is it.
    There(Within<R, T>),
}

/// What isn't there; with the name of the client in which it was looked for, as people know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noun {
    /// The client itself; also one that is being deleted.
    Client,
    /// A user.
    User(String),
    /// A profile.
    Profile(String),
    /// A policy.
    Policy(String),
    /// A personal question.
    Question(String),
    /// An enterprise role.
    EnterpriseRole(String),
    /// A credential that is a client's own before it is a user's.
    Credential(String),
    /// An application, which belongs to no client.
    Application,
    /// A unit.
    Unit(String),
}

impl<R, T> Sought<R, T> {
    /// What is there; else why there is nothing to go on from.
    pub(crate) fn or_gone(self) -> Result<Within<R, T>, Gone> {
        match self {
            Self::Missing(noun) => Err(Gone { noun, is_outside: false }),
            Self::Outside(noun) => Err(Gone { noun, is_outside: true }),
            Self::There(within) => Ok(within),
        }
    }

    /// Something else that is in the same place.
    pub(crate) fn map<U>(self, map: impl FnOnce(T) -> U) -> Sought<R, U> {
        match self.or_gone() {
            Ok(within) => Sought::There(within.map(map)),
            Err(gone) => gone.into(),
        }
    }
}

/// What a read that goes on from something has found instead.
pub(crate) struct Gone {
    noun: Noun,
    is_outside: bool,
}

impl<R, T> From<Gone> for Sought<R, T> {
    fn from(Gone { noun, is_outside }: Gone) -> Self {
        if is_outside { Self::Outside(noun) } else { Self::Missing(noun) }
    }
}

/// A row of a read that begins with the client: its client, and what was looked for there with its place.
pub(crate) type FoundRow<T> = (ClientRef, Option<(Place, T)>);

impl<R, S: Scope> Permit<R, S> {
    /// What a row comes to: no row, no client. `noun` is what was looked for in the client, and `by` what
    /// [`Permit::reach`] has found.
    ///
    /// It waits for nothing: what was read would be kept, and copied, by each future up to the handler's.
    fn sought<T>(&self, row: Option<FoundRow<T>>, by: Option<By>, noun: fn(String) -> Noun) -> Sought<R, T> {
        match row {
            None => Sought::Missing(Noun::Client),
            Some((client, None)) => Sought::Missing(noun(client.name)),
            Some((client, Some((place, object)))) => match by {
                Some(by) => Sought::There(self.within(object, place, by)),
                None => Sought::Outside(noun(client.name)),
            },
        }
    }

    /// By what the caller reaches what was read. In which units its user is, is read only where nothing else lets the
    /// caller to it, and nothing of it was read `ahead`.
    async fn reach<T>(
        &self,
        row: &mut Option<FoundRow<T>>,
        ahead: Option<Box<UnitsAhead>>,
    ) -> Result<Option<By>, StoreError> {
        let Some((_, Some((place, _)))) = row else { return Ok(None) };
        if let Some(by) = self.holds_at(place) {
            return Ok(Some(by));
        }
        let (Spots::Unread, Some(user)) = (&place.units, place.owner) else { return Ok(None) };
        place.units = match ahead.filter(|ahead| ahead.user == user) {
            Some(ahead) => Spots::In(ahead.units),
            // Rare, and large: it is no part of the future of everybody else.
            None => Spots::In(Box::pin(self.database().rows_shared(UnitsQuery { user }, column::take)).await?),
        };
        Ok(self.holds_at(place))
    }

    /// As [`Store::row_shared`], of a read that may have been made ahead, and then perhaps with the units of its user.
    async fn row_first<T, F>(
        &self,
        asked: impl Into<SharedRead>,
        read: F,
    ) -> Result<(Option<T>, Option<Box<UnitsAhead>>), StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        // Once: who asks again wants to know what has become of it.
        let asked = asked.into();
        let ahead = self.caller.0.ahead.lock().unwrap_or_else(PoisonError::into_inner).take();
        match ahead.and_then(|ahead| ahead.answer(&asked, &read)) {
            Some(answer) => answer.map(|(answer, units)| (Some(answer), units)),
            None => Ok((self.database().row_shared(asked, read).await?, None)),
        }
    }

    /// Reads something of a client.
    pub(crate) async fn seek<T, F>(
        &self,
        (sql, values): (Sql, Vec<Value>),
        noun: fn(String) -> Noun,
        read: F,
    ) -> Result<Sought<R, T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<FoundRow<T>, StoreError> + Send + 'static,
    {
        let mut row = self.database().row(sql, values, read).await?;
        let by = self.reach(&mut row, None).await?;
        Ok(self.sought(row, by, noun))
    }

    /// Reads several rows, of which all are of one thing in a client: each brings its client and the place, and `join`
    /// makes one of them.
    pub(crate) async fn seek_all<T, U, F>(
        &self,
        (sql, values): (Sql, Vec<Value>),
        noun: fn(String) -> Noun,
        read: F,
        join: impl FnOnce(Vec<T>) -> U,
    ) -> Result<Sought<R, U>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<(ClientRef, Option<Place>, Option<T>), StoreError> + Send + 'static,
    {
        let mut rows = self.database().rows(sql, values, read).await?.into_iter().peekable();
        let first = rows.peek().map(|(client, place, _)| (client.clone(), place.clone()));
        let Some((client, place)) = first else { return Ok(Sought::Missing(Noun::Client)) };
        let all = rows.filter_map(|(.., one)| one).collect();
        let mut row = Some((client, place.map(|place| (place, join(all)))));
        let by = self.reach(&mut row, None).await?;
        Ok(self.sought(row, by, noun))
    }

    /// As [`Permit::seek`], of a read that requests share.
    pub(crate) async fn seek_shared<T, F>(
        &self,
        asked: impl Into<SharedRead>,
        noun: fn(String) -> Noun,
        read: F,
    ) -> Result<Sought<R, T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<FoundRow<T>, StoreError> + Send + 'static,
    {
        let mut row = self.database().row_shared(asked, read).await?;
        let by = self.reach(&mut row, None).await?;
        Ok(self.sought(row, by, noun))
    }

    /// As [`Permit::seek_shared`], of a read that may have been made ahead.
    pub(crate) async fn seek_first<T, F>(
        &self,
        asked: impl Into<SharedRead>,
        noun: fn(String) -> Noun,
        read: F,
    ) -> Result<Sought<R, T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<FoundRow<T>, StoreError> + Send + 'static,
    {
        let (mut row, units) = self.row_first(asked, read).await?;
        let by = self.reach(&mut row, units).await?;
        Ok(self.sought(row, by, noun))
    }

    /// As [`Permit::seek_first`], of what must be reached by another permit as well.
    pub(crate) async fn seek_first_by_both<Q, S2: Scope, T, F>(
        &self,
        other: &Permit<Q, S2>,
        asked: impl Into<SharedRead>,
        noun: fn(String) -> Noun,
        read: F,
    ) -> Result<Sought<R, T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<FoundRow<T>, StoreError> + Send + 'static,
    {
        let (mut row, units) = self.row_first(asked, read).await?;
        let by = self.reach(&mut row, units).await?;
        let by_other = other.reach(&mut row, None).await?;
        Ok(self.sought(row, by.filter(|_| by_other.is_some()), noun))
    }

    /// As [`Permit::seek`], of several rows that are one thing, which must be reached by further permits as well.
    pub(crate) async fn seek_rows_by<Q1, Q2, S1: Scope, S2: Scope, T, U, F>(
        &self,
        (sql, values): (Sql, Vec<Value>),
        noun: fn(String) -> Noun,
        (second, third): (&Permit<Q1, S1>, Option<&Permit<Q2, S2>>),
        read: F,
        join: impl FnOnce(Vec<T>) -> Option<FoundRow<U>>,
    ) -> Result<Sought<R, U>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let mut row = join(self.database().rows(sql, values, read).await?);
        let by = self.reach(&mut row, None).await?;
        let mut is_reached = second.reach(&mut row, None).await?.is_some();
        if let Some(third) = third {
            is_reached &= third.reach(&mut row, None).await?.is_some();
        }
        Ok(self.sought(row, by.filter(|_| is_reached), noun))
    }

    /// Reads a client, or what must be known of it.
    pub(crate) async fn seek_client<T, F>(
        &self,
        (sql, values): (Sql, Vec<Value>),
        read: F,
    ) -> Result<Sought<R, T>, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Cells<'_>) -> Result<(Place, T), StoreError> + Send + 'static,
    {
        Ok(match self.database().row(sql, values, read).await? {
            None => Sought::Missing(Noun::Client),
            Some((place, object)) => match self.holds_at(&place) {
                Some(by) => Sought::There(self.within(object, place, by)),
                None => Sought::Outside(Noun::Client),
            },
        })
    }
}
