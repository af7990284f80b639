//! Beginning a ceremony: a challenge, and what a browser has to be told with it.

use sigill_domain::breach::Breach;
use sigill_domain::credential::{Credential, CredentialType, Own};
use sigill_domain::fido2::{Authenticator, Ceremony, Fido2Rules, Purpose, Verification, handle_of};
use sigill_domain::policy::{Parameters, Policy};
use sigill_domain::rejection::Rejection;
use sigill_domain::right::{CredentialCreate, CredentialView};
use sigill_domain::time::Timestamp;
use sigill_store::Permit;
use sigill_webauthn::{Algorithm, response::base64url};
use uuid::Uuid;

use super::{invalid, sealed};
use crate::credential::keeper::Keeper;
use crate::credential::seen::of_user;
use crate::credential::whose::Whose;
use crate::refusal::Refusal;
use crate::sought::{found, found_client};

/// A ceremony that has begun, and what a browser is to be asked.
#[derive(Debug)]
pub struct Begun<T> {
    /// Sealed: its caller sends it back with the answer.
    pub ceremony: String,
    /// The challenge, in base64url.
    pub challenge: String,
    /// The relying party, by its domain.
    pub rp_id: String,
    /// The first moment at which it can't be answered any more.
    pub until: Timestamp,
    /// For how long that is.
    pub duration_s: i64,
    /// Whether the authenticator must know who uses it.
    pub verification: Verification,
    /// What else is asked.
    pub asks: T,
}

/// A credential that an authenticator may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownKey {
    /// As the authenticator calls it, in base64url.
    pub id: String,
    /// How the authenticator can be reached.
    pub transports: Vec<String>,
}

/// What is asked of an authenticator that is to make a credential.
#[derive(Debug)]
pub struct NewKey {
    /// What browsers call the relying party.
    pub rp_name: String,
    /// What authenticators know the user by, in base64url.
    pub user_handle: String,
    /// What browsers call the user: the login id, or the external id where there is none.
    pub user_name: String,
    /// With what it may sign, by numbers, what is preferred first.
    pub algorithms: Vec<i64>,
    /// The authenticators that the user has already.
    pub exclude: Vec<KnownKey>,
    /// `required` or `discouraged`: whether it must keep the key itself.
    pub resident_key: &'static str,
    /// What it is to tell of its make.
    pub attestation: &'static str,
}

/// Which of the authenticators that are known may answer; none: whichever has a credential for the relying party.
#[derive(Debug)]
pub struct OldKeys {
    /// Each by its credential.
    pub allow: Vec<KnownKey>,
}

fn rules_of(policy: Option<&Policy>) -> Fido2Rules {
    Fido2Rules::read(policy.map_or(&Parameters::new(), |policy| &policy.parameters))
}

fn begun<T>(
    keeper: Keeper<'_>,
    (purpose, user, client): (Purpose, Option<Uuid>, Uuid),
    rules: &Fido2Rules,
    now: Timestamp,
    asks: T,
) -> Result<Begun<T>, Refusal> {
    let Some(rp_id) = rules.rp_id.clone() else { return Err(no_party()) };
    let ceremony = Ceremony::begin(purpose, user, (&rp_id, rules), &keeper.random(), now);
    Ok(Begun {
        challenge: ceremony.challenge().to_owned(),
        until: ceremony.until(),
        ceremony: sealed(keeper, &ceremony, client)?,
        duration_s: rules.duration_s,
        verification: rules.verification,
        rp_id,
        asks,
    })
}

fn no_party() -> Refusal {
    invalid("there are no ceremonies here: the client has no default policy of type Fido2Policy with sigill.rpId")
}

/// The authenticators among these whose ceremonies Sigill runs, for a relying party.
fn known(all: &[Credential<Own>], rp_id: &str) -> Vec<KnownKey> {
    let of_party = all.iter().filter(|credential| credential.detail.text("rpId") == Some(rp_id));
    of_party
        .filter_map(|credential| Authenticator::read(credential.detail.text("authenticator")?))
        .map(|kept| KnownKey { id: kept.credential_id, transports: kept.transports })
        .collect()
}

/// Begins the registration of a new credential of a user. `extra`: rules that were found broken while reading the wish.
pub async fn begin_registration(
    permit: &Permit<CredentialCreate>,
    keeper: Keeper<'_>,
    user: &str,
    extra: &[Breach],
) -> Result<Begun<NewKey>, Refusal> {
    let (of, client) = (CredentialType::FIDO2, permit.client().as_str());
    let view = permit.caller().granted_for::<CredentialView>(of)?.in_client(client)?;
    let owner = found(permit.owner_of(of, user, None, None).await?, client, user)?;
    let Some(person) = &owner.user else { return Err(Refusal::no_user(user, &owner.client.name)) };
    if !extra.is_empty() {
        return Err(Refusal::Broken(extra.to_vec()));
    }
    let rules = rules_of(owner.policy.as_ref());
    let Some(rp_id) = &rules.rp_id else { return Err(no_party()) };
    let all = of_user(&view, of, user).await?;
    let numbers = rules.algorithms.iter().filter_map(|name| Algorithm::named(name)).map(Algorithm::number);
    let asks = NewKey {
        rp_name: rules.rp_name.clone(),
        user_handle: base64url(&handle_of(person.id)),
        user_name: owner.login_id.clone().unwrap_or_else(|| person.ext_id.to_string()),
        algorithms: numbers.collect(),
        exclude: known(&all, rp_id),
        resident_key: rules.resident_key,
        attestation: rules.attestation,
    };
    begun(keeper, (Purpose::Registration, Some(person.id), owner.client.id), &rules, permit.now(), asks)
}

/// Begins an authentication: of a user, by one of the own credentials that can be used now; or of whoever has one.
pub async fn begin_authentication(
    permit: &Permit<CredentialView>,
    keeper: Keeper<'_>,
    user: Option<&str>,
) -> Result<Begun<OldKeys>, Refusal> {
    let (of, client, now) = (CredentialType::FIDO2, permit.client().as_str(), permit.now());
    let Some(user) = user else {
        let sought = permit.client_with_policy(of).await?;
        let (client, policy) = found_client(sought, client)?.into_inner();
        let asks = OldKeys { allow: Vec::new() };
        return begun(keeper, (Purpose::Authentication, None, client.id), &rules_of(policy.as_ref()), now, asks);
    };
    let whose = Whose { user, credential: None };
    let all: Vec<_> = of_user(permit, of, user).await?.into_iter().map(|one| one.at(now)).collect();
    let first = all.first().ok_or_else(|| whose.none(of))?;
    let sought = permit.held(of, (user, Some(first.ext_id.as_str()))).await?;
    let held = found(sought, client, user)?.transpose().ok_or_else(|| whose.none(of))?;
    let Some(person) = &held.user else { return Err(whose.none(of)) };
    let rules = rules_of(held.default.as_ref());
    let Some(rp_id) = &rules.rp_id else { return Err(no_party()) };
    let usable: Vec<_> =
        all.into_iter().filter(|credential| credential.state.is_usable() && credential.validity.holds(now)).collect();
    let allow = known(&usable, rp_id);
    if allow.is_empty() {
        let why = format!("the user has no FIDO2 authenticator for {rp_id} that can be used now and is checked here");
        return Err(Rejection::Forbidden(why).into());
    }
    begun(keeper, (Purpose::Authentication, Some(person.id), held.client.id), &rules, now, OldKeys { allow })
}
