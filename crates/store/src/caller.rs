//! Callers and technical users: what authentication reads.

mod query;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use sigill_domain::caller::{ClientRoom, Grant, Grants};
use sigill_domain::credential::device_password::SECRETS_MAX;
use sigill_domain::credential::public_key::PUBLIC_KEYS_MAX;
use sigill_domain::credential::{State, stored};
use sigill_domain::ext_id::ExtId;
use sigill_domain::role::Role;
use sigill_domain::rooms::{RoleRooms, Room, UnitPath};
use sigill_domain::time::Timestamp;
use sigill_domain::user;
use uuid::Uuid;

pub(crate) use self::query::{COLUMNS, HolderQuery, NamedQuery, SessionQuery};
use crate::ahead::{Ahead, Foreseen, UnitsAhead};
use crate::column;
use crate::engine::{SharedRead, Store};
use crate::error::StoreError;
use crate::permit::{Caller, Now, Occasion, Source, Subject, Who};
use crate::profile::held_to::HeldTo;
use crate::row::Row;
use crate::session::Seat;
use crate::sql::Sql;
use crate::value::{Cells, Value};

const DEVICE_PASSWORD: Sql = Sql("
    SELECT u.id, u.state, u.valid_from, u.valid_to, k.id, k.state, k.lock_until, k.valid_from, k.valid_to, k.secret, k.version
    FROM client c
    JOIN users u ON u.client_id = c.id AND u.ext_id = $1 AND u.is_technical
    JOIN credential k ON k.client_id = c.id AND k.ext_id = $2 AND k.owner_id = u.id AND k.kind = 15
        AND k.secret IS NOT NULL
    WHERE c.ext_id = $3 AND c.state = 'active'");

/// Public keys are generic credentials: 9.
const PUBLIC_KEYS: Sql = Sql("
    SELECT u.id, u.state, u.valid_from, u.valid_to, k.id, k.state, k.lock_until, k.valid_from, k.valid_to, k.detail, k.version
    FROM client c
    JOIN users u ON u.client_id = c.id AND u.ext_id = $1 AND u.is_technical
    JOIN credential k ON k.owner_id = u.id AND k.kind = 9
        AND (k.state = 'active' OR (k.state = 'tmp-locked' AND k.lock_until <= $2))
    WHERE c.ext_id = $3 AND c.state = 'active'
    ORDER BY k.created DESC, k.id DESC
    LIMIT $4");

const TECHNICAL_USER: Sql = Sql("
    SELECT u.id, u.state, u.valid_from, u.valid_to, k.id, k.state, k.lock_until, k.valid_from, k.valid_to, k.secret, k.version
    FROM client c
    JOIN users u ON u.client_id = c.id AND u.ext_id = $1 AND u.is_technical
    JOIN credential k ON k.owner_id = u.id AND k.kind = 15 AND k.secret IS NOT NULL
        AND (k.state = 'active' OR (k.state = 'tmp-locked' AND k.lock_until <= $2))
        AND k.valid_from <= $2 AND (k.valid_to IS NULL OR k.valid_to > $2)
    WHERE c.ext_id = $3 AND c.state = 'active'
    ORDER BY k.created DESC, k.id DESC
    LIMIT $4");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[DEVICE_PASSWORD, PUBLIC_KEYS, TECHNICAL_USER];

/// One row of [`HolderQuery`] or [`NamedQuery`].
struct CallerRow {
    id: Uuid,
    client_id: Uuid,
    client: ExtId,
    user: ExtId,
    usable: Usable,
    version: i64,
    assignment: Option<(Uuid, String, bool)>,
    room: Option<String>,
    rooms: (Room<UnitPath>, Option<Box<RoleRooms>>),
    /// Of its profile and of the assignment itself.
    assigned_validity: [user::Validity; 2],
}

impl CallerRow {
    fn read(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.take()?,
            client_id: cells.take()?,
            client: ExtId::from_stored(cells.take()?),
            user: ExtId::from_stored(cells.take()?),
            usable: Usable {
                user: column::take(cells)?,
                user_validity: validity(cells)?,
                credential: State::from_wire(&cells.take::<String>()?),
                lock_until: cells.take::<Option<i64>>()?.map(Timestamp::from_micros),
                credential_validity: validity(cells)?,
            },
            version: cells.take()?,
            assignment: match (cells.take()?, cells.take()?, cells.take()?) {
                (Some(id), Some(role), Some(global)) => Some((id, role, global)),
                _ => None,
            },
            room: cells.take()?,
            rooms: rooms(cells)?,
            assigned_validity: [validity(cells)?, validity(cells)?],
        })
    }
}

/// The units of an assignment, with commas between them, and what it is held to.
pub(crate) fn rooms(cells: &mut Cells<'_>) -> Result<(Room<UnitPath>, Option<Box<RoleRooms>>), StoreError> {
    let (paths, held_to) = (cells.take::<Option<String>>()?, cells.take::<Option<String>>()?);
    if held_to.is_none() {
        return Ok((Room::Global, None));
    }
    let HeldTo { units, role_rooms } = HeldTo::from_stored(held_to.as_deref());
    let paths = paths.unwrap_or_default();
    let paths = paths.split(',').filter(|path| !path.is_empty()).map(|path| UnitPath::from_stored(path.to_owned()));
    Ok((if units { Room::Only(paths.collect()) } else { Room::Global }, role_rooms))
}

/// Whether a user may act by a credential now.
#[derive(Clone, Copy)]
struct Usable {
    user: user::State,
    user_validity: user::Validity,
    credential: Option<State>,
    /// When a temporary lock of it ends by itself.
    lock_until: Option<Timestamp>,
    credential_validity: user::Validity,
}

impl Usable {
    fn credential_works(self, at: Timestamp) -> bool {
        match self.credential {
            Some(State::TmpLocked) => self.lock_until.is_some_and(|until| until <= at),
            state => state == Some(State::Active),
        }
    }

    fn holds(self, at: Timestamp) -> bool {
        self.user == user::State::Active
            && self.user_validity.holds(at)
            && self.credential_works(at)
            && self.credential_validity.holds(at)
    }
}

fn validity(cells: &mut Cells<'_>) -> Result<user::Validity, StoreError> {
    user::Validity::take(cells)
}

/// The read of whom a token speaks for.
fn asked(subject: &Subject) -> SharedRead {
    match subject {
        Subject::Holder { user_id, credential_id, .. } => {
            HolderQuery { credential: *credential_id, user: *user_id }.into()
        }
        Subject::Named { client, user } => {
            NamedQuery { user: crate::sought::wanted(user), client: crate::sought::wanted(client) }.into()
        }
        Subject::Session { secret } => SessionQuery { secret: secret.clone() }.into(),
    }
}

/// Who the rows are of, and what they may; `None` where the user or its credential may not be used.
fn known(rows: Vec<CallerRow>, source: &Source, at: Timestamp) -> Option<(Who, Grants)> {
    let version = match &source.subject {
        Subject::Holder { version, .. } => *version,
        Subject::Named { .. } | Subject::Session { .. } => None,
    };
    let is_usable = |row: &&CallerRow| row.usable.holds(at) && version.is_none_or(|version| version == row.version);
    let first = rows.first().filter(is_usable)?;
    let who =
        Who { client_id: first.client_id, client: first.client.clone(), user_id: first.id, user: first.user.clone() };
    let mut grants: BTreeMap<Uuid, Grant> = BTreeMap::new();
    for row in rows {
        let Some((id, role, global)) = row.assignment.filter(|_| row.assigned_validity.iter().all(|one| one.holds(at)))
        else {
            continue;
        };
        // A role that this version doesn't know gives no right.
        let Some(role) = Role::parse(&role) else { continue };
        let clients = if global { ClientRoom::Global } else { ClientRoom::Only(Vec::new()) };
        let (units, role_rooms) = row.rooms;
        let grant = grants.entry(id).or_insert(Grant { role: role.into(), clients, units, role_rooms });
        if let (ClientRoom::Only(clients), Some(room)) = (&mut grant.clients, row.room) {
            clients.push(ExtId::from_stored(room));
        }
    }
    Some((who, Grants::new(grants.into_values().collect(), Arc::clone(&source.roles))))
}

impl Store {
    /// The caller for whom a verified token speaks, with the roles that the database gives it now. What is `foreseen` is
    /// read with it, if those suffice.
    ///
    /// `None` where the user, its client or its credential isn't there or may not be used.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn caller(
        &self,
        source: Source,
        occasion: Occasion,
        foreseen: Option<Foreseen<'_>>,
    ) -> Result<Option<Caller>, StoreError> {
        let (rows, ahead) = self.caller_rows(&source, foreseen).await?;
        let known = known(rows, &source, occasion.at);
        Ok(known.map(|(who, grants)| {
            let now = Now::of(grants, occasion.at);
            Caller::new(self.clone(), source, who, now, occasion, ahead)
        }))
    }

    /// Who is signed in with a session, as [`Store::caller`], and the session, in one read; `None` where it doesn't hold,
    /// or its user may not act.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn seated(&self, source: Source, occasion: Occasion) -> Result<Option<(Caller, Seat)>, StoreError> {
        let rows = self.rows_shared(asked(&source.subject), |cells| Ok((CallerRow::read(cells)?, Seat::read(cells)?)));
        let (rows, mut seats): (Vec<_>, Vec<_>) = rows.await?.into_iter().unzip();
        let known = known(rows, &source, occasion.at);
        Ok(known.zip(seats.pop()).map(|((who, grants), seat)| {
            let now = Now::of(grants, occasion.at);
            (Caller::new(self.clone(), source, who, now, occasion, None), seat)
        }))
    }

    /// Who a caller is, and what it may now.
    pub(crate) async fn known(&self, source: &Source, at: Timestamp) -> Result<Option<(Who, Grants)>, StoreError> {
        let (rows, _) = self.caller_rows(source, None).await?;
        Ok(known(rows, source, at))
    }

    /// The rows of a caller, and what was read ahead. SQLite has no round trip to be saved.
    async fn caller_rows(
        &self,
        source: &Source,
        foreseen: Option<Foreseen<'_>>,
    ) -> Result<(Vec<CallerRow>, Option<Ahead>), StoreError> {
        let asked = asked(&source.subject);
        let is_session = matches!(source.subject, Subject::Session { .. });
        let Some(foreseen) = foreseen.filter(|_| self.has_round_trips() && !is_session) else {
            return Ok((self.rows_shared(asked, CallerRow::read).await?, None));
        };
        let (asked, own) = foreseen.beside(asked, &source.subject, &source.roles);
        let at = Instant::now();
        let Some(found) = self.unread(asked).await? else { return Ok((Vec::new(), None)) };
        let (mut rows, mut ahead, mut units) = (Vec::new(), None, None);
        for (place, mut cells) in found.rows().enumerate() {
            rows.push(CallerRow::read(&mut cells)?);
            if let Some(text) = cells.take::<Option<String>>()? {
                units = UnitsAhead::from_stored(&text).map(Box::new);
            }
            if cells.take::<Option<i64>>()?.is_some() {
                ahead.get_or_insert(place);
            }
        }
        Ok((rows, ahead.map(|place| Ahead::new(own, (found, place), units, at))))
    }

    /// The secrets of a technical user that work, the newest first.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn technical_user(
        &self,
        client: &str,
        user: &str,
        at: Timestamp,
    ) -> Result<Vec<TechnicalUser>, StoreError> {
        let values = vec![
            crate::sought::wanted(user).into(),
            at.micros().into(),
            crate::sought::wanted(client).into(),
            (SECRETS_MAX as i64).into(),
        ];
        self.proofs(TECHNICAL_USER, values, at).await
    }

    /// One device password of a technical user, if it may be used.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn device_password(
        &self,
        client: &str,
        user: &str,
        credential: &str,
        at: Timestamp,
    ) -> Result<Option<TechnicalUser>, StoreError> {
        let values = vec![
            crate::sought::wanted(user).into(),
            crate::sought::wanted(credential).into(),
            crate::sought::wanted(client).into(),
        ];
        Ok(self.proofs(DEVICE_PASSWORD, values, at).await?.into_iter().next())
    }

    /// The public keys of a technical user that may be used, the newest first.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn public_keys(&self, client: &str, user: &str, at: Timestamp) -> Result<Vec<TechnicalUser>, StoreError> {
        let values = vec![
            crate::sought::wanted(user).into(),
            at.micros().into(),
            crate::sought::wanted(client).into(),
            (PUBLIC_KEYS_MAX as i64).into(),
        ];
        self.proofs(PUBLIC_KEYS, values, at).await
    }

    /// What of a technical user can be used to prove that one is it.
    async fn proofs(&self, sql: Sql, values: Vec<Value>, at: Timestamp) -> Result<Vec<TechnicalUser>, StoreError> {
        let rows = self
            .rows(sql, values, |cells| {
                let user_id = cells.take()?;
                let (user, user_validity) = (column::take(cells)?, validity(cells)?);
                let credential_id = cells.take()?;
                let usable = Usable {
                    user,
                    user_validity,
                    credential: State::from_wire(&cells.take::<String>()?),
                    lock_until: cells.take::<Option<i64>>()?.map(Timestamp::from_micros),
                    credential_validity: validity(cells)?,
                };
                let (proof, version) = (cells.take()?, cells.take()?);
                Ok((usable, TechnicalUser { user_id, credential_id, version, proof }))
            })
            .await?;
        Ok(rows.into_iter().filter(|(usable, _)| usable.holds(at)).map(|(_, user)| user).collect())
    }
}

