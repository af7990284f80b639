//! Profiles and authorizations: how a user gets roles.

use sigill_domain::caller::Grant;
use sigill_domain::list::{Listed, Page, Parameters, Token};
use sigill_domain::patch::Patch;
use sigill_domain::profile::{
    Authorization, Giving, HeldProfile, NewAuthorization, NewProfile, PatchProfile, Profile, ProfileValues, RoleRoom,
    Sighted,
};
use sigill_domain::property::Wishes;
use sigill_domain::right::{
    AuthorizationCreate, AuthorizationDelete, AuthorizationView, Elementary, ProfileCreate, ProfileDelete,
    ProfileModify, ProfileView,
};
use sigill_domain::rooms::{Room, UnitPath};
use sigill_domain::standing::Effect;
use sigill_domain::unit::Unit;
use sigill_domain::version::Expected;
use sigill_store::Permit;

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::defaults;
use crate::giving::{none, reach, tried, visible};
use crate::property_value::{TO_SEE, must, opened, set_of, to_show};
use crate::refusal::Refusal;
use crate::sought::found;

/// The profiles of a user, who has few: `continuationToken`, `limit`, `returnTotalResultCount`.
pub async fn list(
    permit: &Permit<ProfileView>,
    user: &str,
    given: Parameters<'_>,
) -> Result<Listed<HeldProfile>, Refusal> {
    let profiles = found(permit.profiles(user).await?, permit.client().as_str(), user)?.into_inner();
    let page = Page::read(given)?;
    Ok(paged(profiles, &page, |held| Token::of(held.profile.created, &held.profile.ext_id)))
}

/// A profile.
pub async fn get(permit: &Permit<ProfileView>, profile: &str) -> Result<HeldProfile, Refusal> {
    Ok(found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?.into_inner())
}

/// Changes a profile by a merge patch. Who activates one gives its roles and who disables one takes them, and so must be
/// able to.
pub async fn modify(
    permit: &Permit<ProfileModify>,
    profile: &str,
    patch: &PatchProfile,
    asked: &Asked<'_, HeldProfile>,
) -> Result<Outcome<HeldProfile>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let mut held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
            if patch.is_default == Patch::Set(true) && !held.profile.is_default {
                held.read_others().await?;
            }
            let roles: Vec<Grant> =
                held.authorizations.iter().map(|authorization| authorization.grant.clone()).collect();
            let standing = permit.standing_about(&held, &roles).await?;
            let (after, change) = held.modify(patch, asked.extra.to_vec(), &standing, &permit.happening())?;
            let change = change.map(|change| held.placed(change));
            Ok(Decision::of(HeldProfile { profile: after, ..held.into_inner() }, change))
        })
    })
    .await
}

/// Gives a user a further profile, with what the client's profile policy gives. The caller must reach the user, and the unit of the profile.
pub async fn create(
    permit: &Permit<ProfileCreate>,
    user: &str,
    new: &NewProfile,
    asked: &Asked<'_, HeldProfile>,
) -> Result<Outcome<HeldProfile>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let sought = permit.new_profile(user, new.ext_id.as_deref(), new.unit_ext_id.as_deref()).await?;
            let mut of = found(sought, permit.client().as_str(), user)?;
            if let Some(mut defaults) = of.defaults.take() {
                defaults::tell(&of.client, &defaults, &defaults.without_unit());
                if !of.is_technical {
                    let names = permit.policy_names_for(&of, &defaults.rules).await?;
                    defaults::given(permit, &of.client, &mut defaults, &names);
                }
                of.defaults = Some(defaults);
            }
            let (held, change) = of.create(new, asked.extra.to_vec(), &permit.happening())?;
            let of_roles = of.defaults.iter().flat_map(|defaults| defaults.units());
            let units = of.unit.iter().map(|unit| unit.path.clone()).chain(of_roles).collect::<Vec<_>>();
            Ok(Decision::Change(held, of.placed(change).while_there(units)))
        })
    })
    .await?;
    Ok(tried(permit, outcome))
}

