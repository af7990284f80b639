//! Dispatch targets of users, and what vouches for the apps on their devices.

use sigill_domain::credential::mobile_authentication::UafKey;
use sigill_domain::credential::{Credential, Own, Typed};
use sigill_domain::dispatch_target::{
    AppAttestation, DispatchTarget, FILTERS, Held, New, NewAttestation, PatchAttestation, PatchTarget, State,
};
use sigill_domain::list::{CredentialQuery, LIMIT_MAX, Listed, Page, Parameters, Token};
use sigill_domain::right::{
    DispatchTargetCreate, DispatchTargetDelete, DispatchTargetModify, DispatchTargetView, Elementary,
};
use sigill_domain::version::Expected;
use sigill_store::{Denied, OnDispatchTargets, Permit, Within};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::profile::paged;
use crate::refusal::Refusal;
use crate::sought::found;

/// All FIDO UAF authenticators that a user has, which is a bounded number.
const ALL: Page = Page { after: None, limit: LIMIT_MAX, with_total: false };

/// Which dispatch target a path names: of which user, and by which external id.
type Named<'a> = (&'a str, &'a str);

/// Seeing it is needed, too; but not of what is one's own.
fn also_see<R, T>(permit: &Permit<R>, of: &Within<R, T>) -> Result<(), Denied> {
    if permit.is_oneself() { Ok(()) } else { of.also(Elementary::DispatchTargetView) }
}

fn none((user, ext_id): Named<'_>) -> Refusal {
    let ext_id: String = ext_id.chars().take(100).flat_map(char::escape_debug).collect();
    Refusal::NoRecord(format!("User with extId {user} has no dispatch target with extId {ext_id}"))
}

fn unattested((_, ext_id): Named<'_>) -> Refusal {
    Refusal::NoRecord(format!("The dispatch target with extId {ext_id} has no app attestation"))
}

async fn held<R: OnDispatchTargets>(
    permit: &Permit<R>,
    (user, ext_id): Named<'_>,
    name: Option<&str>,
) -> Result<(Within<R, Held>, DispatchTarget), Refusal> {
    let sought = permit.held_dispatch_target(user, Some(ext_id), name).await?;
    let held = found(sought, permit.client().as_str(), user)?;
    let target = held.target.clone().ok_or_else(|| none((user, ext_id)))?;
    Ok((held, target))
}

fn attestation_of(target: &DispatchTarget, named: Named<'_>) -> Result<AppAttestation, Refusal> {
    target.attestation.clone().ok_or_else(|| unattested(named))
}

/// A page of the dispatch targets of a user, who has few.
pub async fn list(
    permit: &Permit<DispatchTargetView>,
    user: &str,
    given: Parameters<'_>,
) -> Result<Listed<DispatchTarget>, Refusal> {
    let all = found(permit.dispatch_targets(user).await?, permit.client().as_str(), user)?.into_inner();
    let query = CredentialQuery::of_user(given, FILTERS)?;
    for filter in query.filters.iter().filter(|filter| filter.field == "state") {
        State::parse(filter.field, &filter.value).map_err(|breach| vec![breach])?;
    }
    let is_among =
        |target: &DispatchTarget| query.filters.iter().all(|filter| target.filtered_by(filter.field) == filter.value);
    let left = all.into_iter().filter(is_among).collect();
    Ok(paged(left, &query.page, |target| Token::of(target.created, &target.ext_id)))
}

/// A dispatch target.
pub async fn get(permit: &Permit<DispatchTargetView>, named: Named<'_>) -> Result<DispatchTarget, Refusal> {
    Ok(held(permit, named, None).await?.1)
}

/// Makes one. Whoever does it could give what the user has. `DispatchTargetView` is needed, too.
pub async fn create(
    permit: &Permit<DispatchTargetCreate>,
    user: &str,
    new: &New,
    asked: &Asked<'_, DispatchTarget>,
) -> Result<Outcome<DispatchTarget>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let name = new.attestation.as_ref().and_then(NewAttestation::name);
            let sought = permit.held_dispatch_target(user, new.ext_id.as_deref(), name).await?;
            let held = found(sought, permit.client().as_str(), user)?;
            also_see(permit, &held)?;
            let standing = permit.standing_to(&held, held.whose.has_roles).await?;
            let (target, change) = held.create(new, &standing, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(target, held.placed(change)))
        })
    })
    .await
}

