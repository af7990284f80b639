//! How a caller stands to a user: what a decision about taking and giving needs.

use sigill_domain::caller::{ClientRoom, Grant};
use sigill_domain::client::HeldClient;
use sigill_domain::credential::{CredentialType, Earlier, Held, Machine, Own, Typed};
use sigill_domain::erasure::Remembered;
use sigill_domain::ext_id::ExtId;
use sigill_domain::owner::Owner;
use sigill_domain::right::{
    AuthorizationApplCreate, AuthorizationApplDelete, AuthorizationCreate, AuthorizationDelete,
    AuthorizationEnterpriseRoleCreate, AuthorizationEnterpriseRoleDelete, AuthorizationModify, AuthorizationUnitCreate,
    AuthorizationUnitDelete, ClientDelete, CredentialCreate, CredentialDelete, CredentialModify, DispatchTargetCreate,
    DispatchTargetDelete, DispatchTargetModify, HistoryErase, ProfileDelete, ProfileModify, UserArchive, UserDelete,
    UserModify,
};
use sigill_domain::role::Role;
use sigill_domain::standing::{Root, Standing};
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::credential;
use crate::engine::Store;
use crate::error::StoreError;
use crate::permit::{Permit, Placeless, Within};
use crate::profile::read::{GRANTS, authorizations};
use crate::sql::Sql;
use crate::user::read::IS_TECHNICAL;

