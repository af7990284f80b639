//! Search for people by whatever is known of them.

use sigill_domain::list::Parameters;
use sigill_domain::right::{Elementary, UserView};
use sigill_domain::search::SearchQuery;
use sigill_store::{Hit, Permit, Rooms, Searched};

use crate::refusal::Refusal;

/// What `q` finds in the clients that the caller may see, or only in `client`: [`HITS_MAX`] of each
/// kind at most. `CredentialSearch` is needed, too, and only clients count where both rights hold.
///
/// Recognised are a calling number in any notation, login ids, external ids of users and credentials,
/// e-mail addresses, identificators, serial numbers and SHA-256 fingerprints of certificates, and
/// beginnings of names. Case and accents make no difference to names and e-mail addresses, nor case to login ids. Custom
/// properties are neither looked at nor shown.
///
/// [`HITS_MAX`]: sigill_domain::search::HITS_MAX
pub async fn find(permit: &Permit<UserView, Rooms>, given: Parameters<'_>) -> Result<Searched, Refusal> {
    let permit = permit.and(Elementary::CredentialSearch)?;
    let query = SearchQuery::read(given)?;
    let Some(client) = &query.client else { return Ok(shown(permit.search(&query.question).await?)) };
    let permit = permit.only(client)?;
    if permit.has_clients().await? {
        Ok(shown(permit.search(&query.question).await?))
    } else {
        Err(Refusal::no_client(client))
    }
}

fn shown(found: Searched) -> Searched {
    let hits = found.hits.into_iter().map(|hit| Hit { user: hit.user.without_properties(), ..hit }).collect();
    Searched { hits, ..found }
}
