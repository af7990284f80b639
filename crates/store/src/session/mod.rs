//! Sessions of people at the console.

use sigill_domain::client::ClientRef;
use sigill_domain::right::System;
use sigill_domain::session::{EndReason, Session, SessionOwner};
use sigill_domain::time::Timestamp;
use sigill_domain::user::{self, UserRef};
use uuid::Uuid;

use crate::column;
use crate::error::{CommitError, StoreError};
use crate::permit::{Everywhere, Permit};
use crate::row::{Row, row};
use crate::sought::wanted;
use crate::sql::{Sql, sql};
use crate::step::Step;
use crate::value::Cells;

row! {
    impl Session in session {
        id, user_id, secret, created, ends, by as signed_in_by, address, agent;
        seen, idle_until, proved, ended, reason
    }
}

/// Somebody who may sign in: by the login id, or by the external id.
const OF_LOGIN: Sql = sql! { "
    SELECT {c}, {u} FROM client c JOIN users u ON u.client_id = c.id AND u.login_id = $1
    WHERE c.ext_id = $2 AND c.state = 'active'", c: ClientRef, u: UserRef };

const OF_EXT_ID: Sql = sql! { "
    SELECT {c}, {u} FROM client c JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    WHERE c.ext_id = $2 AND c.state = 'active'", c: ClientRef, u: UserRef };

/// A session whose second factor is missing.
const HALF: Sql = sql! { "
    SELECT {s}, {c}, {u} FROM session s
    JOIN users u ON u.id = s.user_id JOIN client c ON c.id = u.client_id AND c.state = 'active'
    WHERE s.secret = $1 AND s.proved IS NULL AND s.ended IS NULL AND s.ends > $2",
s: Session, c: ClientRef, u: UserRef };

/// The latest of a user that were not ended, whether they still hold or not.
const OF_USER: Sql = sql! { "
    SELECT {s} FROM session s WHERE s.user_id = $1 AND s.ended IS NULL AND s.ends > $2
    ORDER BY s.created DESC, s.id DESC LIMIT $3", s: Session };

const SEEN: Sql = Sql("UPDATE session SET seen = $1, idle_until = $2 WHERE id = $3 AND ended IS NULL");

const PURGE: Sql = Sql("
    DELETE FROM session WHERE id IN (SELECT id FROM session WHERE ends < $1 ORDER BY ends LIMIT $2)");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[OF_LOGIN, OF_EXT_ID, HALF, OF_USER, SEEN, PURGE];

/// Sessions of one user that are read, at most.
const OF_USER_MAX: i64 = 100;

/// What a session and its person are, beside what the person may.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub person: SessionOwner,
    /// The name with which the person signs in.
    pub login_id: String,
    /// What is known of the person.
    pub about: user::Person,
}

impl Seat {
    pub(crate) fn read(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            session: Session::take(cells)?,
            person: SessionOwner { client: ClientRef::take(cells)?, user: UserRef::take(cells)? },
            login_id: cells.take()?,
            about: column::take(cells)?,
        })
    }
}

/// A session whose second factor is missing, and whose it is.
#[derive(Clone, Debug)]
pub struct Half {
    /// The session.
    pub session: Session,
    /// Who has shown a password.
    pub person: SessionOwner,
}

pub(crate) fn begin(session: &Session) -> Step {
    Step::insert(session, vec![])
}

pub(crate) fn end(id: Uuid, at: Timestamp, reason: EndReason) -> Step {
    let columns = vec![("ended", at.micros().into()), ("reason", reason.as_str().into())];
    Step::Update { table: Session::TABLE, id, columns }
}

pub(crate) fn end_all(user_id: Uuid, at: Timestamp) -> Step {
    Step::EndSessions { user_id, at: at.micros(), reason: EndReason::UserEnded.as_str() }
}

fn person(cells: &mut Cells<'_>) -> Result<SessionOwner, StoreError> {
    Ok(SessionOwner { client: ClientRef::take(cells)?, user: UserRef::take(cells)? })
}

impl Permit<System, Everywhere> {
    /// Who signs in with this login id, in a client by its external id.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn person_of_login(&self, client: &str, login_id: &str) -> Result<Option<SessionOwner>, StoreError> {
        let login_id = if login_id.contains('\0') { "" } else { login_id };
        self.store().row(OF_LOGIN, vec![login_id.to_owned().into(), wanted(client).into()], person).await
    }

    /// Whom a link is for, by external ids.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn person_of(&self, client: &str, user: &str) -> Result<Option<SessionOwner>, StoreError> {
        self.store().row(OF_EXT_ID, vec![wanted(user).into(), wanted(client).into()], person).await
    }

    /// A session whose second factor is missing, by the hash of its secret.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn half_session(&self, secret: &str) -> Result<Option<Half>, StoreError> {
        let values = vec![secret.to_owned().into(), self.now().micros().into()];
        let half = |cells: &mut Cells<'_>| Ok(Half { session: Session::take(cells)?, person: person(cells)? });
        self.store().row(HALF, values, half).await
    }

    /// Keeps a session whose second factor is missing. No event: nobody is signed in yet.
    ///
    /// # Errors
    /// As for any change.
    pub async fn keep_half_session(&self, session: &Session) -> Result<(), CommitError> {
        self.store().apply(vec![begin(session)]).await
    }

    /// The latest sessions of a user that were not ended, the newest first.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn sessions_of(&self, user_id: Uuid) -> Result<Vec<Session>, StoreError> {
        let values = vec![user_id.into(), self.now().micros().into(), OF_USER_MAX.into()];
        self.store().rows(OF_USER, values, Session::take).await
    }

    /// Notes that something was asked with a session.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn seen_session(&self, id: Uuid, idle_until: Timestamp) -> Result<(), StoreError> {
        let values = vec![self.now().micros().into(), idle_until.micros().into(), id.into()];
        self.store().execute(SEEN, values).await.map(|_| ())
    }

    /// Forgets up to `rows_max` sessions that were over at `before`; whether there may be more.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn purge_sessions(&self, before: Timestamp, rows_max: i64) -> Result<bool, StoreError> {
        let gone = self.store().execute(PURGE, vec![before.micros().into(), rows_max.into()]).await?;
        Ok(i64::try_from(gone).is_ok_and(|gone| gone >= rows_max))
    }
}