/// A technical user with one of its credentials, by which it proves that it is it.
#[derive(Clone)]
pub struct TechnicalUser {
    /// The user, by internal key.
    pub user_id: Uuid,
    /// The credential, by internal key.
    pub credential_id: Uuid,
    /// The credential's version: what is verified is of this one.
    pub version: i64,
    /// A device password: its stored form. A public key: its detail.
    pub proof: String,
}

impl TechnicalUser {
    /// The stored hash of a device password that holds now.
    #[must_use]
    pub fn hash(&self) -> &str {
        stored::current(&self.proof)
    }

    /// Whom a token speaks for that was got by this credential.
    #[must_use]
    pub fn subject(&self) -> Subject {
        Subject::Holder { user_id: self.user_id, credential_id: self.credential_id, version: None }
    }
}

impl std::fmt::Debug for TechnicalUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TechnicalUser").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_acts_is_active_and_valid_and_so_is_what_they_act_by() {
        let at = Timestamp::from_micros;
        let always = user::Validity { from: Some(at(5)), to: Some(at(6)) };
        let good = Usable {
            user: user::State::Active,
            user_validity: always,
            credential: Some(State::Active),
            lock_until: None,
            credential_validity: always,
        };
        assert!(good.holds(at(5)));
        let over = user::Validity { from: None, to: Some(at(5)) };
        let locked =
            |until: Option<i64>| Usable { credential: Some(State::TmpLocked), lock_until: until.map(at), ..good };
        assert!(locked(Some(5)).holds(at(5)), "the lock is over");
        for bad in [
            Usable { user: user::State::Disabled, ..good },
            Usable { user: user::State::Archived, ..good },
            Usable { user_validity: over, ..good },
            Usable { credential: Some(State::Disabled), ..good },
            Usable { credential: None, ..good },
            Usable { credential_validity: over, ..good },
            locked(Some(6)),
            locked(None),
        ] {
            assert!(!bad.holds(at(5)));
        }
    }
}
