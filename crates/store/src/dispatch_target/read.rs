//! Dispatch targets.

use sigill_domain::client::ClientRef;
use sigill_domain::dispatch_target::{DispatchTarget, Held, Whose};
use sigill_domain::right::{
    DispatchTargetCreate, DispatchTargetDelete, DispatchTargetModify, DispatchTargetView, Right,
};
use sigill_domain::rooms::Place;
use sigill_domain::user::UserRef;
use uuid::Uuid;

use super::row::DispatchTargetRow;
use crate::error::StoreError;
use crate::permit::{Noun, Permit, Sought};
use crate::row::Row;
use crate::sought::{named, wanted, wanted_optional};
use crate::sql::{Sql, sql};
use crate::value::Cells;

/// A user with one of its dispatch targets, if that is there; and whether the external id is another one's in the client,
/// or the name the one of another attestation of the user.
const HELD: Sql = sql! { "
    SELECT {c}, EXISTS (SELECT 1 FROM dispatch_target x WHERE x.client_id = c.id AND x.ext_id = $1),
           (SELECT count(*) FROM dispatch_target x WHERE x.user_id = u.id),
           EXISTS (
               SELECT 1 FROM dispatch_target x
               WHERE x.user_id = u.id AND x.attestation_name = $2 AND x.ext_id <> coalesce($1, '')),
           {u}, o.rev,
           EXISTS (SELECT 1 FROM profile hp JOIN authz ha ON ha.profile_id = hp.id WHERE hp.user_id = u.id),
           {d}
    FROM client c
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $3
    LEFT JOIN owner o ON o.id = u.id
    LEFT JOIN dispatch_target d ON d.user_id = u.id AND d.ext_id = $1
    WHERE c.ext_id = $4 AND c.state = 'active'", c: ClientRef, u: UserRef, d: DispatchTargetRow };

/// A user has few.
const OF_USER: Sql = sql! { "
    SELECT {c}, u.id, {d}
    FROM client c
    LEFT JOIN users u ON u.client_id = c.id AND u.ext_id = $1
    LEFT JOIN dispatch_target d ON d.user_id = u.id
    WHERE c.ext_id = $2 AND c.state = 'active'
    ORDER BY d.created / 1000, d.ext_id", c: ClientRef, d: DispatchTargetRow };

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[HELD, OF_USER];

/// The rights by which a dispatch target is looked at.
pub trait OnDispatchTargets: Right {}
impl OnDispatchTargets for DispatchTargetCreate {}
impl OnDispatchTargets for DispatchTargetView {}
impl OnDispatchTargets for DispatchTargetModify {}
impl OnDispatchTargets for DispatchTargetDelete {}

impl<R: OnDispatchTargets> Permit<R> {
    /// A user with what a decision on one of its dispatch targets needs: the one with this external id, if it is there.
    /// `name`: the one that its attestation is to have.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_dispatch_target(
        &self,
        user: &str,
        ext_id: Option<&str>,
        name: Option<&str>,
    ) -> Result<Sought<R, Held>, StoreError> {
        let values = vec![
            wanted_optional(ext_id).into(),
            named(name).into(),
            wanted(user).into(),
            self.client().as_str().into(),
        ];
        self.seek((HELD, values), Noun::User, |cells| {
            let client = ClientRef::take(cells)?;
            let (ext_id_taken, count, name_taken) = (cells.take()?, cells.take()?, cells.take()?);
            let Some(user) = UserRef::take_joined(cells)? else { return Ok((client, None)) };
            let place = Place::of_user(&client, user.id);
            let whose = Whose { client: client.clone(), user, rev: cells.take()?, has_roles: cells.take()? };
            let target = DispatchTargetRow::take_joined(cells)?.map(DispatchTarget::from);
            Ok((client, Some((place, Held { whose, count, ext_id_taken, name_taken, target }))))
        })
        .await
    }
}

impl Permit<DispatchTargetView> {
    /// All dispatch targets of a user, the oldest first.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn dispatch_targets(
        &self,
        user: &str,
    ) -> Result<Sought<DispatchTargetView, Vec<DispatchTarget>>, StoreError> {
        let values = vec![wanted(user).into(), self.client().as_str().into()];
        let read = |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            let place = cells.take::<Option<Uuid>>()?.map(|user| Place::of_user(&client, user));
            Ok((client, place, DispatchTargetRow::take_joined(cells)?.map(DispatchTarget::from)))
        };
        self.seek_all((OF_USER, values), Noun::User, read, |all| all).await
    }
}
