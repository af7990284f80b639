//! What a new profile has from the start by its client's profile policy: what is given, and who may say so.
//!
//! Why it is as it is: ADR 0040.

use sigill_domain::breach::Breach;
use sigill_domain::caller::ClientRoom;
use sigill_domain::client::ClientRef;
use sigill_domain::policy::{NamedRoom, Parameters, PolicyType, ProfileRules};
use sigill_domain::profile::{Defaults, LeftOut, PolicyNames};
use sigill_domain::right::Elementary;
use sigill_domain::rooms::{DataRoom, Room, Rooms};
use sigill_store::{Permit, Within, WritesPolicies};
use tracing::warn;

use crate::refusal::Refusal;

/// What is wrong with what a profile policy names, told to who writes it. Who writes one, or makes it the default, must be
/// able to give all of it, as by hand.
pub(crate) async fn written<R: WritesPolicies, T>(
    permit: &Permit<R>,
    (of, client): (&Within<R, T>, &ClientRef),
    parameters: &Parameters,
) -> Result<Vec<Breach>, Refusal> {
    if !PolicyType::PROFILE.check(parameters).is_empty() {
        return Ok(Vec::new());
    }
    // Not yet that of a policy: it is told of nowhere.
    let rules = ProfileRules::read(client.ext_id.clone(), &client.ext_id, parameters);
    if !rules.roles.is_empty() {
        permit.also(Elementary::AuthorizationCreate)?;
    }
    if !rules.enterprise_roles.is_empty() {
        permit.also(Elementary::ProfileModify)?;
    }
    knows_clients(permit, &rules)?;
    let names = permit.policy_names(of, client, &rules).await?;
    let (offers, mut left_out) = rules.offers(client, &names);
    let own = permit.caller().reach(Elementary::AuthorizationCreate);
    for offer in &offers {
        permit.caller().may_give(&offer.grant)?;
        if !own.covers(&Rooms::new([offer.grant.lies_in()])) {
            return Err(Refusal::DataroomPermissionDenied(Elementary::AuthorizationCreate));
        }
    }
    let (eroles, missing) = rules.enterprise_roles(&names);
    left_out.extend(missing);
    let wanted = DataRoom {
        applications: Room::Only(Vec::new()),
        enterprise_roles: Room::Only(eroles.into_iter().map(|(_, id)| id).collect()),
        ..DataRoom::of_clients(ClientRoom::Only(vec![client.ext_id.clone()]))
    };
    if !rules.enterprise_roles.is_empty()
        && !permit.caller().reach(Elementary::ProfileModify).covers(&Rooms::new([wanted]))
    {
        return Err(Refusal::DataroomPermissionDenied(Elementary::ProfileModify));
    }
    left_out.extend(rules.unit(&names));
    Ok(left_out.iter().map(LeftOut::breach).collect())
}

/// Whether a client is there is only told to who may give roles in it.
fn knows_clients<R>(permit: &Permit<R>, rules: &ProfileRules) -> Result<(), Refusal> {
    let own = permit.caller().rooms(Elementary::AuthorizationCreate).unwrap_or(ClientRoom::Only(Vec::new()));
    let mut named = rules.roles.iter().flat_map(|role| role.clients.names());
    let is_known = named.all(|client| own.contains(client));
    let is_global = rules.roles.iter().any(|role| role.clients == NamedRoom::Global);
    if is_known && (!is_global || own == ClientRoom::Global) {
        Ok(())
    } else {
        Err(Refusal::DataroomPermissionDenied(Elementary::AuthorizationCreate))
    }
}

/// What of a profile policy is given to a new profile. Who makes the profile needn't be able to give it by hand, but for the
/// roles of this server's own: of these what is more than it may give is left out.
pub(crate) fn given<R>(permit: &Permit<R>, client: &ClientRef, defaults: &mut Defaults, names: &PolicyNames) {
    let (offers, mut left_out) = defaults.rules.offers(client, names);
    for offer in offers {
        match permit.caller().may_give(&offer.grant) {
            Ok(ruled) => defaults.roles.push(offer.giving(ruled)),
            Err(_) => left_out.push(offer.withheld()),
        }
    }
    let (eroles, missing) = defaults.rules.enterprise_roles(names);
    defaults.enterprise_roles = eroles;
    tell(client, defaults, left_out.iter().chain(&missing));
}

/// What an operator set wrongly never counts against a person: it is told to the log alone.
pub(crate) fn tell<'a>(client: &ClientRef, defaults: &Defaults, left_out: impl IntoIterator<Item = &'a LeftOut>) {
    for LeftOut { parameter, why } in left_out {
        let policy = &defaults.rules.policy;
        warn!(client = %client.ext_id, %policy, parameter, why, "a profile policy gives a new profile less than it says");
    }
}
