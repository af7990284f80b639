//! Users.

use std::marker::PhantomData;

use sigill_domain::client::ClientRef;
use sigill_domain::credential::CredentialType;
use sigill_domain::ext_id::ExtId;
use sigill_domain::property::Defined;
use sigill_domain::right::{System, UserArchive, UserCreate, UserDelete, UserModify, UserView};
use sigill_domain::user::{Archivable, Belonging, HeldUser, NewUser, User};
use uuid::Uuid;

use super::row::UserRow;
use crate::ahead::ahead;
use crate::client;
use crate::engine::{Store, shared};
use crate::error::StoreError;
use crate::permit::{Everywhere, Permit};
use crate::row::Row;
use crate::sought::{Sought, wanted, wanted_optional};
use crate::sql::{Sql, sql};
use crate::value::Cells;

const NEW_USER: Sql = sql! { "
    SELECT {c}, c.rules_rev, p.parameters, u.id,
           EXISTS (SELECT 1 FROM users x WHERE x.client_id = c.id AND x.ext_id = $1),
           EXISTS (SELECT 1 FROM users x WHERE x.client_id = c.id AND x.login_id = $2)
    FROM client c
    JOIN unit u ON u.client_id = c.id AND u.is_default
    LEFT JOIN policy p ON p.client_id = c.id AND p.kind = 'ClientPolicy' AND p.is_default
    WHERE c.ext_id = $3 AND c.state = 'active'", c: ClientRef };

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

/// What hangs on a user: profiles as 0, authorizations as -1, credentials by the number of their type.
/// Read after its revision, so that what is missed here has moved it.
const BELONGINGS: Sql = Sql("
    SELECT CAST(0 AS BIGINT), p.id, p.ext_id FROM profile p WHERE p.user_id = $1
    UNION ALL SELECT CAST(-1 AS BIGINT), a.id, a.ext_id FROM profile p JOIN authz a ON a.profile_id = p.id
        WHERE p.user_id = $1
    UNION ALL SELECT k.kind, k.id, k.ext_id FROM credential k WHERE k.owner_id = $1");

/// Another user with the mobile number; of a new one, `$3` is nobody's.
const MOBILE_TAKEN: Sql = Sql("SELECT 1 FROM users WHERE client_id = $1 AND mobile = $2 AND id <> $3 LIMIT 1");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[NEW_USER, HELD, IS_TECHNICAL, BELONGINGS, MOBILE_TAKEN];

async fn mobile_taken(store: &Store, client: Uuid, user: Uuid, mobile: &str) -> Result<bool, StoreError> {
    if mobile.contains('\0') {
        return Ok(false);
    }
    Ok(store.row(MOBILE_TAKEN, vec![client.into(), mobile.into(), user.into()], |_| Ok(())).await?.is_some())
}

async fn new_user<R: 'static>(
    store: &Store,
    client: &str,
    ext_id: Option<&str>,
    login_id: Option<&str>,
) -> Result<Option<NewUser<R>>, StoreError> {
    // Without a login id the external id becomes it.
    let login_id = login_id.or(ext_id).filter(|id| !id.contains('\0')).map(str::to_owned);
    let values = vec![wanted_optional(ext_id).into(), login_id.into(), client.into()];
    store
        .row(NEW_USER, values, |cells| {
            Ok(NewUser {
                client: ClientRef::take(cells)?,
                rules: client::row::rules(cells)?,
                unit_id: cells.take()?,
                ext_id_taken: cells.take()?,
                login_id_taken: cells.take()?,
                mobile_taken: false,
                defined: Defined::default(),
                right: PhantomData,
            })
        })
        .await
}

impl Permit<UserCreate> {
    /// What a decision on a new user needs; `None` where the client isn't there.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn new_user(
        &self,
        ext_id: Option<&str>,
        login_id: Option<&str>,
    ) -> Result<Option<NewUser<UserCreate>>, StoreError> {
        new_user(self.store(), self.client().as_str(), ext_id, login_id).await
    }

    /// Whether a user of the client has this mobile number.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn mobile_taken(&self, client: Uuid, mobile: &str) -> Result<bool, StoreError> {
        mobile_taken(self.store(), client, Uuid::nil(), mobile).await
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

    /// As for a caller with the right to create users.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn new_user(&self, client: &str, ext_id: Option<&str>) -> Result<Option<NewUser<System>>, StoreError> {
        new_user(self.store(), &wanted(client), ext_id, None).await
    }
}

