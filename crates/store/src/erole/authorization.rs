//! Which enterprise roles a profile has.

use sigill_domain::erole::{EnterpriseAuthorization, Givable};
use sigill_domain::profile::HeldProfile;
use sigill_domain::right::{ProfileModify, ProfileView};
use uuid::Uuid;

use super::row::GivenRow;
use crate::column;
use crate::engine::Store;
use crate::error::StoreError;
use crate::permit::Within;
use crate::row::Row;
use crate::sought::{wanted, wanted_optional};
use crate::sql::{Sql, sql};

/// A profile has a bounded number of them.
const GIVEN: Sql = sql! { "
    SELECT {g}, e.ext_id
    FROM eauthz g
    JOIN erole e ON e.id = g.erole_id AND e.state = 'active'
    WHERE g.profile_id = $1
    ORDER BY g.created / 1000, g.ext_id", g: GivenRow };

const WANTED: Sql = Sql("
    SELECT (SELECT e.id FROM erole e WHERE e.client_id = $1 AND e.ext_id = $2 AND e.state = 'active'),
           EXISTS (SELECT 1 FROM eauthz g WHERE g.client_id = $3 AND g.ext_id = $4)");

/// Of all profiles of a user.
const OF_USER: Sql = Sql("SELECT g.id FROM profile p JOIN eauthz g ON g.profile_id = p.id WHERE p.user_id = $1");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[GIVEN, WANTED, OF_USER];

async fn given(store: &Store, profile: Uuid) -> Result<Vec<EnterpriseAuthorization>, StoreError> {
    store
        .rows(GIVEN, vec![profile.into()], |cells| {
            let row = GivenRow::take(cells)?;
            Ok(row.given(column::take(cells)?))
        })
        .await
}

/// The enterprise authorizations of a user, by internal key.
pub(crate) async fn of_user(store: &Store, user: Uuid) -> Result<Vec<Uuid>, StoreError> {
    store.rows(OF_USER, vec![user.into()], |cells| cells.take()).await
}

macro_rules! given_under {
    ($($right:ident)*) => {$(
        impl Within<$right, HeldProfile> {
            /// The enterprise roles of the profile, the oldest first. Read after the revision of its user, so that what is
            /// missed here has moved it.
            ///
            /// # Errors
            /// The database can't be asked.
            pub async fn enterprise_authorizations(&self) -> Result<Vec<EnterpriseAuthorization>, StoreError> {
                given(self.store(), self.profile.id).await
            }
        }
    )*};
}

given_under! { ProfileView ProfileModify }

impl Within<ProfileModify, HeldProfile> {
    /// What must be known to give the profile an enterprise role.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn givable(&self, erole: Option<&str>, ext_id: Option<&str>) -> Result<Givable, StoreError> {
        let client = self.client.id;
        let values = vec![
            client.into(),
            wanted_optional(erole).unwrap_or_else(|| wanted("")).into(),
            client.into(),
            wanted_optional(ext_id).into(),
        ];
        let found = self.store().row(WANTED, values, |cells| Ok((cells.take()?, cells.take()?))).await?;
        let (erole, ext_id_taken) = found.unwrap_or_default();
        Ok(Givable { erole, ext_id_taken, given: self.enterprise_authorizations().await? })
    }
}
