//! Which enterprise roles a profile has.

use sigill_domain::erole::{
    EnterpriseAuthorization, HeldEnterpriseAuthorization, NewEnterpriseAuthorization, PatchEnterpriseAuthorization,
};
use sigill_domain::list::{Listed, Page, Parameters, Token};
use sigill_domain::profile::HeldProfile;
use sigill_domain::right::{ProfileModify, ProfileView};
use sigill_domain::version::Expected;
use sigill_store::{Permit, Within};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::profile::paged;
use crate::refusal::Refusal;
use crate::sought::found;

/// A page of the enterprise roles of a profile, which are few: `continuationToken`, `limit`, `returnTotalResultCount`.
pub async fn list(
    permit: &Permit<ProfileView>,
    profile: &str,
    given: Parameters<'_>,
) -> Result<Listed<EnterpriseAuthorization>, Refusal> {
    let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
    let page = Page::read(given)?;
    let all = reached(permit, &held, held.enterprise_authorizations().await?);
    Ok(paged(all, &page, |given| Token::of(given.created, &given.ext_id)))
}

/// An enterprise role that a profile has.
pub async fn get(
    permit: &Permit<ProfileView>,
    profile: &str,
    ext_id: &str,
) -> Result<EnterpriseAuthorization, Refusal> {
    let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
    of(&reached(permit, &held, held.enterprise_authorizations().await?), ext_id).cloned()
}

/// Gives a profile an enterprise role.
pub async fn create(
    permit: &Permit<ProfileModify>,
    profile: &str,
    new: &NewEnterpriseAuthorization,
    asked: &Asked<'_, EnterpriseAuthorization>,
) -> Result<Outcome<EnterpriseAuthorization>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
            let mut givable = held.givable(new.erole.as_deref(), new.ext_id.as_deref()).await?;
            givable.erole = givable.erole.filter(|erole| permit.reaches_enterprise_role(&held, *erole));
            let (given, change) = givable.give(&held, new, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(given, held.placed(change)))
        })
    })
    .await
}

/// Changes from when until when a profile has an enterprise role, by a merge patch.
pub async fn modify(
    permit: &Permit<ProfileModify>,
    profile: &str,
    ext_id: &str,
    patch: &PatchEnterpriseAuthorization,
    asked: &Asked<'_, EnterpriseAuthorization>,
) -> Result<Outcome<EnterpriseAuthorization>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
            let all = reached(permit, &held, held.enterprise_authorizations().await?);
            let given = HeldEnterpriseAuthorization { profile: &held, given: of(&all, ext_id)? };
            let (given, change) = given.modify(patch, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::of(given, change.map(|change| held.placed(change))))
        })
    })
    .await
}

/// Takes an enterprise role away from a profile.
pub async fn delete(
    permit: &Permit<ProfileModify>,
    profile: &str,
    ext_id: &str,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let held = found(permit.held_profile(profile).await?, permit.client().as_str(), profile)?;
            let all = reached(permit, &held, held.enterprise_authorizations().await?);
            let given = HeldEnterpriseAuthorization { profile: &held, given: of(&all, ext_id)? };
            Ok(Decision::Change((), held.placed(given.take(expected, &permit.happening())?)))
        })
    })
    .await
}

/// Those of enterprise roles that the caller may deal with: others are as if they weren't there.
fn reached<R>(
    permit: &Permit<R>,
    held: &Within<R, HeldProfile>,
    mut all: Vec<EnterpriseAuthorization>,
) -> Vec<EnterpriseAuthorization> {
    all.retain(|given| permit.reaches_enterprise_role(held, given.erole_id));
    all
}

fn of<'a>(all: &'a [EnterpriseAuthorization], ext_id: &str) -> Result<&'a EnterpriseAuthorization, Refusal> {
    let none = || Refusal::no_enterprise_authorization(ext_id);
    all.iter().find(|given| given.ext_id.as_str() == ext_id).ok_or_else(none)
}
