//! Changing and deleting a credential of any type.

use sigill_domain::breach::Breach;
use sigill_domain::credential::{Beside, CredentialType, Dictionary, Kind, PatchCredential, Random};
use sigill_domain::patch::Patch;
use sigill_domain::property::{Defined, Wishes};
use sigill_domain::right::{CredentialDelete, CredentialModify, CredentialView};
use sigill_domain::version::Expected;
use sigill_store::Permit;

use super::issue::must_be_singular;
use super::keeper::Keeper;
use super::settle::{Settled, settle};
use super::whose::{Made, Whose};
use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::patterns;
use crate::property_value::{self, defined, must_set_values, open, opened_of};
use crate::refusal::Refusal;
use crate::sought::found;

/// Changes a credential by a merge patch.
pub async fn modify(
    permit: &Permit<CredentialModify>,
    keeper: Keeper<'_>,
    kind: &'static dyn Kind,
    whose: Whose<'_>,
    patch: &PatchCredential,
    asked: &Asked<'_, Made>,
) -> Result<Outcome<Made>, Refusal> {
    let random = &keeper.random();
    let dictionary = keeper.secrets.dictionary();
    let vouched = keeper.vouched(kind, |name| match patch.members.get(name)? {
        Patch::Set(value) => value.as_str().map(str::to_owned),
        _ => None,
    });
    let wish = &Wish { kind, whose, patch, random, dictionary, vouched, extra: asked.extra };
    let outcome =
        settle(permit, keeper, asked, &|secret| Box::pin(async move { wish.decide(permit, secret.as_deref()).await }))
            .await?;
    Ok(property_value::tried(permit, whose.user, outcome))
}

/// What is to be changed.
struct Wish<'a> {
    kind: &'static dyn Kind,
    whose: Whose<'a>,
    patch: &'a PatchCredential,
    random: &'a Random,
    dictionary: Option<&'a Dictionary>,
    vouched: Option<Result<(), &'static str>>,
    extra: &'a [Breach],
}

impl Wish<'_> {
    async fn decide(
        &self,
        permit: &Permit<CredentialModify>,
        secret: Option<&str>,
    ) -> Result<Settled<CredentialModify>, Refusal> {
        let Self { kind, whose, patch, random, dictionary, vouched, extra } = *self;
        let of = CredentialType::of(kind.form());
        let policy = match &patch.policy_ext_id {
            Patch::Set(ext_id) => Some(ext_id.as_str()),
            _ => None,
        };
        let sought = permit.held(of, whose.pair(), policy).await?;
        let held = found(sought, permit.client().as_str(), whose.named(of))?;
        let mut held = held.transpose().ok_or_else(|| whose.none(of))?;
        held.machine = held.machine_of(of, permit.now()).await?;
        held.lookup_taken = held.is_taken(of, held.credential.id, &held.rivals(kind, patch)).await?;
        // Which of them will govern it, the decision says.
        let policies = [&held.named, &held.governing, &held.default];
        let governing = policies.into_iter().flatten().flat_map(|policy| patterns::of(&policy.parameters)).collect();
        patterns::ready(permit.client().as_str(), governing).await?;
        let standing = permit.standing_to(&held, held.has_roles).await?;
        let (extra, roles) = (extra.to_vec(), permit.roles().collect());
        let is_by_owner = permit.caller().is(permit.client().as_str(), whose.user);
        let (standing, defined) = (&standing, Defined::default());
        let beside =
            Beside { extra, roles, standing, random, dictionary, vouched, secret, is_by_owner, defined, mailing: None };
        let decided = held.modify(kind, patch, beside, &permit.happening())?;
        if kind.singular(&decided.credential.detail) != kind.singular(&held.credential.detail) {
            must_be_singular(&held, kind, &decided.credential).await?;
        }
        let earlier = held.stored.0.clone().filter(|_| decided.remembers > 0);
        Ok(Settled::on(&held, decided, earlier.as_deref()))
    }
}

/// Deletes a credential.
pub async fn delete(
    permit: &Permit<CredentialDelete>,
    kind: CredentialType,
    whose: Whose<'_>,
    expected: &Expected,
    asked: &Asked<'_, ()>,
) -> Result<Outcome<()>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let sought = permit.held(kind, whose.pair()).await?;
            let held = found(sought, permit.client().as_str(), whose.named(kind))?.transpose();
            let mut held = held.ok_or_else(|| whose.none(kind))?;
            held.machine = held.machine_of(kind, permit.now()).await?;
            let standing = permit.standing_to(&held, held.has_roles).await?;
            let change = held.delete(expected, &standing, &permit.happening())?;
            Ok(Decision::Change((), held.placed(change)))
        })
    })
    .await?;
    Ok(property_value::tried(permit, whose.user, outcome))
}

/// Sets and removes values of custom properties of a credential.
pub async fn set_properties(
    permit: &Permit<CredentialModify>,
    kind: &'static dyn Kind,
    whose: Whose<'_>,
    wishes: &Wishes,
    expected: &Expected,
    asked: &Asked<'_, Made>,
) -> Result<Outcome<Made>, Refusal> {
    let of = CredentialType::of(kind.form());
    if permit.caller().myself::<CredentialView>(permit.client().as_str(), whose.user).is_none() {
        permit.caller().granted_for::<CredentialView>(of)?.in_client(permit.client().as_str())?;
    }
    must_set_values(permit)?;
    attempt(permit, asked, || {
        Box::pin(async move {
            let sought = permit.held(of, whose.pair(), None).await?;
            let held = found(sought, permit.client().as_str(), whose.named(of))?.transpose();
            let held = held.ok_or_else(|| whose.none(of))?;
            let mut had = held.credential.detail.properties();
            open(permit, &mut had, held.credential.id)?;
            let defined = match kind.form().properties {
                Some(scope) => defined(permit, &held, &[scope], (wishes, held.credential.id)).await?,
                None => Defined::default(),
            };
            let roles: Vec<&str> = permit.roles().collect();
            let amended =
                held.set_properties(kind, (&had, wishes), expected, (&defined, &roles), &permit.happening())?;
            let change = amended.change.map(|change| held.placed(change));
            let credential = opened_of(permit, amended.credential)?;
            Ok(Decision::of(Made { credential, reveal: amended.reveal }, change))
        })
    })
    .await
}
