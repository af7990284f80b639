//! Users.

use sigill_domain::client::ClientRef;
use sigill_domain::property::Defined;
use sigill_domain::right::{SetsProperties, System, UserArchive, UserCreate, UserDelete, UserModify, UserView};
use sigill_domain::rooms::Place;
use sigill_domain::user::{Archivable, HeldUser, NewUser, User};
use uuid::Uuid;

use super::hanging::{Hanging, belongings};
use super::row::UserRow;
use crate::ahead::ahead;
use crate::client;
use crate::engine::shared;
use crate::error::StoreError;
use crate::permit::{Everywhere, Noun, Permit, Scope, Sought, Within};
use crate::row::Row;
use crate::sought::wanted;
use crate::sql::{Sql, sql};
use crate::value::Cells;

shared! {
    /// A user, to be shown.
    pub(crate) struct UserQuery { user: String, client: String }
    "
        SELECT {c},
               {u}, o.rev
        FROM client c
        LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = {user}
        LEFT JOIN owner o ON o.id = u.id
        WHERE c.ext_id = {client} AND c.state = 'active'", c: ClientRef, u: UserRow
}

pub(crate) const IS_TECHNICAL: Sql = Sql("
    SELECT u.is_technical AND u.state = 'active' FROM client c JOIN users u ON u.client_id = c.id WHERE u.id = $1");

/// A user to be changed.
const HELD: Sql = sql! { "
    SELECT {c}, c.rules_rev, cp.parameters,
           EXISTS (SELECT 1 FROM users x WHERE x.client_id = c.id AND x.login_id = $1 AND x.id <> u.id),
           o.rev,
           {u}
    FROM client c
    LEFT JOIN policy cp ON cp.client_id = c.id AND cp.kind = 'ClientPolicy' AND cp.is_default
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $2
    LEFT JOIN owner o ON o.id = u.id
    WHERE c.ext_id = $3 AND c.state = 'active'", c: ClientRef, u: UserRow };

/// Another user with the mobile number; of a new one, `$3` is nobody's.
const MOBILE_TAKEN: Sql = Sql("SELECT 1 FROM users WHERE client_id = $1 AND mobile = $2 AND id <> $3 LIMIT 1");

/// Another user whose login id differs in case at most; of a new one, `$3` is nobody's.
const LOGIN_ID_TAKEN: Sql =
    Sql("SELECT 1 FROM users WHERE lower(login_id) = $1 AND client_id = $2 AND id <> $3 LIMIT 1");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[HELD, IS_TECHNICAL, super::hanging::BELONGINGS, MOBILE_TAKEN, LOGIN_ID_TAKEN];

impl<R: SetsProperties, T> Within<R, T> {
    /// Whether another user of the client has this login id in any case: as provisioning clients compare it.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn has_login_id_in_any_case(&self, login_id: &str) -> Result<bool, StoreError> {
        if login_id.contains('\0') {
            return Ok(false);
        }
        let values = vec![login_id.to_ascii_lowercase().into(), self.client_id().into(), self.owner_id().into()];
        Ok(self.store().row(LOGIN_ID_TAKEN, values, |_| Ok(())).await?.is_some())
    }
}

async fn mobile_taken<R, T>(of: &Within<R, T>, mobile: &str) -> Result<bool, StoreError> {
    if mobile.contains('\0') {
        return Ok(false);
    }
    let values = vec![of.client_id().into(), mobile.into(), of.owner_id().into()];
    Ok(of.store().row(MOBILE_TAKEN, values, |_| Ok(())).await?.is_some())
}

impl Permit<UserCreate> {
    /// Whether a user of the client has this mobile number.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn mobile_taken(&self, of: &Within<UserCreate, NewUser>, mobile: &str) -> Result<bool, StoreError> {
        mobile_taken(of, mobile).await
    }
}

impl Permit<System, Everywhere> {
    /// Whether a user is technical, and active.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn is_technical_and_active(&self, user: Uuid) -> Result<bool, StoreError> {
        Ok(self.store().row(IS_TECHNICAL, vec![user.into()], |cells| cells.take()).await?.unwrap_or(false))
    }

    /// A user with all that hangs on it, and the enterprise roles of its profiles: what a decision on its end needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_user(
        &self,
        client: &str,
        ext_id: &str,
    ) -> Result<Option<(Within<System, HeldUser>, Vec<Uuid>)>, StoreError> {
        let Ok(held) = held(self, (client, ext_id), None).await?.or_gone() else { return Ok(None) };
        let enterprise = crate::erole::authorization::of_user(held.store(), held.owner_id()).await?;
        Ok(Some((held, enterprise)))
    }
}

