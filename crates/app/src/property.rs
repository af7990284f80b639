//! Custom properties: their definitions, and the values of users and mobile signatures.

use sigill_domain::credential::{Credential, MobileSignature};
use sigill_domain::event::Event;
use sigill_domain::list::{Listed, Parameters, PropertyQuery};
use sigill_domain::property::{Defined, Definition, New, Properties, Scope, Wishes};
use sigill_domain::right::{
    CredentialModify, CredentialView, Elementary, PropertyCreate, PropertyView, Right, SetsProperties, UserModify,
    UserView,
};
use sigill_domain::user::User;
use sigill_domain::version::Expected;
use sigill_store::{Everywhere, Permit, Rooms};
use uuid::Uuid;

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::refusal::Refusal;
use crate::user::found;
use crate::{mobile_signature, patterns};

/// To see values.
const TO_SEE: [Elementary; 2] = [Elementary::PropertyView, Elementary::PropertyValueView];

/// What *Update properties* asks for beside the right to change the object.
const TO_SET: [Elementary; 6] = [
    Elementary::PropertyView,
    Elementary::PropertyValueView,
    Elementary::PropertyAllowedValueView,
    Elementary::PropertyValueCreate,
    Elementary::PropertyValueDelete,
    Elementary::PropertyValueModify,
];

/// Defines a property for all clients.
pub async fn define(
    permit: &Permit<PropertyCreate, Everywhere>,
    new: &New,
    asked: &Asked<'_, Definition>,
) -> Result<Outcome<Definition>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let scope = new.scope.as_deref().and_then(Scope::from_wire);
            let definitions = permit.definitions(scope, new.name.as_deref()).await?;
            // No client's: it is for all.
            patterns::ready("", new.string_regex.as_deref().into_iter().collect()).await?;
            let (definition, change) = definitions.define(new, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(definition, change))
        })
    })
    .await
}

/// A property. What it allows is left out for who may not see that.
pub async fn get(permit: &Permit<PropertyView, Rooms>, ext_id: &str) -> Result<Definition, Refusal> {
    let definition = permit.property(ext_id).await?.ok_or_else(|| Refusal::no_property(ext_id))?;
    Ok(seen(permit, definition))
}

/// A page of the properties: `scope`, `continuationToken`, `limit`, `returnTotalResultCount`.
pub async fn list(permit: &Permit<PropertyView, Rooms>, given: Parameters<'_>) -> Result<Listed<Definition>, Refusal> {
    let mut listed = permit.properties(&PropertyQuery::read(given)?).await?;
    listed.items = listed.items.into_iter().map(|definition| seen(permit, definition)).collect();
    Ok(listed)
}

fn seen(permit: &Permit<PropertyView, Rooms>, definition: Definition) -> Definition {
    if permit.caller().holds(Elementary::PropertyAllowedValueView) {
        definition
    } else {
        Definition { allowed_values: Vec::new(), ..definition }
    }
}

/// A user for its properties. Who may not see values is refused.
pub async fn of_user(permit: &Permit<UserView>, user: &str) -> Result<User, Refusal> {
    must_see_values(permit, user)?;
    found(permit.user(user).await?, permit.client().as_str(), user)
}

/// Sets and removes values of a user.
pub async fn set_of_user(
    permit: &Permit<UserModify>,
    user: &str,
    wishes: &Wishes,
    expected: &Expected,
    asked: &Asked<'_, User>,
) -> Result<Outcome<User>, Refusal> {
    permit.also(Elementary::UserView)?;
    all_of(permit, &TO_SET)?;
    attempt(permit, asked, || {
        Box::pin(async move {
            let mut held = found(permit.held_user(user, None).await?, permit.client().as_str(), user)?;
            held.defined = defined(permit, Scope::UserGlobal, held.client.id, wishes).await?;
            let (user, change) = held.set_properties(wishes, expected, &permit.happening())?;
            Ok(Decision::of(user, change))
        })
    })
    .await
}

/// The mobile signature of a user for its properties. Who may not see values is refused.
pub async fn of_mobile_signature(
    permit: &Permit<CredentialView>,
    user: &str,
) -> Result<Credential<MobileSignature>, Refusal> {
    must_see_values(permit, user)?;
    mobile_signature::get(permit, user).await
}

