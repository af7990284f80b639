//! What happened.
//!
//! Events tell what users and credentials were like, so that both rights to see these are needed for
//! a user's history, and the rights to see clients and policies for a client's. Values are as they
//! were written: masked where the policy said so. Custom properties are left out for who may not see them.

use std::time::{Duration, Instant};

use sigill_domain::caller::ClientRoom;
use sigill_domain::change::Change;
use sigill_domain::erasure::Remembered;
use sigill_domain::event::Event;
use sigill_domain::idempotency::KEPT_MS;
use sigill_domain::list::{EventQuery, Listed, Parameters};
use sigill_domain::right::{ClientView, Elementary, HistoryErase, System, UserView};
use sigill_domain::rooms::Room;
use sigill_domain::standing::Effect;
use sigill_domain::user::User;
use sigill_store::{ErasedUntil, Everywhere, Permit, Within};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::property_value;
use crate::refusal::Refusal;
use crate::sought::{found, found_client};

/// A page of what happened to a user and what is below it, the newest first: `continuationToken`, `limit`, and the filters
/// of [`EventQuery`]. Also of a user that is gone. `CredentialView` is needed, too.
pub async fn of_user(permit: &Permit<UserView>, user: &str, given: Parameters<'_>) -> Result<Listed<Event>, Refusal> {
    permit.also(Elementary::CredentialView)?;
    let query = EventQuery::read(given);
    // A user that never was comes before what is wrong with the question: any event will do to learn that.
    let sought = permit.history(user, query.as_ref().unwrap_or(&EventQuery::any())).await?;
    let mut listed = found(sought, permit.client().as_str(), user)?.into_inner();
    query?;
    listed.items = shown(permit, user, listed.items);
    Ok(listed)
}

/// As [`of_user`], with the user itself, who is there, without custom properties.
pub async fn with_user(
    permit: &Permit<UserView>,
    user: &str,
    given: Parameters<'_>,
) -> Result<(User, Listed<Event>), Refusal> {
    permit.also(Elementary::CredentialView)?;
    let query = EventQuery::read(given);
    let there = found(permit.user(user).await?, permit.client().as_str(), user)?;
    let mut listed = permit.history_of(&there, user, &query?).await?;
    listed.items = shown(permit, user, listed.items);
    Ok((there.into_inner().without_properties(), listed))
}

/// Events of a user as the caller may see them.
pub(crate) fn shown(permit: &Permit<UserView>, user: &str, events: Vec<Event>) -> Vec<Event> {
    visible(permit, property_value::shown_events(permit, Some(user), events))
}

/// A page of what happened in a client, the newest first: `continuationToken`, `limit`, and the filters of [`EventQuery`].
/// Also of a client that is gone, for a caller of all clients. `UserView`, `CredentialView` and
/// `PolicyConfigurationView` are needed, too.
pub async fn of_client(permit: &Permit<ClientView>, given: Parameters<'_>) -> Result<Listed<Event>, Refusal> {
    for right in [Elementary::UserView, Elementary::CredentialView, Elementary::PolicyConfigurationView] {
        permit.also(right)?;
    }
    let query = EventQuery::read(given);
    let sought = permit.history(query.as_ref().unwrap_or(&EventQuery::any())).await?;
    let mut listed = found_client(sought, permit.client().as_str())?.into_inner();
    query?;
    listed.items = visible(permit, property_value::shown_events(permit, None, listed.items));
    Ok(listed)
}

/// Events of roles without the clients and the enterprise roles that the caller may not know of, as authorizations are
/// shown.
fn visible<R>(permit: &Permit<R>, mut events: Vec<Event>) -> Vec<Event> {
    let rooms = permit.caller().reach(Elementary::AuthorizationView);
    if rooms.enterprise_roles_of(permit.client().as_str()) != Room::Global {
        events = events.into_iter().map(Event::without_enterprise_roles).collect();
    }
    match permit.caller().rooms(Elementary::AuthorizationView) {
        Some(ClientRoom::Global) => events,
        rooms => {
            let rooms = rooms.unwrap_or(ClientRoom::Only(Vec::new()));
            events.into_iter().map(|event| event.with_clients(&rooms)).collect()
        }
    }
}

/// Events that are erased or deleted in one step.
const ROWS_MAX: i64 = 1_000;
/// What is left of the time for the answer.
const RESERVE: Duration = Duration::from_millis(500);

/// Erases from the history of a user what it tells of a person: names, numbers, addresses, texts, comments. What
/// happened, when and by whom stays, with ids, types, states, roles and validity; so does the user itself, if it is
/// still there. Leaves an event of its own, before anything is erased. Done before, nothing happens.
///
/// # Errors
/// It is the caller's own history, or that of a user who has more than the caller may take.
/// [`Refusal::Unavailable`] where the time is over: what is left is erased when it is asked again.
pub async fn erase(permit: &Permit<HistoryErase>, user: &str, asked: &Asked<'_, ()>) -> Result<Outcome<()>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let remembered = found(permit.remembered(user).await?, permit.client().as_str(), user)?;
            may_erase(permit, &remembered).await?;
            let change = remembered.erase(&permit.happening());
            Ok(Decision::of((), change.map(|change| remembered.placed(change))))
        })
    })
    .await?;
    if matches!(outcome, Outcome::Would(..)) || asked.dry_run {
        return Ok(outcome);
    }
    // Also where the answer was kept: it was kept before this began.
    let remembered = found(permit.remembered(user).await?, permit.client().as_str(), user)?;
    let mut until = ErasedUntil::START;
    while let Some(next) = remembered.erase_next(until, ROWS_MAX, permit.now()).await? {
        until = next;
        if Instant::now() + RESERVE >= permit.deadline() {
            return Err(Refusal::Unavailable("the erasure isn't finished".to_owned()));
        }
    }
    Ok(outcome)
}

/// Nobody erases the traces of their own doings, nor those of somebody who may do more.
async fn may_erase(
    permit: &Permit<HistoryErase>,
    remembered: &Within<HistoryErase, Remembered>,
) -> Result<(), Refusal> {
    if remembered.there.is_some() && permit.happening().by.user_id == remembered.there {
        return Err(Refusal::Restricted("nobody erases their own history".to_owned()));
    }
    if let Some(standing) = permit.standing_to(remembered).await? {
        standing.rule(Effect::TAKES)?;
    }
    Ok(())
}

/// Deletes what isn't kept any longer, batch after batch: events after `retention_days`, where that isn't 0, and answers
/// that were kept for repeated requests; how many batches there were. Before, there is room made for the months to come.
///
/// It can be cut off at any moment and goes on where it was, also on another node.
pub async fn purge(permit: &Permit<System, Everywhere>, retention_days: u32) -> Result<u64, Refusal> {
    const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
    let mut batches = 0;
    while permit.purge_kept(permit.now().plus_millis(-KEPT_MS), ROWS_MAX).await? {
        batches += 1;
        tokio::task::yield_now().await;
    }
    while permit.purge_used(ROWS_MAX).await? {
        batches += 1;
        tokio::task::yield_now().await;
    }
    permit.make_months().await?;
    if retention_days > 0 {
        let begin = permit.now().plus_millis(-DAY_MS * i64::from(retention_days));
        while permit.purge_events(begin, ROWS_MAX).await? {
            batches += 1;
            tokio::task::yield_now().await;
        }
    }
    Ok(batches)
}

/// Writes down what happened to nothing but the history: that a caller was denied something, or an attempt refused.
pub async fn note(permit: &Permit<System, Everywhere>, event: Event) -> Result<(), Refusal> {
    Ok(permit.placed(Change::noting(event)).commit().await?)
}
