//! Callers and technical users: what authentication reads.

use std::collections::BTreeMap;

use sigill_domain::caller::{ClientRoom, Grant, Grants};
use sigill_domain::credential::State;
use sigill_domain::ext_id::ExtId;
use sigill_domain::role::Role;
use sigill_domain::time::Timestamp;
use sigill_domain::user;
use uuid::Uuid;

use super::columns;
use crate::engine::Store;
use crate::error::StoreError;
use crate::permit::{Caller, Occasion, Subject};
use crate::sql::Sql;
use crate::value::Cells;

const CALLER: Sql = Sql("
    SELECT c.ext_id, u.ext_id, u.state, u.valid_from, u.valid_to, k.state, k.valid_from, k.valid_to,
           a.id, a.role, a.is_client_global, rc.ext_id
    FROM users u
    JOIN client c ON c.id = u.client_id AND c.state = 'active'
    JOIN credential k ON k.owner_id = u.id AND k.id = $1
    LEFT JOIN profile p ON p.user_id = u.id AND p.state = 'active'
    LEFT JOIN authz a ON a.profile_id = p.id
    LEFT JOIN authz_client ac ON ac.authz_id = a.id
    LEFT JOIN client rc ON rc.id = ac.client_id AND rc.state = 'active'
    WHERE u.id = $2");

const TECHNICAL_USER: Sql = Sql("
    SELECT u.id, u.state, u.valid_from, u.valid_to, k.id, k.state, k.valid_from, k.valid_to, k.secret
    FROM client c
    JOIN users u ON u.client_id = c.id AND u.ext_id = $1 AND u.is_technical
    JOIN credential k ON k.owner_id = u.id AND k.kind = 15 AND k.secret IS NOT NULL AND k.state = 'active'
        AND k.valid_from <= $2 AND (k.valid_to IS NULL OR k.valid_to > $2)
    WHERE c.ext_id = $3 AND c.state = 'active'
    ORDER BY k.created DESC, k.id DESC
    LIMIT $4");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[CALLER, TECHNICAL_USER];

/// Device passwords of one user that work: the newest two, enough to change one without a gap.
pub const SECRETS_MAX: u8 = 2;

/// One row of [`CALLER`].
struct CallerRow {
    client: ExtId,
    user: ExtId,
    usable: Usable,
    assignment: Option<(Uuid, String, bool)>,
    room: Option<String>,
}

/// Whether a user may act by a credential now.
#[derive(Clone, Copy)]
struct Usable {
    user: user::State,
    user_validity: user::Validity,
    credential: Option<State>,
    credential_validity: user::Validity,
}

impl Usable {
    fn holds(self, at: Timestamp) -> bool {
        self.user == user::State::Active
            && self.user_validity.holds(at)
            && self.credential == Some(State::Active)
            && self.credential_validity.holds(at)
    }
}

fn validity(cells: &mut Cells<'_>) -> Result<user::Validity, StoreError> {
    Ok(user::Validity {
        from: cells.take::<Option<i64>>()?.map(Timestamp::from_micros),
        to: cells.take::<Option<i64>>()?.map(Timestamp::from_micros),
    })
}

impl Store {
    /// The caller for whom a verified token speaks, with the roles that the database gives it now.
    ///
    /// `None` where the user, its client or its credential isn't there or may not be used.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn caller(&self, subject: Subject, occasion: Occasion) -> Result<Option<Caller>, StoreError> {
        let values = vec![subject.credential_id.into(), subject.user_id.into()];
        let rows = self
            .rows(CALLER, values, |cells| {
                Ok(CallerRow {
                    client: ExtId::from_stored(cells.take()?),
                    user: ExtId::from_stored(cells.take()?),
                    usable: Usable {
                        user: columns::user_state(cells)?,
                        user_validity: validity(cells)?,
                        credential: State::from_wire(&cells.take::<String>()?),
                        credential_validity: validity(cells)?,
                    },
                    assignment: match (cells.take()?, cells.take()?, cells.take()?) {
                        (Some(id), Some(role), Some(global)) => Some((id, role, global)),
                        _ => None,
                    },
                    room: cells.take()?,
                })
            })
            .await?;
        let Some(first) = rows.first().filter(|row| row.usable.holds(occasion.at)) else { return Ok(None) };
        let (client, user) = (first.client.clone(), first.user.clone());

        let mut grants: BTreeMap<Uuid, Grant> = BTreeMap::new();
        for row in rows {
            let Some((id, role, global)) = row.assignment else { continue };
            // A role that this version doesn't know gives no right.
            let Some(role) = Role::parse(&role) else { continue };
            let clients = if global { ClientRoom::Global } else { ClientRoom::Only(Vec::new()) };
            let grant = grants.entry(id).or_insert(Grant { role, clients });
            if let (ClientRoom::Only(clients), Some(room)) = (&mut grant.clients, row.room) {
                clients.push(ExtId::from_stored(room));
            }
        }
        let grants = Grants::new(grants.into_values().collect());
        Ok(Some(Caller::new(self.clone(), subject.user_id, client, user, grants, occasion)))
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
            super::wanted(user).into(),
            at.micros().into(),
            super::wanted(client).into(),
            i64::from(SECRETS_MAX).into(),
        ];
        let rows = self
            .rows(TECHNICAL_USER, values, |cells| {
                let user_id = cells.take()?;
                let (user, user_validity) = (columns::user_state(cells)?, validity(cells)?);
                let credential_id = cells.take()?;
                let usable = Usable {
                    user,
                    user_validity,
                    credential: State::from_wire(&cells.take::<String>()?),
                    credential_validity: validity(cells)?,
                };
                Ok((usable, TechnicalUser { subject: Subject { user_id, credential_id }, hash: cells.take()? }))
            })
            .await?;
        Ok(rows.into_iter().filter(|(usable, _)| usable.holds(at)).map(|(_, user)| user).collect())
    }
}

/// One secret of a technical user, and for whom it speaks once it is verified.
#[derive(Clone)]
pub struct TechnicalUser {
    pub subject: Subject,
    /// argon2id in PHC string form.
    pub hash: String,
}

impl std::fmt::Debug for TechnicalUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TechnicalUser").field("subject", &self.subject).finish_non_exhaustive()
    }
}
