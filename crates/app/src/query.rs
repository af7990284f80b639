//! Queries: whatever is looked for, by its fields.

use sigill_domain::list::Parameters;
use sigill_domain::query::{Ask, Candidate, Entity, QueryAnswer, Scope};
use sigill_domain::right::{ApplicationSearch, ClientSearch, RoleSearch, UnitSearch, UserSearch};
use sigill_store::{Permit, Rooms};

use crate::refusal::Refusal;

/// What is tried between two turns of other requests.
const AT_ONCE: usize = 100;

/// Permits for a query about everything: who may not search one kind of entity finds none of it.
pub struct Everything {
    /// Clients, which everybody with one of the rights may search.
    pub clients: Permit<ClientSearch, Rooms>,
    /// Users.
    pub users: Option<Permit<UserSearch, Rooms>>,
    /// Applications.
    pub applications: Option<Permit<ApplicationSearch, Rooms>>,
    /// Units.
    pub units: Option<Permit<UnitSearch, Rooms>>,
    /// Roles.
    pub roles: Option<Permit<RoleSearch, Rooms>>,
}

/// Finds users.
pub async fn users(permit: &Permit<UserSearch, Rooms>, given: Parameters<'_>) -> Result<QueryAnswer, Refusal> {
    let ask = Ask::read(Scope(&[Entity::User]), given)?;
    let mut fitting = Vec::new();
    if let Some(condition) = ask.condition(Entity::User) {
        tried(&ask, permit.users_for(condition).await?, &mut fitting).await;
    }
    Ok(ask.answer(fitting))
}

/// Finds clients.
pub async fn clients(permit: &Permit<ClientSearch, Rooms>, given: Parameters<'_>) -> Result<QueryAnswer, Refusal> {
    let ask = Ask::read(Scope(&[Entity::Client]), given)?;
    let mut fitting = Vec::new();
    if let Some(condition) = ask.condition(Entity::Client) {
        tried(&ask, permit.clients_for(condition).await?, &mut fitting).await;
    }
    Ok(ask.answer(fitting))
}

/// Finds applications.
pub async fn applications(
    permit: &Permit<ApplicationSearch, Rooms>,
    given: Parameters<'_>,
) -> Result<QueryAnswer, Refusal> {
    let ask = Ask::read(Scope(&[Entity::Application]), given)?;
    let mut fitting = Vec::new();
    if let Some(condition) = ask.condition(Entity::Application) {
        tried(&ask, permit.applications_for(condition).await?, &mut fitting).await;
    }
    Ok(ask.answer(fitting))
}

/// Finds units.
pub async fn units(permit: &Permit<UnitSearch, Rooms>, given: Parameters<'_>) -> Result<QueryAnswer, Refusal> {
    let ask = Ask::read(Scope(&[Entity::Unit]), given)?;
    let mut fitting = Vec::new();
    if let Some(condition) = ask.condition(Entity::Unit) {
        tried(&ask, permit.units_for(condition).await?, &mut fitting).await;
    }
    Ok(ask.answer(fitting))
}

/// Finds roles of applications.
pub async fn roles(permit: &Permit<RoleSearch, Rooms>, given: Parameters<'_>) -> Result<QueryAnswer, Refusal> {
    let ask = Ask::read(Scope(&[Entity::Role]), given)?;
    let mut fitting = Vec::new();
    if let Some(condition) = ask.condition(Entity::Role) {
        tried(&ask, permit.roles_for(condition).await?, &mut fitting).await;
    }
    Ok(ask.answer(fitting))
}

/// Finds all of these.
pub async fn all(permits: &Everything, given: Parameters<'_>) -> Result<QueryAnswer, Refusal> {
    let ask = Ask::read(Scope(Entity::ALL), given)?;
    let mut fitting = Vec::new();
    for entity in Entity::ALL {
        let Some(condition) = ask.condition(*entity) else { continue };
        let found = match entity {
            Entity::User => match &permits.users {
                Some(permit) => permit.users_for(condition).await?,
                None => continue,
            },
            Entity::Client => permits.clients.clients_for(condition).await?,
            Entity::Application => match &permits.applications {
                Some(permit) => permit.applications_for(condition).await?,
                None => continue,
            },
            Entity::Unit => match &permits.units {
                Some(permit) => permit.units_for(condition).await?,
                None => continue,
            },
            Entity::Role => match &permits.roles {
                Some(permit) => permit.roles_for(condition).await?,
                None => continue,
            },
        };
        tried(&ask, found, &mut fitting).await;
    }
    Ok(ask.answer(fitting))
}

/// Adds those that fit.
async fn tried(ask: &Ask, found: Vec<Candidate>, fitting: &mut Vec<(u32, Candidate)>) {
    for (n, one) in found.into_iter().enumerate() {
        if n % AT_ONCE == AT_ONCE - 1 {
            tokio::task::yield_now().await;
        }
        if let Some(score) = ask.score(&one) {
            fitting.push((score, one));
        }
    }
}
