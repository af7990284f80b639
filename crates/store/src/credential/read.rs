//! Credentials, as they are shown.

use sigill_domain::client::ClientRef;
use sigill_domain::credential::{Credential, Own};
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{Listed, Page, Token};
use sigill_domain::right::CredentialView;
use sigill_domain::rooms::Place;
use uuid::Uuid;

use super::any::OnCredentials;
use super::row::CredentialRow;
use crate::ahead::ahead;
use crate::credential;
use crate::engine::shared;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{Noun, Permit, Sought};
use crate::row::Row;
use crate::sought::wanted;
use crate::sql::{Sql, sql};
use crate::value::Cells;

shared! {
    /// Whose credentials are listed.
    pub(crate) struct ListedUserQuery { user: String, client: String }
    "
        SELECT {c}, u.id, u.ext_id
        FROM client c LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = {user}
        WHERE c.ext_id = {client} AND c.state = 'active'", c: ClientRef
}

pub(crate) const LIST: Sql = sql! { "
    SELECT {k}, kp.ext_id
    FROM credential k LEFT JOIN policy kp ON kp.id = k.policy_id
    WHERE k.owner_id = $1 AND k.client_id = $2 AND (k.created / 1000, k.ext_id) > ($3, $4)
    ORDER BY k.created / 1000, k.ext_id LIMIT $5", k: CredentialRow };

const COUNT: Sql = Sql("SELECT count(*) FROM credential k WHERE k.owner_id = $1 AND k.client_id = $2");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[LIST, COUNT];

ahead!(ListedUserQuery);

/// Whose credentials are listed.
pub(crate) fn listed_user(client: &str, user: &str) -> ListedUserQuery {
    ListedUserQuery { user: wanted(user), client: client.to_owned() }
}

impl Permit<CredentialView> {
    /// A page of the credentials of a user, of all types.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn credentials(
        &self,
        user: &str,
        page: &Page,
    ) -> Result<Sought<CredentialView, Listed<Credential<Own>>>, StoreError> {
        let user = match self.listed_user(user).await?.or_gone() {
            Ok(user) => user,
            Err(gone) => return Ok(gone.into()),
        };
        let user_ext_id = ExtId::clone(&user);
        let (created_ms, ext_id) = begin(page);
        let (id, client) = (user.owner_id(), user.client_id());
        let values = vec![id.into(), client.into(), created_ms.into(), ext_id.into(), reach(page).into()];
        let read = move |cells: &mut Cells<'_>| credential::row::take_any(cells, &user_ext_id);
        let credentials = user.store().rows(LIST, values, read).await?.into_iter().flatten().collect();
        let mut listed = Listed::cut(credentials, page.limit, |last: &Credential<Own>| {
            Token::of(last.created, &last.ext_id).to_string()
        });
        if page.with_total {
            listed.total = user.store().row(COUNT, vec![id.into(), client.into()], |cells| cells.take()).await?;
        }
        Ok(Sought::There(user.map(|_| listed)))
    }
}

impl<R: OnCredentials> Permit<R> {
    /// Whose credentials are listed, and how paths name it.
    pub(super) async fn listed_user(&self, user: &str) -> Result<Sought<R, ExtId>, StoreError> {
        self.seek_first(listed_user(self.client().as_str(), user), Noun::User, |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            let Some(id) = cells.take::<Option<Uuid>>()? else { return Ok((client, None)) };
            let place = Place::of_user(&client, id);
            Ok((client, Some((place, ExtId::from_stored(cells.take()?)))))
        })
        .await
    }
}