/// Deletes a profile with its roles: whoever does it must be able to take them.
pub async fn delete(
    permit: &Permit<ProfileDelete>,
    profile: &str,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let mut held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
            held.read_others().await?;
            let roles: Vec<Grant> =
                held.authorizations.iter().map(|authorization| authorization.grant.clone()).collect();
            let standing = permit.standing_about(&held, &roles).await?;
            let change = held.delete(expected, &standing, &permit.happening())?;
            Ok(Decision::Change((), held.placed(change)))
        })
    })
    .await
}

/// The unit of a profile.
pub async fn unit(permit: &Permit<ProfileView>, profile: &str) -> Result<Unit, Refusal> {
    let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
    held.unit().await?.ok_or_else(|| Refusal::no_unit(held.unit_ext_id.as_str(), &held.client.name))
}

/// Puts a profile into a unit, which the caller must reach, too.
pub async fn put_into(
    permit: &Permit<ProfileModify>,
    (profile, unit): (&str, &str),
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let client = permit.client().as_str();
            let held = found(permit.held_profile(profile).await?, client, profile)?;
            let unit = found(permit.held_unit(unit, None).await?, client, unit)?.into_inner().unit;
            let unique = if held.profile.unit_id == unit.id { Vec::new() } else { held.unique_in(unit.id).await? };
            let (_, change) = held.put_into(&unit, &unique, expected, &permit.happening())?;
            Ok(Decision::of((), change.map(|change| held.placed(change).while_there([unit.path]))))
        })
    })
    .await
}

/// A profile for its properties. Who may not see values is refused.
pub async fn of_properties(permit: &Permit<ProfileView>, profile: &str) -> Result<Profile, Refusal> {
    let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
    to_show(permit, held, |held| held.profile)
}

/// Sets and removes values of custom properties of a profile. `ProfileView` is needed, too.
pub async fn set_properties(
    permit: &Permit<ProfileModify>,
    profile: &str,
    wishes: &Wishes,
    expected: &Expected,
    asked: &Asked<'_, Profile>,
) -> Result<Outcome<Profile>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
            set_of(permit, held, Elementary::ProfileView, (wishes, expected)).await
        })
    })
    .await
}

/// A profile for the values that it has for an application of the client. Who may not see values is refused.
pub async fn values_for(
    permit: &Permit<ProfileView>,
    profile: &str,
    application: &str,
) -> Result<ProfileValues, Refusal> {
    let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
    must(&held, &TO_SEE)?;
    let values = permit.values_for(held, application).await?;
    let values = values.ok_or_else(|| Refusal::no_application(application))?.into_inner().values;
    opened(permit, values)
}

/// Sets and removes values that a profile has for an application of the client. `ProfileView` is needed, too.
pub async fn set_values_for(
    permit: &Permit<ProfileModify>,
    (profile, application): (&str, &str),
    wishes: &Wishes,
    expected: &Expected,
    asked: &Asked<'_, ProfileValues>,
) -> Result<Outcome<ProfileValues>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
            let values = permit.values_for(held, application).await?;
            let values = values.ok_or_else(|| Refusal::no_application(application))?;
            set_of(permit, values, Elementary::ProfileView, (wishes, expected)).await
        })
    })
    .await
}

/// The roles of a profile. Of clients where the caller couldn't see them nothing is told.
pub async fn authorizations(
    permit: &Permit<AuthorizationView>,
    profile: &str,
    given: Parameters<'_>,
) -> Result<Listed<Authorization>, Refusal> {
    let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
    let page = Page::read(given)?;
    let reached = held.authorizations.iter().filter(|one| permit.reaches_authorization(&held, one));
    let all = reached.map(|one| visible(permit, one.clone())).collect();
    Ok(paged(all, &page, |authorization| Token::of(authorization.created, &authorization.ext_id)))
}

