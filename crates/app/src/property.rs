//! Custom properties: their definitions, and the values of users.

use sigill_domain::list::{Listed, Parameters, PropertyQuery};
use sigill_domain::property::{Definition, New, Scope, Wishes};
use sigill_domain::right::{Elementary, PropertyCreate, PropertyView, UserModify, UserView};
use sigill_domain::user::User;
use sigill_domain::version::Expected;
use sigill_store::{Everywhere, Permit, Rooms};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::patterns;
use crate::property_value::{must_see_values, must_set_values, opened, set_of};
use crate::refusal::Refusal;
use crate::sought::found;

/// Defines a property, for all clients or for one.
pub async fn define(
    permit: &Permit<PropertyCreate, Everywhere>,
    new: &New,
    asked: &Asked<'_, Definition>,
) -> Result<Outcome<Definition>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let scope = new.scope.as_deref().and_then(Scope::from_wire);
            let definitions = permit.definitions(scope, new).await?;
            // No client's: it is for all.
            patterns::ready("", new.string_regex.as_deref().into_iter().collect()).await?;
            let (definition, change) = definitions.define(new, asked.extra.to_vec(), &permit.happening())?;
            Ok(Decision::Change(definition, permit.placed(change)))
        })
    })
    .await
}

/// A property. What it allows is left out for who may not see that.
pub async fn get(permit: &Permit<PropertyView, Rooms>, ext_id: &str) -> Result<Definition, Refusal> {
    let definition = permit.property(ext_id).await?.ok_or_else(|| Refusal::no_property(ext_id))?;
    Ok(seen(permit, definition))
}

/// A page of the properties: `scope`, `type`, `clientExtId`, `applicationExtId`, `name`, `continuationToken`, `limit`,
/// `returnTotalResultCount`.
pub async fn list(permit: &Permit<PropertyView, Rooms>, given: Parameters<'_>) -> Result<Listed<Definition>, Refusal> {
    page(permit, &PropertyQuery::read(given)?).await
}

/// As [`list`], of what a client may have.
pub async fn list_of(
    permit: &Permit<PropertyView, Rooms>,
    client: &str,
    given: Parameters<'_>,
) -> Result<Listed<Definition>, Refusal> {
    let query = PropertyQuery::read(given)?;
    page(permit, &PropertyQuery { client: Some(client.to_owned()), ..query }).await
}

async fn page(permit: &Permit<PropertyView, Rooms>, query: &PropertyQuery) -> Result<Listed<Definition>, Refusal> {
    let mut listed = permit.properties(query).await?;
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
    opened(permit, found(permit.user(user).await?, permit.client().as_str(), user)?.into_inner())
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
    must_set_values(permit)?;
    attempt(permit, asked, || {
        Box::pin(async move {
            let held = found(permit.held_user(user, None).await?, permit.client().as_str(), user)?;
            set_of(permit, held, Elementary::UserView, (wishes, expected)).await
        })
    })
    .await
}