impl Permit<UserView> {
    /// A user of the client.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn user(&self, ext_id: &str) -> Result<Sought<User>, StoreError> {
        let found = user(self, ext_id).await?;
        Ok(found.map(|(_, user, _)| user))
    }
}

impl Permit<UserArchive> {
    /// A user with all that goes when it is archived.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn archivable(&self, ext_id: &str) -> Result<Sought<Archivable>, StoreError> {
        let (client, user, rev) = match user(self, ext_id).await? {
            Sought::NoClient => return Ok(Sought::NoClient),
            Sought::NoUser { client_name } => return Ok(Sought::NoUser { client_name }),
            Sought::Found(found) => found,
        };
        let (profiles, authorizations, credentials) = belongings(self.store(), user.id).await?;
        Ok(Sought::Found(Archivable { client, user, rev, profiles, authorizations, credentials }))
    }
}

async fn held<R: 'static>(
    store: &Store,
    client: &str,
    ext_id: &str,
    login_id: Option<&str>,
) -> Result<Sought<HeldUser<R>>, StoreError> {
    let login_id = login_id.filter(|id| !id.contains('\0')).map(str::to_owned);
    let row = store
        .row(HELD, vec![login_id.into(), wanted(ext_id).into(), client.into()], |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            let rules = client::row::rules(cells)?;
            let login_id_taken = cells.take()?;
            let rev = cells.take::<Option<i64>>()?.unwrap_or_default();
            let Some(user) = UserRow::take_joined(cells)?.map(User::from) else { return Ok((client, None)) };
            let held = HeldUser {
                client: client.clone(),
                rules,
                user,
                rev,
                login_id_taken,
                mobile_taken: false,
                defined: Defined::default(),
                profiles: Vec::new(),
                authorizations: Vec::new(),
                credentials: Vec::new(),
                right: PhantomData,
            };
            Ok((client, Some(held)))
        })
        .await?;
    let mut held: HeldUser<R> = match Sought::of(row) {
        Sought::Found(held) => held,
        Sought::NoClient => return Ok(Sought::NoClient),
        Sought::NoUser { client_name } => return Ok(Sought::NoUser { client_name }),
    };
    (held.profiles, held.authorizations, held.credentials) = belongings(store, held.user.id).await?;
    Ok(Sought::Found(held))
}

/// The profiles, authorizations and credentials of a user.
async fn belongings(store: &Store, user: Uuid) -> Result<(Vec<Uuid>, Vec<Uuid>, Vec<Belonging>), StoreError> {
    let rows = store
        .rows(BELONGINGS, vec![user.into()], |cells| {
            Ok((cells.take::<i64>()?, cells.take::<Uuid>()?, cells.take::<String>()?))
        })
        .await?;
    let (mut profiles, mut authorizations, mut credentials) = (Vec::new(), Vec::new(), Vec::new());
    for (kind, id, ext_id) in rows {
        match kind {
            0 => profiles.push(id),
            -1 => authorizations.push(id),
            number => credentials.push(Belonging {
                id,
                ext_id: ExtId::from_stored(ext_id),
                kind: CredentialType::all().find(|kind| kind.number() == number),
            }),
        }
    }
    Ok((profiles, authorizations, credentials))
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
    ) -> Result<Sought<HeldUser<UserModify>>, StoreError> {
        held(self.store(), self.client().as_str(), ext_id, login_id).await
    }

    /// Whether another user of the client has this mobile number.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn mobile_taken(&self, client: Uuid, user: Uuid, mobile: &str) -> Result<bool, StoreError> {
        mobile_taken(self.store(), client, user, mobile).await
    }
}

impl Permit<UserDelete> {
    /// What a decision on deleting a user needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_user(&self, ext_id: &str) -> Result<Sought<HeldUser<UserDelete>>, StoreError> {
        held(self.store(), self.client().as_str(), ext_id, None).await
    }
}

ahead!(UserQuery);

/// A user, to be shown.
pub(crate) fn user_query(client: &str, ext_id: &str) -> UserQuery {
    UserQuery { user: wanted(ext_id), client: client.to_owned() }
}

async fn user<R>(permit: &Permit<R>, ext_id: &str) -> Result<Sought<(ClientRef, User, i64)>, StoreError> {
    let row = permit
        .row_first(user_query(permit.client().as_str(), ext_id), |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            let Some(user) = UserRow::take_joined(cells)?.map(User::from) else { return Ok((client, None)) };
            Ok((client.clone(), Some((client, user, cells.take()?))))
        })
        .await?;
    Ok(Sought::of(row))
}
