//! The entries of the rooms of a role, one by one.

use sigill_domain::profile::{RoleRoom, RoleSpot, Sighted, part, part_of};
use sigill_domain::right::{
    AuthorizationApplCreate, AuthorizationApplDelete, AuthorizationApplView, AuthorizationEnterpriseRoleCreate,
    AuthorizationEnterpriseRoleDelete, AuthorizationEnterpriseRoleView, AuthorizationUnitCreate,
    AuthorizationUnitDelete, AuthorizationUnitView,
};
use sigill_domain::unit::UnitRef;
use sigill_domain::version::Expected;
use sigill_store::Permit;

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::giving::{none, tried, visible};
use crate::refusal::Refusal;
use crate::sought::found;

/// The units of the room of an authorization; none where it is of all units.
pub async fn units(
    permit: &Permit<AuthorizationUnitView>,
    profile: &str,
    ext_id: &str,
) -> Result<Vec<UnitRef>, Refusal> {
    let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
    Ok(permit.authorization(&held, ext_id).ok_or_else(|| none(ext_id))?.units.clone())
}

/// Puts a unit into the room of an authorization. Nobody gives a room that they don't have: whoever does this could give
/// the role in that unit.
pub async fn add_unit(
    permit: &Permit<AuthorizationUnitCreate>,
    (profile, ext_id, unit): (&str, &str, &str),
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let client = permit.client().as_str();
            let held = found(permit.held_profile(profile).await?, client, profile)?;
            let authorization = permit.authorization(&held, ext_id).ok_or_else(|| none(ext_id))?;
            let unit = found(permit.held_unit(unit, None).await?, client, unit)?.into_inner().unit;
            let standing = permit.standing_about(&held, &[part(authorization, &unit.path)]).await?;
            let (_, change) = held.add_unit(authorization, &unit, expected, &standing, &permit.happening())?;
            Ok(Decision::of((), change.map(|change| held.placed(change).while_there([unit.path]))))
        })
    });
    Ok(tried(permit, outcome.await?))
}

/// Takes a unit out of the room of an authorization: the role doesn't hold there from the next request on.
pub async fn remove_unit(
    permit: &Permit<AuthorizationUnitDelete>,
    (profile, ext_id, unit): (&str, &str, &str),
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let client = permit.client().as_str();
            let held = found(permit.held_profile(profile).await?, client, profile)?;
            let authorization = permit.authorization(&held, ext_id).ok_or_else(|| none(ext_id))?;
            let unit = found(permit.held_unit(unit, None).await?, client, unit)?.into_inner().unit;
            let standing = permit.standing_about(&held, &[part(authorization, &unit.path)]).await?;
            let change = held.remove_unit(authorization, &unit, expected, &standing, &permit.happening())?;
            Ok(Decision::of((), change.map(|change| held.placed(change))))
        })
    });
    Ok(tried(permit, outcome.await?))
}

/// The calls for the entries of a room are the same for applications and for enterprise roles, by rights of their own.
macro_rules! role_room {
    ($room:expr, $view:ident $list:ident, $create:ident $add:ident, $delete:ident $remove:ident, $none:expr) => {
        /// What the room of an authorization names; nothing where it is of all.
        pub async fn $list(permit: &Permit<$view>, profile: &str, ext_id: &str) -> Result<Vec<RoleSpot>, Refusal> {
            let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
            let authorization = permit.authorization(&held, ext_id).ok_or_else(|| none(ext_id))?;
            Ok($room.named(&visible(permit, authorization.clone())).to_vec())
        }

        /// Puts one into the room of an authorization. Nobody gives a room that they don't have: whoever does this could
        /// give the role there.
        pub async fn $add(
            permit: &Permit<$create>,
            (profile, ext_id, name): (&str, &str, &str),
            expected: &Expected,
            asked: &Asked<'_, ()>,
        ) -> Result<Outcome<()>, Refusal> {
            let outcome = attempt(permit, asked, || {
                Box::pin(async move {
                    let client = permit.client().as_str();
                    let held = found(permit.held_profile(profile).await?, client, profile)?;
                    let authorization = permit.authorization(&held, ext_id).ok_or_else(|| none(ext_id))?;
                    let spot = spot(held.role_spots($room, &[name.to_owned()]).await?);
                    let spot = spot.ok_or_else(|| $none(name, &held.client.name))?;
                    let standing = permit.standing_about(&held, &[part_of(authorization, $room, spot.id)]).await?;
                    let change =
                        held.add_to_room(authorization, ($room, &spot), expected, &standing, &permit.happening())?;
                    Ok(Decision::of((), change.map(|change| held.placed(change))))
                })
            });
            Ok(tried(permit, outcome.await?))
        }

        /// Takes one out of the room of an authorization: the role doesn't hold there from the next request on.
        pub async fn $remove(
            permit: &Permit<$delete>,
            (profile, ext_id, name): (&str, &str, &str),
            expected: &Expected,
            asked: &Asked<'_, ()>,
        ) -> Result<Outcome<()>, Refusal> {
            let outcome = attempt(permit, asked, || {
                Box::pin(async move {
                    let client = permit.client().as_str();
                    let held = found(permit.held_profile(profile).await?, client, profile)?;
                    let authorization = permit.authorization(&held, ext_id).ok_or_else(|| none(ext_id))?;
                    let spot = spot(held.role_spots($room, &[name.to_owned()]).await?);
                    let spot = spot.ok_or_else(|| $none(name, &held.client.name))?;
                    let standing = permit.standing_about(&held, &[part_of(authorization, $room, spot.id)]).await?;
                    let change = held.remove_from_room(
                        authorization,
                        ($room, spot.id),
                        expected,
                        &standing,
                        &permit.happening(),
                    )?;
                    Ok(Decision::of((), change.map(|change| held.placed(change))))
                })
            });
            Ok(tried(permit, outcome.await?))
        }
    };
}

role_room! {
    RoleRoom::Applications,
    AuthorizationApplView applications,
    AuthorizationApplCreate add_application,
    AuthorizationApplDelete remove_application,
    |name: &str, _: &str| Refusal::no_application(name)
}

role_room! {
    RoleRoom::EnterpriseRoles,
    AuthorizationEnterpriseRoleView enterprise_roles,
    AuthorizationEnterpriseRoleCreate add_enterprise_role,
    AuthorizationEnterpriseRoleDelete remove_enterprise_role,
    Refusal::no_enterprise_role
}

fn spot(found: Sighted) -> Option<RoleSpot> {
    found.into_iter().find_map(|(ext_id, id)| Some(RoleSpot { id: id?, ext_id }))
}