/// Sets and removes values of the mobile signature of a user.
pub async fn set_of_mobile_signature(
    permit: &Permit<CredentialModify>,
    user: &str,
    wishes: &Wishes,
    expected: &Expected,
    asked: &Asked<'_, Credential<MobileSignature>>,
) -> Result<Outcome<Credential<MobileSignature>>, Refusal> {
    permit.caller().granted_of::<CredentialView, MobileSignature>()?.in_client(permit.client().as_str())?;
    all_of(permit, &TO_SET)?;
    attempt(permit, asked, || {
        Box::pin(async move {
            let sought = permit.held_mobile_signature(user, None).await?;
            let held = found(sought, permit.client().as_str(), user)?;
            let mut held = held.ok_or_else(|| mobile_signature::none(user))?;
            held.defined = defined(permit, Scope::CredentialMobileSignatureGlobal, held.client.id, wishes).await?;
            let (credential, change) = held.set_properties(wishes, expected, permit.roles(), &permit.happening())?;
            Ok(Decision::of(credential, change))
        })
    })
    .await
}

/// What must be known to decide about values; nothing is read where none is wanted.
pub(crate) async fn defined<R: SetsProperties>(
    permit: &Permit<R>,
    scope: Scope,
    client: Uuid,
    wishes: &Wishes,
) -> Result<Defined, Refusal> {
    if wishes.is_empty() {
        return Ok(Defined::default());
    }
    let mut defined = permit.defined(scope).await?;
    patterns::ready(permit.client().as_str(), defined.patterns(wishes).collect()).await?;
    let keys = defined.keys(wishes);
    if !keys.is_empty() {
        defined.taken = permit.taken_values(client, &keys).await?;
    }
    Ok(defined)
}

/// Whether the caller has the rights that a part of a user's change needs: to see values for naming any,
/// and one for each kind of change.
pub(crate) fn may_set<R>(permit: &Permit<R>, before: &Properties, wishes: &Wishes) -> Result<(), Refusal> {
    if wishes.is_empty() {
        return Ok(());
    }
    all_of(permit, &TO_SEE)?;
    let touched = before.touched(wishes);
    for (is_needed, right) in [
        (touched.creates, Elementary::PropertyValueCreate),
        (touched.modifies, Elementary::PropertyValueModify),
        (touched.deletes, Elementary::PropertyValueDelete),
    ] {
        if is_needed {
            permit.also(right)?;
        }
    }
    Ok(())
}

/// The user as the caller may see it: without properties, unless it may see values or is that user.
pub(crate) fn shown<R: Right>(permit: &Permit<R>, user: User) -> User {
    let is_seen = user.properties.is_empty() || must_see_values(permit, user.ext_id.as_str()).is_ok();
    if is_seen { user } else { user.without_properties() }
}

/// Events as the caller may see them; `user` is whom they are about, if anybody.
pub(crate) fn shown_events<R: Right>(permit: &Permit<R>, user: Option<&str>, events: Vec<Event>) -> Vec<Event> {
    let is_seen = user.map_or_else(|| all_of(permit, &TO_SEE), |user| must_see_values(permit, user)).is_ok();
    if is_seen { events } else { events.into_iter().map(Event::without_properties).collect() }
}

/// What a dry run tells of a user or of what is below it.
pub(crate) fn tried<R: Right, T>(permit: &Permit<R>, user: &str, outcome: Outcome<T>) -> Outcome<T> {
    match outcome {
        Outcome::Would(value, events) => Outcome::Would(value, shown_events(permit, Some(user), events)),
        outcome => outcome,
    }
}

fn must_see_values<R: Right>(permit: &Permit<R>, user: &str) -> Result<(), Refusal> {
    match permit.caller().myself::<R>(permit.client().as_str(), user) {
        Some(_) => Ok(()),
        None => all_of(permit, &TO_SEE),
    }
}

fn all_of<R>(permit: &Permit<R>, rights: &[Elementary]) -> Result<(), Refusal> {
    Ok(rights.iter().try_for_each(|right| permit.also(*right))?)
}
