//! Users and credentials whose validity has ended, or ends soon.

use sigill_domain::client::ClientRef;
use sigill_domain::credential::{CredentialType, State};
use sigill_domain::ext_id::ExtId;
use sigill_domain::lifecycle::EndingCredential;
use sigill_domain::policy::{LifecycleRules, Parameters};
use sigill_domain::right::System;
use sigill_domain::rooms::Place;
use sigill_domain::time::Timestamp;
use sigill_domain::user::UserRef;
use uuid::Uuid;

use crate::error::StoreError;
use crate::permit::{Everywhere, Permit, Sought, Within};
use crate::row::Row;
use crate::sql::{Sql, sql};
use crate::value::Cells;
use crate::{client, column};

/// Clients whose policy says what becomes of what ends, page by page.
const CLIENTS: Sql = sql! { "
    SELECT {c}, p.parameters
    FROM client c
    JOIN policy p ON p.client_id = c.id AND p.kind = 'ClientPolicy' AND p.is_default
        AND p.parameters LIKE '%sigill.lifecycle.%'
    WHERE c.id > $1 AND c.state = 'active'
    ORDER BY c.id LIMIT $2", c: ClientRef };

/// Active users that end in a time, from behind one.
const USERS: Sql = Sql("
    SELECT u.id, u.ext_id, u.valid_to FROM users u
    WHERE u.client_id = $1 AND u.state = 'active' AND u.valid_to IS NOT NULL
        AND (u.valid_to, u.id) > ($2, $3) AND u.valid_to <= $4
    ORDER BY u.valid_to, u.id LIMIT $5");

/// Credentials that end in a time and are neither disabled nor archived, from behind one.
const CREDENTIALS: Sql = Sql("
    SELECT k.id, k.ext_id, k.valid_to FROM credential k
    WHERE k.client_id = $1 AND k.state NOT IN ('disabled', 'archived') AND k.valid_to IS NOT NULL
        AND (k.valid_to, k.id) > ($2, $3) AND k.valid_to <= $4
    ORDER BY k.valid_to, k.id LIMIT $5");

/// One that a user has.
const CREDENTIAL: Sql = sql! { "
    SELECT {c}, c.rules_rev, cp.parameters, {u}, o.rev, k.id, k.ext_id, k.kind, k.state, k.valid_to, k.version
    FROM credential k
    JOIN users u ON u.id = k.owner_id
    JOIN owner o ON o.id = u.id
    JOIN client c ON c.id = k.client_id AND c.state = 'active'
    LEFT JOIN policy cp ON cp.client_id = c.id AND cp.kind = 'ClientPolicy' AND cp.is_default
    WHERE k.id = $1", c: ClientRef, u: UserRef };

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[CLIENTS, USERS, CREDENTIALS, CREDENTIAL];

/// Something that ends, found by when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Internal key.
    pub id: Uuid,
    /// As paths name it.
    pub ext_id: ExtId,
    /// When it ends.
    pub valid_to: Timestamp,
}

impl Ending {
    fn take(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self { id: cells.take()?, ext_id: column::take(cells)?, valid_to: column::take(cells)? })
    }
}

/// What is gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndingKind {
    /// Users that are active.
    Users,
    /// Credentials of all types that are neither disabled nor archived.
    Credentials,
}

impl Permit<System, Everywhere> {
    /// Some of the clients whose policy says what becomes of what ends, from behind one, by internal key.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn lifecycles(&self, after: Uuid, limit: i64) -> Result<Vec<(ClientRef, LifecycleRules)>, StoreError> {
        let read = |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            let parameters: Parameters = column::take(cells)?;
            Ok((client, LifecycleRules::read(&parameters)))
        };
        self.store().rows(CLIENTS, vec![after.into(), limit.into()], read).await
    }

    /// Some of what ends after `from` (excluded, with its key) and until `to` (included), in its order.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn ending(
        &self,
        kind: EndingKind,
        client: Uuid,
        (from, to): ((Timestamp, Uuid), Timestamp),
        limit: i64,
    ) -> Result<Vec<Ending>, StoreError> {
        let sql = match kind {
            EndingKind::Users => USERS,
            EndingKind::Credentials => CREDENTIALS,
        };
        let values = vec![client.into(), from.0.micros().into(), from.1.into(), to.micros().into(), limit.into()];
        self.store().rows(sql, values, Ending::take).await
    }

    /// A credential that a user has, as far as its end goes; `None` where it isn't there any more, or nobody's.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn ending_credential(&self, id: Uuid) -> Result<Option<Within<System, EndingCredential>>, StoreError> {
        let read = |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            let client_rules = client::row::rules(cells)?;
            let user = UserRef::take(cells)?;
            let place = Place::of_user(&client, user.id);
            let (rev, id, ext_id) = (cells.take()?, cells.take()?, column::take(cells)?);
            let kind = CredentialType::from_number(cells.take()?);
            let state = State::from_wire(&cells.take::<String>()?);
            let (valid_to, version) = (column::take::<Option<Timestamp>>(cells)?, cells.take()?);
            let (Some(kind), Some(state), Some(valid_to)) = (kind, state, valid_to) else { return Ok((place, None)) };
            let found =
                EndingCredential { client, client_rules, user, rev, id, ext_id, kind, state, valid_to, version };
            Ok((place, Some(found)))
        };
        Ok(match self.seek_client((CREDENTIAL, vec![id.into()]), read).await? {
            Sought::There(found) => found.transpose(),
            Sought::Missing(_) | Sought::Outside(_) => None,
        })
    }
}
