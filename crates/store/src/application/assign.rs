//! Which clients have an application.

use sigill_domain::application::{ApplicationRef, Assignable};
use sigill_domain::client::ClientRef;
use sigill_domain::right::ClientModify;
use sigill_domain::rooms::Place;

use crate::error::StoreError;
use crate::permit::{Noun, Permit, Sought};
use crate::row::Row;
use crate::sought::wanted;
use crate::sql::{Sql, sql};

const ASSIGNABLE: Sql = sql! { "
    SELECT {c}, register.rev, {a},
           (SELECT ac.id FROM application_client ac WHERE ac.application_id = a.id AND ac.client_id = c.id),
           EXISTS (SELECT 1 FROM erole_member m WHERE m.application_id = a.id AND m.client_id = c.id)
               OR EXISTS (SELECT 1 FROM authz z WHERE z.application_id = a.id AND z.client_id = c.id)
    FROM register
    CROSS JOIN client c
    LEFT JOIN application a ON a.ext_id = $1 AND a.state = 'active'
    WHERE c.ext_id = $2 AND c.state = 'active'", c: ClientRef, a: ApplicationRef };

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[ASSIGNABLE];

impl Permit<ClientModify> {
    /// An application and the client, with what must be known to assign the one to the other or to take it back.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn assignable(&self, application: &str) -> Result<Sought<ClientModify, Assignable>, StoreError> {
        let values = vec![wanted(application).into(), self.client().as_str().into()];
        self.seek(
            (ASSIGNABLE, values),
            |_| Noun::Application,
            |cells| {
                let client = ClientRef::take(cells)?;
                let rev = cells.take()?;
                let Some(application) = ApplicationRef::take_joined(cells)? else { return Ok((client, None)) };
                let (assigned, is_used) = (cells.take()?, cells.take()?);
                let place = Place::of_client(&client).with_application(application.id);
                let found = Assignable { client: client.clone(), application, rev, assigned, is_used };
                Ok((client, Some((place, found))))
            },
        )
        .await
    }
}
