//! Where a role of a profile holds.

use sigill_domain::caller::ClientRoom;
use sigill_domain::profile::{
    Authorization, HeldProfile, NewInRooms, PatchAuthorization, Redrawn, RoleRoom, WantedRooms,
};
use sigill_domain::right::{AuthorizationModify, Elementary};
use sigill_domain::rooms::Room;
use sigill_store::{Permit, Within};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::giving::{none, reach, tried, visible};
use crate::refusal::Refusal;
use crate::sought::found;

/// Changes where a role holds. What it comes to hold in the caller must be able to give, and to take what it no longer
/// holds in; it doesn't hold there from the next request on. `AuthorizationView` is needed, too.
pub async fn modify(
    permit: &Permit<AuthorizationModify>,
    (profile, ext_id): (&str, &str),
    patch: &PatchAuthorization,
    asked: &Asked<'_, Authorization>,
) -> Result<Outcome<Authorization>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
            held.also(Elementary::AuthorizationView)?;
            let before = permit.authorization(&held, ext_id).ok_or_else(|| none(ext_id))?;
            let wanted = patch.wanted(before, asked.extra)?;
            let redrawn = Redrawn::new(before, &wanted, &new_in_rooms(&held, before, &wanted).await?);
            let to_give = permit.standing_about(&held, redrawn.given()).await?;
            let to_take = permit.standing_about(&held, redrawn.taken()).await?;
            let ruled = redrawn.rule(before, &to_give, &to_take)?;
            // Whether a client is there is only told to who may act in it; and a room for a right that needs none still
            // names clients.
            reach(permit, redrawn.given())?;
            reach(permit, redrawn.taken())?;
            let clients = permit.rooms(&new_clients(before, &wanted)).await?;
            let decided = held.redraw(before, &redrawn, (&clients, ruled), &patch.expected, &permit.happening())?;
            let (after, change) = (visible(permit, decided.0), decided.1);
            Ok(Decision::of(after, change.map(|change| held.placed(change).while_there(redrawn.new_units()))))
        })
    });
    Ok(tried(permit, outcome.await?))
}

/// What the rooms don't have yet, as far as it is there for the caller.
async fn new_in_rooms(
    held: &Within<AuthorizationModify, HeldProfile>,
    before: &Authorization,
    wanted: &WantedRooms,
) -> Result<NewInRooms, Refusal> {
    let new = |room: RoleRoom, wanted: &Room<String>| -> Vec<String> {
        let Room::Only(named) = wanted else { return Vec::new() };
        let is_new = |name: &&String| !room.named(before).iter().any(|there| there.ext_id.as_str() == name.as_str());
        named.iter().filter(is_new).cloned().collect()
    };
    let (applications, eroles) = (RoleRoom::Applications, RoleRoom::EnterpriseRoles);
    Ok(NewInRooms {
        units: held.unit_rooms(&new_units(before, wanted)).await?,
        applications: held.role_spots(applications, &new(applications, &wanted.applications)).await?,
        enterprise_roles: held.role_spots(eroles, &new(eroles, &wanted.enterprise_roles)).await?,
    })
}

/// The units that the room doesn't have yet.
fn new_units(before: &Authorization, wanted: &WantedRooms) -> Vec<String> {
    let Room::Only(units) = &wanted.units else { return Vec::new() };
    let is_new = |unit: &&String| !before.units.iter().any(|there| there.ext_id.as_str() == unit.as_str());
    units.iter().filter(is_new).cloned().collect()
}

/// The clients that the room doesn't have yet.
fn new_clients(before: &Authorization, wanted: &WantedRooms) -> ClientRoom {
    let Room::Only(clients) = &wanted.clients else { return Room::Global };
    let Room::Only(there) = &before.grant.clients else { return wanted.clients.clone() };
    Room::Only(clients.iter().filter(|client| !there.contains(client)).cloned().collect())
}
