//! Assigning credentials that are the client's own to users, and taking them back.

use sigill_domain::credential::{CredentialType, Decided, Kind};
use sigill_domain::right::{CredentialModify, CredentialView};
use sigill_domain::version::Expected;
use sigill_store::{Permit, Placed};

use super::whose::{Made, Whose};
use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::property_value;
use crate::refusal::Refusal;
use crate::sought::found;

/// Assigns a credential to a user. The caller must reach both.
pub async fn assign(
    permit: &Permit<CredentialModify>,
    kind: &'static dyn Kind,
    whose: Whose<'_>,
    expected: &Expected,
    asked: &Asked<'_, Made>,
) -> Result<Outcome<Made>, Refusal> {
    let of = must_see(permit, kind)?;
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let to = found(permit.getter_of(of, whose.user).await?, permit.client().as_str(), whose.user)?;
            let held = found(permit.held(of, whose.pair(), None).await?, permit.client().as_str(), whose.named(of))?;
            let held = held.transpose().ok_or_else(|| whose.none(of))?;
            let standing = permit.standing_to(&to, to.has_roles).await?;
            let roles: Vec<&str> = permit.roles().collect();
            let decided = held.assign((kind, &to), expected, (&standing, &roles), &permit.happening())?;
            Ok(decision(decided, |change| to.placed(change)))
        })
    })
    .await?;
    Ok(property_value::tried(permit, whose.user, outcome))
}

/// Takes a credential back from its user.
pub async fn unassign(
    permit: &Permit<CredentialModify>,
    kind: &'static dyn Kind,
    whose: Whose<'_>,
    expected: &Expected,
    asked: &Asked<'_, Made>,
) -> Result<Outcome<Made>, Refusal> {
    let of = must_see(permit, kind)?;
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let held = found(permit.held(of, whose.pair(), None).await?, permit.client().as_str(), whose.named(of))?;
            let held = held.transpose().ok_or_else(|| whose.none(of))?;
            let standing = permit.standing_to(&held, held.has_roles).await?;
            let roles: Vec<&str> = permit.roles().collect();
            let decided = held.unassign(kind, expected, (&standing, &roles), &permit.happening())?;
            Ok(decision(decided, |change| held.placed(change)))
        })
    })
    .await?;
    Ok(property_value::tried_of_client(permit, outcome))
}

/// The type. The answer shows the credential, and so the right to see it is needed, too, as documented.
fn must_see(permit: &Permit<CredentialModify>, kind: &dyn Kind) -> Result<CredentialType, Refusal> {
    let of = CredentialType::of(kind.form());
    permit.caller().granted_for::<CredentialView>(of)?.in_client(permit.client().as_str())?;
    Ok(of)
}

type Change = sigill_domain::change::Change<CredentialModify>;

fn decision(
    Decided { credential, change, reveal, .. }: Decided<CredentialModify>,
    placed: impl FnOnce(Change) -> Placed<CredentialModify>,
) -> Decision<Made, CredentialModify> {
    Decision::of(Made { credential, reveal }, change.map(placed))
}
