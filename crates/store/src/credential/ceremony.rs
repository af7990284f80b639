//! What the ceremonies of FIDO2 read beside the credential that they are about.

use sigill_domain::client::ClientRef;
use sigill_domain::credential::{Credential, CredentialType, Own};
use sigill_domain::policy::Policy;
use sigill_domain::right::{CredentialModify, CredentialView};
use uuid::Uuid;

use super::owner::policy_of;
use super::row::{self, CredentialRow};
use crate::client::read::client_ref;
use crate::error::StoreError;
use crate::key::is_used;
use crate::permit::{Permit, Sought, Within};
use crate::row::Row;
use crate::sql::{Sql, sql};

/// Credentials of one type that a client may have with the same identificator, and that are looked at.
const SAME_MAX: i64 = 10;

const DEFAULT_POLICY: Sql = sql! { "
    SELECT {d}
    FROM policy d WHERE d.client_id = $1 AND d.kind = $2 AND d.is_default", d: Policy };

const IDENTIFIED: Sql = sql! { "
    SELECT {k}, kp.ext_id, ku.ext_id
    FROM credential k
    JOIN users ku ON ku.id = k.owner_id
    LEFT JOIN policy kp ON kp.id = k.policy_id
    WHERE k.identificator = $1 AND k.client_id = $2 AND k.kind = $3
    ORDER BY k.id LIMIT $4", k: CredentialRow };

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[DEFAULT_POLICY, IDENTIFIED];

impl<R, T> Within<R, T> {
    /// Whether something that serves once has served; `Write::UseOnce` notes it.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn is_used(&self, id: Uuid) -> Result<bool, StoreError> {
        is_used(self.store(), id).await
    }

    /// Credentials of the type in the client with this identificator, some where there are many.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn identified(
        &self,
        kind: CredentialType,
        identificator: &str,
    ) -> Result<Vec<Credential<Own>>, StoreError> {
        let of = vec![identificator.into(), self.client_id().into(), kind.number().into(), SAME_MAX.into()];
        let found = self.store().rows(IDENTIFIED, of, row::take_with_user).await?;
        Ok(found.into_iter().flatten().collect())
    }
}

impl Permit<CredentialView> {
    /// The client, with its default policy for credentials of the type.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn client_with_policy(
        &self,
        kind: CredentialType,
    ) -> Result<Sought<CredentialView, (ClientRef, Option<Policy>)>, StoreError> {
        let client = match client_ref(self).await?.or_gone() {
            Ok(client) => client,
            Err(gone) => return Ok(gone.into()),
        };
        let of = vec![client.client_id().into(), policy_of(kind).into()];
        let policy = client.store().row(DEFAULT_POLICY, of, Policy::take).await?;
        Ok(Sought::There(client.map(|client| (client, policy))))
    }
}

impl Permit<CredentialModify> {
    /// The client, to look for credentials in it that aren't known by their users.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn client_of_credentials(&self) -> Result<Sought<CredentialModify, ClientRef>, StoreError> {
        client_ref(self).await
    }
}
