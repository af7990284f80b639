//! Units: the tree of a client.

use sigill_domain::list::{Listed, Page, Parameters, UnitQuery};
use sigill_domain::patch::Patch;
use sigill_domain::property::Wishes;
use sigill_domain::right::{Elementary, UnitCreate, UnitDelete, UnitModify, UnitView};
use sigill_domain::rooms::Place;
use sigill_domain::unit::{New, PatchUnit, Unit};
use sigill_domain::version::Expected;
use sigill_store::{Denied, Permit, Sought};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::client::asked;
use crate::property_value::{set_of, to_show, tried_of_client};
use crate::refusal::Refusal;
use crate::sought::{found, found_client};

/// Makes a unit below another one, which the caller must reach; or a root, for which the caller must reach all units and
/// hold `UnitCreateTopUnit`, too.
pub async fn create(permit: &Permit<UnitCreate>, new: &New, asked: &Asked<'_, Unit>) -> Result<Outcome<Unit>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let parent = new.parent_ext_id.as_deref();
            let sought = permit.units_for(new.ext_id.as_deref(), new.name.as_deref(), parent).await?;
            if let (Sought::Outside(_), None) = (&sought, parent) {
                return Err(Denied::Room(Elementary::UnitCreate).into());
            }
            let mut units = found_client(sought, permit.client().as_str())?;
            if parent.is_none() {
                units.also(Elementary::UnitCreateTopUnit)?;
            }
            units.find_policy(new.policy_ext_id.as_deref()).await?;
            let (unit, change) = units.create(new, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(unit, units.placed(change)))
        })
    })
    .await
}

/// A unit.
pub async fn get(permit: &Permit<UnitView>, ext_id: &str) -> Result<Unit, Refusal> {
    Ok(found(permit.held_unit(ext_id, None).await?, permit.client().as_str(), ext_id)?.into_inner().unit)
}

/// Changes a unit by a merge patch. `UnitView` is needed, too.
pub async fn modify(
    permit: &Permit<UnitModify>,
    ext_id: &str,
    patch: &PatchUnit,
    asked: &Asked<'_, Unit>,
) -> Result<Outcome<Unit>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let name = match &patch.name {
                Patch::Set(name) => Some(name.as_str()),
                _ => None,
            };
            let mut held = found(permit.held_unit(ext_id, name).await?, permit.client().as_str(), ext_id)?;
            held.also(Elementary::UnitView)?;
            if let Patch::Set(policy) = &patch.policy_ext_id {
                held.find_policy(Some(policy)).await?;
            }
            let (unit, change) = held.modify(patch, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::of(unit, change.map(|change| held.placed(change))))
        })
    });
    Ok(tried_of_client(permit, outcome.await?))
}

/// Deletes a unit in which there is nothing.
pub async fn delete(
    permit: &Permit<UnitDelete>,
    ext_id: &str,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let held = found(permit.held_unit(ext_id, None).await?, permit.client().as_str(), ext_id)?;
            Ok(Decision::Change((), held.placed(held.delete(expected, &permit.happening())?)))
        })
    });
    Ok(tried_of_client(permit, outcome.await?))
}

/// Puts the unit `child` with all below it below `parent`; the caller must reach both.
pub async fn put_below(
    permit: &Permit<UnitModify>,
    (parent, child): (&str, &str),
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let client = permit.client().as_str();
            let within = found(permit.moving(parent, child, false).await?, client, parent)?;
            let moving = within.transpose().map_err(|client| Refusal::no_unit(child, &client.name))?;
            let (_, change) = moving.decide(expected, &permit.happening())?;
            Ok(Decision::of((), change.map(|change| moving.placed(change))))
        })
    });
    Ok(tried_of_client(permit, outcome.await?))
}

/// Makes a root of the unit `child`, which is right below `parent`. `UnitCreateTopUnit` is needed, too, as for a new
/// root: for all units.
pub async fn take_out(
    permit: &Permit<UnitModify>,
    (parent, child): (&str, &str),
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let client = permit.client().as_str();
            let within = found(permit.moving(parent, child, true).await?, client, parent)?;
            let moving = within.transpose().map_err(|_| Refusal::no_child(child, parent))?;
            moving.also_at(Elementary::UnitCreateTopUnit, &Place::above_units(&moving.client))?;
            let (_, change) = moving.decide(expected, &permit.happening())?;
            Ok(Decision::of((), change.map(|change| moving.placed(change))))
        })
    });
    Ok(tried_of_client(permit, outcome.await?))
}

/// A page of the client's units that the caller may see. `ClientView` is needed, too.
pub async fn list(permit: &Permit<UnitView>, given: Parameters<'_>) -> Result<Listed<Unit>, Refusal> {
    permit.also(Elementary::ClientView)?;
    let query = asked(permit, UnitQuery::read(given)).await?;
    Ok(found_client(permit.units_listed(&query).await?, permit.client().as_str())?.into_inner())
}

/// A page of the units right below one.
pub async fn children(permit: &Permit<UnitView>, ext_id: &str, given: Parameters<'_>) -> Result<Listed<Unit>, Refusal> {
    let held = found(permit.held_unit(ext_id, None).await?, permit.client().as_str(), ext_id)?;
    Ok(held.children(&Page::read(given)?).await?)
}

/// A unit for its properties. Who may not see values is refused.
pub async fn of_properties(permit: &Permit<UnitView>, ext_id: &str) -> Result<Unit, Refusal> {
    let held = found(permit.held_unit(ext_id, None).await?, permit.client().as_str(), ext_id)?;
    to_show(permit, held, |held| held.unit)
}

/// Sets and removes values of custom properties of a unit. `UnitView` is needed, too.
pub async fn set_properties(
    permit: &Permit<UnitModify>,
    ext_id: &str,
    wishes: &Wishes,
    expected: &Expected,
    asked: &Asked<'_, Unit>,
) -> Result<Outcome<Unit>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let held = found(permit.held_unit(ext_id, None).await?, permit.client().as_str(), ext_id)?;
            set_of(permit, held, Elementary::UnitView, (wishes, expected)).await
        })
    })
    .await
}
