//! Credentials, as they are shown.

use sigill_domain::credential::{Credential, Kind, MobileSignature};
use sigill_domain::ext_id::ExtId;
use sigill_domain::right::CredentialView;
use uuid::Uuid;

use super::policy::sought;
use super::{Sought, columns, wanted};
use crate::error::StoreError;
use crate::permit::Permit;
use crate::sql::Sql;
use crate::value::Cells;

const SINGLETON: Sql = Sql("
    SELECT c.id, c.ext_id, c.name, u.id, u.ext_id,
           k.id, k.client_id, k.owner_id, k.ext_id, k.policy_id, kp.ext_id, k.state, k.reason, k.reason_detail,
           k.comment, k.valid_from, k.valid_to, k.success_count, k.success_last, k.failure_count, k.failure_last,
           k.lock_until, k.version, k.created, k.modified, k.detail
    FROM client c
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    LEFT JOIN credential k ON k.owner_id = u.id AND k.kind = $2
    LEFT JOIN policy kp ON kp.id = k.policy_id
    WHERE c.ext_id = $3 AND c.state = 'active'
    LIMIT 1");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[SINGLETON];

impl Permit<CredentialView> {
    /// The mobile signature of a user, if it has one.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn mobile_signature(
        &self,
        user: &str,
    ) -> Result<Sought<Option<Credential<MobileSignature>>>, StoreError> {
        let values = vec![wanted(user).into(), MobileSignature::TYPE.number().into(), self.client().as_str().into()];
        let row = self
            .store()
            .row(SINGLETON, values, |cells: &mut Cells<'_>| {
                let client = columns::client_ref(cells)?;
                if cells.take::<Option<Uuid>>()?.is_none() {
                    return Ok((client, None));
                }
                let user_ext_id = ExtId::from_stored(cells.take()?);
                Ok((client, Some(columns::credential(cells, &user_ext_id)?)))
            })
            .await?;
        Ok(row.map_or(Sought::NoClient, |(client, found)| sought(client, found)))
    }
}
