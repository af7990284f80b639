//! The values that a profile has for an application.

use sigill_domain::application::ApplicationRef;
use sigill_domain::profile::{HeldProfile, HeldProfileValues, Profile, ProfileValues, row_of_room};
use sigill_domain::property::Properties;
use sigill_domain::right::{ProfileModify, ProfileView};
use sigill_domain::time::Timestamp;

use crate::engine::Store;
use crate::error::StoreError;
use crate::permit::{Permit, Within};
use crate::row::Row;
use crate::sought::wanted;
use crate::sql::{Sql, sql};
use crate::value::Cells;

/// The values of a profile for an application that its client has; this server's own is every client's.
const VALUES_FOR: Sql = sql! { "
    SELECT {a}, {v}
    FROM application a
    LEFT JOIN profile_application v ON v.profile_id = $1 AND v.application_id = a.id
    WHERE a.ext_id = $2 AND a.state = 'active' AND (a.ext_id = 'nevisIdm' OR EXISTS (
        SELECT 1 FROM application_client ac WHERE ac.application_id = a.id AND ac.client_id = $3))",
a: ApplicationRef, v: ProfileValues };

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[VALUES_FOR];

macro_rules! values_under {
    ($($right:ident)*) => {$(
        impl Permit<$right> {
            /// The values that a profile has for an application; `None`: its client has no such application, or it is outside
            /// of the caller's rooms.
            ///
            /// # Errors
            /// The database can't be asked.
            pub async fn values_for(
                &self,
                held: Within<$right, HeldProfile>,
                application: &str,
            ) -> Result<Option<Within<$right, HeldProfileValues>>, StoreError> {
                let found = values_for(held.store(), &held.profile, application, self.now()).await?;
                let found = found.filter(|(application, _)| self.reaches_application(&held, application.id));
                let both = |held| found.map(|(application, values)| HeldProfileValues { held, application, values });
                Ok(held.map(both).transpose())
            }
        }
    )*};
}

values_under! { ProfileView ProfileModify }

/// The application, and the values, which may be none.
async fn values_for(
    store: &Store,
    profile: &Profile,
    application: &str,
    now: Timestamp,
) -> Result<Option<(ApplicationRef, ProfileValues)>, StoreError> {
    let values = vec![profile.id.into(), wanted(application).into(), profile.client_id.into()];
    let read = |cells: &mut Cells<'_>| Ok((ApplicationRef::take(cells)?, ProfileValues::take_joined(cells)?));
    let Some((application, there)) = store.row(VALUES_FOR, values, read).await? else { return Ok(None) };
    let none = || ProfileValues {
        id: row_of_room(profile.id, application.id),
        client_id: profile.client_id,
        profile_id: profile.id,
        application_id: application.id,
        properties: Properties::default(),
        version: 0,
        created: now,
        modified: now,
    };
    let values = there.unwrap_or_else(none);
    Ok(Some((application, values)))
}
