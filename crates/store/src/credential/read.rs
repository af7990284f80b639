//! Credentials, as they are shown.

use sigill_domain::client::ClientRef;
use sigill_domain::credential::device_password;
use sigill_domain::credential::{Credential, MobileSignature, Own, Typed};
use sigill_domain::ext_id::ExtId;
use sigill_domain::list::{Listed, Page, Token};
use sigill_domain::right::{CredentialDelete, CredentialView};
use sigill_domain::user::UserRef;
use uuid::Uuid;

use super::any::OnCredentials;
use super::row::CredentialRow;
use crate::ahead::ahead;
use crate::credential;
use crate::engine::shared;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::Permit;
use crate::row::Row;
use crate::sought::{Sought, wanted};
use crate::sql::{Sql, sql};
use crate::value::Cells;

shared! {
    /// The only credential of a type that a user has.
    pub(crate) struct SingletonQuery { user: String, kind: i64, client: String }
    "
        SELECT {c}, u.id, u.ext_id,
               {k}, kp.ext_id
        FROM client c
        LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = {user}
        LEFT JOIN credential k ON k.owner_id = u.id AND k.kind = {kind}
        LEFT JOIN policy kp ON kp.id = k.policy_id
        WHERE c.ext_id = {client} AND c.state = 'active'
        LIMIT 1", c: ClientRef, k: CredentialRow
}

/// A device password to be deleted.
const DEVICE_PASSWORD: Sql = sql! { "
    SELECT {c}, {u}, o.rev,
           EXISTS (SELECT 1 FROM profile hp JOIN authz ha ON ha.profile_id = hp.id WHERE hp.user_id = u.id),
           k.id, k.ext_id, k.version
    FROM client c
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    LEFT JOIN owner o ON o.id = u.id
    LEFT JOIN credential k ON k.client_id = c.id AND k.ext_id = $2 AND k.owner_id = u.id AND k.kind = 15
    WHERE c.ext_id = $3 AND c.state = 'active'", c: ClientRef, u: UserRef };

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
pub(crate) const STATEMENTS: &[Sql] = &[DEVICE_PASSWORD, LIST, COUNT];

ahead!(SingletonQuery);
ahead!(ListedUserQuery);

/// The mobile signature of a user.
pub(crate) fn singleton(client: &str, user: &str) -> SingletonQuery {
    SingletonQuery { user: wanted(user), kind: MobileSignature::TYPE.number(), client: client.to_owned() }
}

/// Whose credentials are listed.
pub(crate) fn listed_user(client: &str, user: &str) -> ListedUserQuery {
    ListedUserQuery { user: wanted(user), client: client.to_owned() }
}

impl Permit<CredentialDelete> {
    /// A device password of a user, if there is one of that id.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_device_password(
        &self,
        user: &str,
        ext_id: &str,
    ) -> Result<Sought<Option<device_password::Held>>, StoreError> {
        let values = vec![wanted(user).into(), wanted(ext_id).into(), self.client().as_str().into()];
        let row = self
            .store()
            .row(DEVICE_PASSWORD, values, |cells: &mut Cells<'_>| {
                let client = ClientRef::take(cells)?;
                let Some(user) = UserRef::take_joined(cells)? else { return Ok((client, None)) };
                let (rev, has_roles) = (cells.take()?, cells.take()?);
                let Some(id) = cells.take::<Option<Uuid>>()? else { return Ok((client, Some(None))) };
                let (ext_id, version) = (ExtId::from_stored(cells.take()?), cells.take()?);
                let (client, is_last) = (client.clone(), true);
                let held = device_password::Held { client, user, rev, has_roles, is_last, id, ext_id, version };
                let client = held.client.clone();
                Ok((client, Some(Some(held))))
            })
            .await?;
        Ok(Sought::of(row))
    }
}

impl Permit<CredentialView> {
    /// The mobile signature of a user, if it has one.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn mobile_signature(
        &self,
        user: &str,
    ) -> Result<Sought<Option<Credential<MobileSignature>>>, StoreError> {
        let row = self
            .row_first(singleton(self.client().as_str(), user), |cells: &mut Cells<'_>| {
                let client = ClientRef::take(cells)?;
                if cells.take::<Option<Uuid>>()?.is_none() {
                    return Ok((client, None));
                }
                let user_ext_id = ExtId::from_stored(cells.take()?);
                Ok((client, Some(credential::row::take(cells, &user_ext_id)?)))
            })
            .await?;
        Ok(Sought::of(row))
    }

    /// A page of the credentials of a user, of all types.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn credentials(&self, user: &str, page: &Page) -> Result<Sought<Listed<Credential<Own>>>, StoreError> {
        let (client, user, user_ext_id) = match self.listed_user(user).await? {
            Sought::NoClient => return Ok(Sought::NoClient),
            Sought::NoUser { client_name } => return Ok(Sought::NoUser { client_name }),
            Sought::Found(found) => found,
        };
        let (created_ms, ext_id) = begin(page);
        let values = vec![user.into(), client.into(), created_ms.into(), ext_id.into(), reach(page).into()];
        let read = move |cells: &mut Cells<'_>| credential::row::take_any(cells, &user_ext_id);
        let credentials = self.store().rows(LIST, values, read).await?.into_iter().flatten().collect();
        let mut listed = Listed::cut(credentials, page.limit, |last: &Credential<Own>| {
            Token::of(last.created, &last.ext_id).to_string()
        });
        if page.with_total {
            listed.total = self.store().row(COUNT, vec![user.into(), client.into()], |cells| cells.take()).await?;
        }
        Ok(Sought::Found(listed))
    }
}

impl<R: OnCredentials> Permit<R> {
    /// Whose credentials are listed: its client, itself, and how paths name it.
    pub(super) async fn listed_user(&self, user: &str) -> Result<Sought<(Uuid, Uuid, ExtId)>, StoreError> {
        let row = self
            .row_first(listed_user(self.client().as_str(), user), |cells: &mut Cells<'_>| {
                let client = ClientRef::take(cells)?;
                let Some(id) = cells.take::<Option<Uuid>>()? else { return Ok((client, None)) };
                let user_ext_id = ExtId::from_stored(cells.take()?);
                Ok((client.clone(), Some((client.id, id, user_ext_id))))
            })
            .await?;
        Ok(Sought::of(row))
    }
}
