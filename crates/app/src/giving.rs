//! What giving and taking roles has in common: where a caller may, and what it may know of them.

use sigill_domain::caller::{ClientRoom, Grant};
use sigill_domain::profile::Authorization;
use sigill_domain::right::{Elementary, Right};
use sigill_domain::rooms::Rooms;
use sigill_store::Permit;

use crate::attempt::Outcome;
use crate::refusal::Refusal;

/// The rooms must be such that the caller may give and take roles there.
pub(crate) fn reach<R: Right>(permit: &Permit<R>, grants: &[Grant]) -> Result<(), Refusal> {
    let own = permit.caller().reach(R::RIGHT);
    match own.covers(&Rooms::new(grants.iter().map(Grant::lies_in))) {
        true => Ok(()),
        false => Err(Refusal::DataroomPermissionDenied(R::RIGHT)),
    }
}

/// An authorization without the clients and the enterprise roles that the caller may not know of.
pub(crate) fn visible<R>(permit: &Permit<R>, mut authorization: Authorization) -> Authorization {
    let own = permit.caller().rooms(Elementary::AuthorizationView).unwrap_or(ClientRoom::Only(Vec::new()));
    if let ClientRoom::Only(clients) = &mut authorization.grant.clients {
        clients.retain(|client| own.contains(client.as_str()));
    }
    if !authorization.enterprise_roles.is_empty() {
        let own = permit.caller().reach(Elementary::AuthorizationView).enterprise_roles_of(permit.client().as_str());
        authorization.enterprise_roles.retain(|erole| own.has(&erole.id));
    }
    authorization
}

/// What a dry run tells: of clients where the caller couldn't see roles, nothing.
pub(crate) fn tried<R, T>(permit: &Permit<R>, outcome: Outcome<T>) -> Outcome<T> {
    match outcome {
        Outcome::Would(value, events) => {
            let own = permit.caller().rooms(Elementary::AuthorizationView).unwrap_or(ClientRoom::Only(Vec::new()));
            Outcome::Would(value, events.into_iter().map(|event| event.with_clients(&own)).collect())
        }
        outcome => outcome,
    }
}

/// The profile has no such role.
pub(crate) fn none(ext_id: &str) -> Refusal {
    Refusal::no_authorization(ext_id)
}