/// Changes one by a merge patch. `DispatchTargetView` is needed, too.
pub async fn modify(
    permit: &Permit<DispatchTargetModify>,
    named: Named<'_>,
    patch: &PatchTarget,
    asked: &Asked<'_, DispatchTarget>,
) -> Result<Outcome<DispatchTarget>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let (held, before) = held(permit, named, None).await?;
            also_see(permit, &held)?;
            let standing = permit.standing_to(&held, held.whose.has_roles).await?;
            let extra = asked.extra.to_vec();
            let (target, change) = held.modify(&before, patch, &standing, extra, &permit.happening())?;
            Ok(Decision::of(target, change.map(|change| held.placed(change))))
        })
    })
    .await
}

/// Deletes one with its attestation, and takes it out of the FIDO UAF authenticators of the user.
pub async fn delete(
    permit: &Permit<DispatchTargetDelete>,
    named: Named<'_>,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let (held, target) = held(permit, named, None).await?;
            // Read after the user's revision, so that what is missed here has moved it.
            let authenticators = permit.credentials_of(UafKey::TYPE, named.0, &ALL).await?;
            let authenticators: Vec<Credential<Own>> =
                found(authenticators, permit.client().as_str(), named.0)?.into_inner().items;
            let standing = permit.standing_to(&held, held.whose.has_roles).await?;
            let change = held.delete(&target, &authenticators, expected, &standing, &permit.happening())?;
            Ok(Decision::Change((), held.placed(change)))
        })
    })
    .await
}

/// The app attestation of a dispatch target.
pub async fn attestation(permit: &Permit<DispatchTargetView>, named: Named<'_>) -> Result<AppAttestation, Refusal> {
    attestation_of(&held(permit, named, None).await?.1, named)
}

/// Gives a dispatch target its app attestation.
pub async fn attest(
    permit: &Permit<DispatchTargetCreate>,
    named: Named<'_>,
    new: &NewAttestation,
    asked: &Asked<'_, AppAttestation>,
) -> Result<Outcome<AppAttestation>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let (held, target) = held(permit, named, new.name()).await?;
            let standing = permit.standing_to(&held, held.whose.has_roles).await?;
            let extra = asked.extra.to_vec();
            let (attestation, change) = held.attest(&target, new, &standing, extra, &permit.happening())?;
            Ok(Decision::Change(attestation, held.placed(change)))
        })
    })
    .await
}

/// Changes the app attestation of a dispatch target by a merge patch. `DispatchTargetView` is needed, too.
pub async fn modify_attestation(
    permit: &Permit<DispatchTargetModify>,
    named: Named<'_>,
    patch: &PatchAttestation,
    asked: &Asked<'_, AppAttestation>,
) -> Result<Outcome<AppAttestation>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let (held, target) = held(permit, named, patch.name()).await?;
            also_see(permit, &held)?;
            let before = attestation_of(&target, named)?;
            let standing = permit.standing_to(&held, held.whose.has_roles).await?;
            let of = (&target, &before);
            let extra = asked.extra.to_vec();
            let (after, change) = held.modify_attestation(of, patch, &standing, extra, &permit.happening())?;
            Ok(Decision::of(after, change.map(|change| held.placed(change))))
        })
    })
    .await
}

/// Deletes the app attestation of a dispatch target. `DispatchTargetView` is needed, too.
pub async fn delete_attestation(
    permit: &Permit<DispatchTargetDelete>,
    named: Named<'_>,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let (held, target) = held(permit, named, None).await?;
            also_see(permit, &held)?;
            let attestation = attestation_of(&target, named)?;
            let standing = permit.standing_to(&held, held.whose.has_roles).await?;
            let change = held.delete_attestation((&target, &attestation), expected, &standing, &permit.happening())?;
            Ok(Decision::Change((), held.placed(change)))
        })
    })
    .await
}
