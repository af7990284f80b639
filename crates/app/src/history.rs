//! What happened.
//!
//! Events tell what users and credentials were like, so that both rights to see these are needed for
//! a user's history, and the rights to see clients and policies for a client's. Values are as they
//! were written: masked where the policy said so.

use sigill_domain::event::Event;
use sigill_domain::list::{HistoryQuery, Listed, Parameters};
use sigill_domain::right::{ClientView, Elementary, UserView};
use sigill_store::Permit;

use crate::refusal::Refusal;
use crate::user::found;

/// A page of what happened to a user and what is below it, the newest first: `continuationToken`,
/// `limit`. Also of a user that is gone. `CredentialView` is needed, too.
pub async fn of_user(permit: &Permit<UserView>, user: &str, given: Parameters<'_>) -> Result<Listed<Event>, Refusal> {
    permit.also(Elementary::CredentialView)?;
    let query = HistoryQuery::read(given);
    // A user that never was comes before what is wrong with the question.
    let sought = permit.history(user, query.as_ref().unwrap_or(&ONE)).await?;
    let listed = found(sought, permit.client().as_str(), user)?;
    query?;
    Ok(listed)
}

/// A page of what happened in a client, the newest first: `continuationToken`, `limit`. Also of a
/// client that is gone, for a caller of all clients. `UserView`, `CredentialView` and
/// `PolicyConfigurationView` are needed, too.
pub async fn of_client(permit: &Permit<ClientView>, given: Parameters<'_>) -> Result<Listed<Event>, Refusal> {
    for right in [Elementary::UserView, Elementary::CredentialView, Elementary::PolicyConfigurationView] {
        permit.also(right)?;
    }
    let query = HistoryQuery::read(given);
    let listed = permit.history(query.as_ref().unwrap_or(&ONE)).await?;
    let listed = listed.ok_or_else(|| Refusal::no_client(permit.client().as_str()))?;
    query?;
    Ok(listed)
}

/// What is looked at where the question can't be read, to learn whether its object is there.
const ONE: HistoryQuery = HistoryQuery { after: None, limit: 1 };