/// The Roots of all clients who may act now, and whether each has a credential by which it signs in here: a device
/// password (15), or a generic credential that is a public key (9). They are few. Those who have one come first.
const ROOTS: Sql = Sql("
    SELECT u.id, u.client_id, o.rev, EXISTS (
        SELECT 1 FROM credential k
        WHERE k.owner_id = u.id AND (k.state = 'active' OR (k.state = 'tmp-locked' AND k.lock_until <= $1))
            AND k.valid_from <= $1 AND (k.valid_to IS NULL OR k.valid_to > $1)
            AND ((k.kind = 15 AND k.secret IS NOT NULL) OR (k.kind = 9 AND k.detail LIKE '%\"jwk\":{%'))
    ) AS signs_in
    FROM authz a
    JOIN profile p ON p.id = a.profile_id AND p.state = 'active'
        AND (p.valid_from IS NULL OR p.valid_from <= $1) AND (p.valid_to IS NULL OR p.valid_to > $1)
    JOIN users u ON u.id = p.user_id AND u.state = 'active'
        AND (u.valid_from IS NULL OR u.valid_from <= $1) AND (u.valid_to IS NULL OR u.valid_to > $1)
    JOIN owner o ON o.id = u.id
    WHERE a.role = 'nevisIdm.Root' AND a.is_client_global AND a.held_to IS NULL
        AND (a.valid_from IS NULL OR a.valid_from <= $1) AND (a.valid_to IS NULL OR a.valid_to > $1)
        AND EXISTS (SELECT 1 FROM client c WHERE c.id = u.client_id AND c.state = 'active')
    ORDER BY signs_in DESC, u.id");

/// The roles of all users of a client, each once.
const CLIENT_GRANTS: Sql = Sql("
    SELECT DISTINCT a.role, a.is_client_global,
           (SELECT rc.ext_id FROM client rc WHERE rc.id = ac.client_id AND rc.state = 'active'),
           CASE WHEN a.held_to IS NULL THEN NULL ELSE (
               SELECT string_agg(n.path, ',') FROM authz_unit au JOIN unit n ON n.id = au.unit_id WHERE au.authz_id = a.id
           ) END, a.held_to
    FROM authz a
    LEFT JOIN authz_client ac ON ac.authz_id = a.id
    WHERE a.client_id = $1");

/// The credentials of a type that a user has, the newest first; of generic ones, those that are public keys.
const EARLIER: Sql = Sql("
    SELECT k.id, k.ext_id, k.state, k.lock_until, k.version
    FROM credential k JOIN users u ON u.id = k.owner_id AND u.client_id = k.client_id
    WHERE k.owner_id = $1 AND k.kind = $2 AND (k.kind <> 9 OR k.detail LIKE '%\"jwk\":{%')
    ORDER BY k.created DESC, k.id DESC LIMIT $3");

/// Whether a user signs in here by another credential than one.
const OTHER_CREDENTIAL: Sql = Sql("
    SELECT 1 FROM credential k JOIN users u ON u.id = k.owner_id AND u.client_id = k.client_id
    WHERE k.owner_id = $1 AND k.id <> $2
        AND (k.state = 'active' OR (k.state = 'tmp-locked' AND k.lock_until <= $3))
        AND k.valid_from <= $3 AND (k.valid_to IS NULL OR k.valid_to > $3)
        AND ((k.kind = 15 AND k.secret IS NOT NULL) OR (k.kind = 9 AND k.detail LIKE '%\"jwk\":{%'))
    LIMIT 1");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[ROOTS, CLIENT_GRANTS, EARLIER, OTHER_CREDENTIAL];

/// Credentials that are looked at when a new one comes: a few more than are kept.
const EARLIER_MAX: i64 = 200;

async fn roots(store: &Store, theirs: &[Grant], now: Timestamp) -> Result<Vec<Root>, StoreError> {
    if !theirs.iter().any(Grant::is_root_of_all) {
        return Ok(Vec::new());
    }
    store
        .rows(ROOTS, vec![now.micros().into()], |cells| {
            Ok(Root { user_id: cells.take()?, client_id: cells.take()?, rev: cells.take()?, signs_in: cells.take()? })
        })
        .await
}

/// How the caller stands to a user of whom it is about the roles `theirs`.
async fn standing<R>(permit: &Permit<R>, user: Uuid, theirs: &[Grant]) -> Result<Standing, StoreError> {
    let roots = roots(permit.beyond_rooms(Placeless::Roots), theirs, permit.now()).await?;
    let caller = permit.caller();
    Ok(Standing::new(&caller.grants(), caller.user_id(), user, theirs, &roots))
}

/// With all of its roles, whether they hold now or not.
async fn standing_with_all<R, T>(permit: &Permit<R>, of: &Within<R, T>, user: Uuid) -> Result<Standing, StoreError> {
    let theirs = authorizations(of.store(), GRANTS, user).await?;
    let theirs: Vec<Grant> = theirs.into_iter().map(|authorization| authorization.grant).collect();
    standing(permit, user, &theirs).await
}

impl Permit<HistoryErase> {
    /// How the caller stands to a user whose history is to be erased; `None` where it is gone.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn standing_to(&self, of: &Within<HistoryErase, Remembered>) -> Result<Option<Standing>, StoreError> {
        match of.there {
            Some(user) => standing_with_all(self, of, user).await.map(Some),
            None => Ok(None),
        }
    }
}

macro_rules! standing_under {
    ($($right:ident)*) => {$(
        impl Permit<$right> {
            /// How the caller stands to the user that `of` is or belongs to, with all of its roles, whether they hold now
            /// or not. Of one without any nothing is asked. Read after the user's revision, so that what is missed here has
            /// moved it.
            ///
            /// # Errors
            /// The database can't be asked.
            pub async fn standing_to<T>(
                &self,
                of: &Within<$right, T>,
                has_roles: bool,
            ) -> Result<Standing, StoreError> {
                match has_roles {
                    true => standing_with_all(self, of, of.owner_id()).await,
                    false => standing(self, of.owner_id(), &[]).await,
                }
            }
        }
    )*};
}

standing_under! {
    CredentialCreate CredentialModify CredentialDelete DispatchTargetCreate DispatchTargetModify DispatchTargetDelete
    UserModify UserArchive UserDelete
}

macro_rules! standing_about {
    ($($right:ident)*) => {$(
        impl Permit<$right> {
            /// How the caller stands to the user that `of` is or belongs to, about these roles of it.
            ///
            /// # Errors
            /// The database can't be asked.
            pub async fn standing_about<T>(
                &self,
                of: &Within<$right, T>,
                roles: &[Grant],
            ) -> Result<Standing, StoreError> {
                standing(self, of.owner_id(), roles).await
            }
        }
    )*};
}

standing_about! {
    ProfileModify ProfileDelete AuthorizationCreate AuthorizationModify AuthorizationDelete AuthorizationUnitCreate
    AuthorizationUnitDelete AuthorizationApplCreate AuthorizationApplDelete AuthorizationEnterpriseRoleCreate
    AuthorizationEnterpriseRoleDelete
}

impl Permit<ClientDelete> {
    /// How the caller stands to all users of the client.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn standing_to_client(&self, of: &Within<ClientDelete, HeldClient>) -> Result<Standing, StoreError> {
        let client = of.client_id();
        let everything = || Role::ALL.iter().map(|&role| Grant::new(role, ClientRoom::Global));
        // Whoever may give and take every role everywhere needn't be told which ones there are: there may be millions.
        let theirs: Vec<Grant> = if everything().all(|grant| self.caller().grants().may_take(&grant).is_ok()) {
            everything().collect()
        } else {
            let theirs = of.store().rows(CLIENT_GRANTS, vec![client.into()], crate::profile::read::grant).await?;
            // A role that this version doesn't know gives no right.
            theirs.into_iter().flatten().collect()
        };
        let roots = roots(self.beyond_rooms(Placeless::Roots), &theirs, self.now()).await?;
        Ok(Standing::to_client(&self.caller().grants(), client, &theirs, &roots))
    }
}

/// The credentials of type `K` that the user of `of` has, the newest first.
async fn earlier<R, T>(of: &Within<R, T>, kind: CredentialType, now: Timestamp) -> Result<Vec<Earlier>, StoreError> {
    let values = vec![of.owner_id().into(), kind.number().into(), EARLIER_MAX.into()];
    of.store()
        .rows(EARLIER, values, move |cells| {
            Ok(Earlier {
                id: cells.take()?,
                ext_id: ExtId::from_stored(cells.take()?),
                state: credential::row::take_state(cells, now)?,
                version: cells.take()?,
            })
        })
        .await
}

/// What a decision on a credential needs by which a technical user signs in; `None` where it is of a type of all users.
/// `but`: the one that it is about, where it is there. Read after the user's revision.
async fn machine<R, T>(
    of: &Within<R, T>,
    kind: CredentialType,
    but: Option<Uuid>,
    now: Timestamp,
) -> Result<Option<Machine>, StoreError> {
    if !kind.form().signs_in_machines {
        return Ok(None);
    }
    let (user, store) = (of.owner_id(), of.store());
    let (mut is_technical, mut others) = (true, Vec::new());
    if kind.form().works_max.is_some() {
        is_technical = store.row(IS_TECHNICAL, vec![user.into()], |cells| cells.take()).await?.unwrap_or(false);
        others = earlier(of, kind, now).await?;
        others.retain(|one| Some(one.id) != but);
    }
    let is_last = match but {
        Some(credential) => {
            let values = vec![user.into(), credential.into(), now.micros().into()];
            store.row(OTHER_CREDENTIAL, values, |_| Ok(())).await?.is_none()
        }
        None => false,
    };
    Ok(Some(Machine { is_technical, is_last, earlier: others }))
}

impl<R> Within<R, Held> {
    /// What else a decision on it needs, where it is of a type by which technical users sign in.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn machine_of(&self, kind: CredentialType, now: Timestamp) -> Result<Option<Machine>, StoreError> {
        machine(self, kind, Some(self.credential.id), now).await
    }
}

impl<R, U> Within<R, Owner<Own, U>> {
    /// What else a decision on a new one needs, where it is of a type by which technical users sign in.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn machine_of(&self, kind: CredentialType, now: Timestamp) -> Result<Option<Machine>, StoreError> {
        machine(self, kind, None, now).await
    }
}

impl<R, C> Within<R, Owner<C>> {
    /// The credentials of type `K` that the user has, the newest first. Read after the user's revision.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn earlier<K: Typed>(&self, now: Timestamp) -> Result<Vec<Earlier>, StoreError> {
        earlier(self, K::TYPE, now).await
    }
}