/// A role of a profile.
pub async fn authorization(
    permit: &Permit<AuthorizationView>,
    profile: &str,
    ext_id: &str,
) -> Result<Authorization, Refusal> {
    let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
    let authorization = permit.authorization(&held, ext_id).cloned().ok_or_else(|| none(ext_id))?;
    Ok(visible(permit, authorization))
}

/// Gives a profile a role. Nobody gives a right that they don't hold themselves, nor where they don't; whether a client
/// is there is only told to who may act in it.
pub async fn assign(
    permit: &Permit<AuthorizationCreate>,
    profile: &str,
    new: &NewAuthorization,
    asked: &Asked<'_, Authorization>,
) -> Result<Outcome<Authorization>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
            let foreign = match new.foreign() {
                Some(role) => held.foreign_role(role).await?,
                None => None,
            };
            let mut grant =
                new.grant(foreign).map_err(|broken| asked.extra.iter().cloned().chain(broken).collect::<Vec<_>>())?;
            let units = held.unit_rooms(&new.units).await?;
            if let Room::Only(paths) = &mut grant.units {
                paths.extend(units.iter().filter_map(|(_, path)| path.clone()));
            }
            let applications = held.role_spots(RoleRoom::Applications, &new.applications).await?;
            let enterprise_roles = held.role_spots(RoleRoom::EnterpriseRoles, &new.enterprise_roles).await?;
            let grant = drawn(
                drawn(grant, RoleRoom::Applications, &applications),
                RoleRoom::EnterpriseRoles,
                &enterprise_roles,
            );
            let standing = permit.standing_about(&held, std::slice::from_ref(&grant)).await?;
            let ruled = standing.rule(Effect::GIVES)?;
            // A room for a right that needs none, such as SelfAdmin's, still names clients.
            reach(permit, std::slice::from_ref(&grant))?;
            let rooms = permit.rooms(&grant.clients).await?;
            let ext_id_taken = held.authorization_taken(new.ext_id.as_deref()).await?;
            let paths: Vec<UnitPath> = units.iter().filter_map(|(_, path)| path.clone()).collect();
            let giving = Giving { grant, rooms, units, applications, enterprise_roles, ext_id_taken, ruled };
            let (authorization, change) = held.assign(new, giving, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(authorization, held.placed(change).while_there(paths)))
        })
    })
    .await
}

/// The grant, held to those that are there, where it isn't of all.
fn drawn(grant: Grant, room: RoleRoom, named: &Sighted) -> Grant {
    match room.of(&grant) {
        Room::Global => grant,
        Room::Only(_) => room.hold(grant, Room::Only(named.iter().filter_map(|(_, id)| *id).collect())),
    }
}

/// Takes a role away: its rights are gone at the next request, on every node. Only who could give it may.
pub async fn withdraw(
    permit: &Permit<AuthorizationDelete>,
    profile: &str,
    ext_id: &str,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
            let authorization = permit.authorization(&held, ext_id).ok_or_else(|| none(ext_id))?;
            let roles = std::slice::from_ref(&authorization.grant);
            let standing = permit.standing_about(&held, roles).await?;
            let change = held.withdraw(authorization, expected, &standing, &permit.happening())?;
            Ok(Decision::Change((), held.placed(change)))
        })
    });
    Ok(tried(permit, outcome.await?))
}

pub(crate) fn paged<T>(all: Vec<T>, page: &Page, token: impl Fn(&T) -> Token) -> Listed<T> {
    let total = page.with_total.then_some(all.len() as i64);
    let place = |token: &Token| (token.created_ms, token.ext_id.clone());
    let is_after = |item: &T| page.after.as_ref().is_none_or(|after| place(&token(item)) > place(after));
    let rest: Vec<T> = all.into_iter().filter(is_after).take(page.limit as usize + 1).collect();
    Listed { total, ..Listed::cut(rest, page.limit, |last| token(last).to_string()) }
}