impl Permit<UserView> {
    /// A user of the client.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn user(&self, ext_id: &str) -> Result<Sought<UserView, User>, StoreError> {
        let found = user(self, ext_id).await?;
        Ok(found.map(|(_, user, _)| user))
    }
}

impl Permit<UserArchive> {
    /// A user with all that goes when it is archived.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn archivable(&self, ext_id: &str) -> Result<Sought<UserArchive, Archivable>, StoreError> {
        let user = match user(self, ext_id).await?.or_gone() {
            Ok(user) => user,
            Err(gone) => return Ok(gone.into()),
        };
        let Hanging { profiles, authorizations, belongings, .. } = belongings(&user).await?;
        let enterprise_authorizations = crate::erole::authorization::of_user(user.store(), user.owner_id()).await?;
        let archivable = |(client, user, rev)| Archivable {
            client,
            user,
            rev,
            profiles,
            authorizations,
            enterprise_authorizations,
            belongings,
        };
        Ok(Sought::There(user.map(archivable)))
    }
}

async fn held<R, S: Scope>(
    permit: &Permit<R, S>,
    (client, ext_id): (&str, &str),
    login_id: Option<&str>,
) -> Result<Sought<R, HeldUser>, StoreError> {
    let login_id = login_id.filter(|id| !id.contains('\0')).map(str::to_owned);
    let values = vec![login_id.into(), wanted(ext_id).into(), client.into()];
    let sought = permit
        .seek((HELD, values), Noun::User, |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            let rules = client::row::rules(cells)?;
            let login_id_taken = cells.take()?;
            let rev = cells.take::<Option<i64>>()?.unwrap_or_default();
            let Some(user) = UserRow::take_joined(cells)?.map(User::from) else { return Ok((client, None)) };
            let place = Place::of_user(&client, user.id);
            let held = HeldUser {
                client: client.clone(),
                rules,
                user,
                rev,
                login_id_taken,
                mobile_taken: false,
                defined: Defined::default(),
                profiles: Vec::new(),
                archived_profiles: Vec::new(),
                authorizations: Vec::new(),
                belongings: Vec::new(),
            };
            Ok((client, Some((place, held))))
        })
        .await?;
    let mut held = match sought.or_gone() {
        Ok(held) => held,
        Err(gone) => return Ok(gone.into()),
    };
    let Hanging { profiles, archived_profiles, authorizations, belongings } = belongings(&held).await?;
    held.profiles = profiles;
    held.archived_profiles = archived_profiles;
    held.authorizations = authorizations;
    held.belongings = belongings;
    Ok(Sought::There(held))
}

impl Permit<UserModify> {
    /// What a decision on a patch of a user needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_user(
        &self,
        ext_id: &str,
        login_id: Option<&str>,
    ) -> Result<Sought<UserModify, HeldUser>, StoreError> {
        held(self, (self.client().as_str(), ext_id), login_id).await
    }

    /// Whether another user of the client has this mobile number.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn mobile_taken(&self, of: &Within<UserModify, HeldUser>, mobile: &str) -> Result<bool, StoreError> {
        mobile_taken(of, mobile).await
    }
}

impl Permit<UserDelete> {
    /// What a decision on deleting a user needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_user(&self, ext_id: &str) -> Result<Sought<UserDelete, HeldUser>, StoreError> {
        held(self, (self.client().as_str(), ext_id), None).await
    }
}

ahead!(UserQuery);

/// A user, to be shown.
pub(crate) fn user_query(client: &str, ext_id: &str) -> UserQuery {
    UserQuery { user: wanted(ext_id), client: client.to_owned() }
}

async fn user<R>(permit: &Permit<R>, ext_id: &str) -> Result<Sought<R, (ClientRef, User, i64)>, StoreError> {
    permit
        .seek_first(user_query(permit.client().as_str(), ext_id), Noun::User, |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            let Some(user) = UserRow::take_joined(cells)?.map(User::from) else { return Ok((client, None)) };
            let place = Place::of_user(&client, user.id);
            Ok((client.clone(), Some((place, (client, user, cells.take()?)))))
        })
        .await
}
