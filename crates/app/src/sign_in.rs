//! May somebody sign in, and if not, why not?

use sigill_domain::breach::Breach;
use sigill_domain::credential::{Check, MobileSignature, Typed};
use sigill_domain::list::{HistoryQuery, Page, Parameters};
use sigill_domain::right::{CredentialView, SignatureView, UserView};
use sigill_domain::sign_in::{
    self, Facts, OtherFacts, Phone, Provider, SignIn, SignatureFacts, asks_provider, refused_today, unsent_today,
};
use sigill_domain::signing::{Asking, Outcome, Signable};
use sigill_store::{Permit, Within};

use crate::refusal::Refusal;
use crate::signing::{self, Declines, Desk};
use crate::sought::found;

/// Signatures that are looked at, the newest first.
const LAST_MAX: u32 = 5;

/// The rights that it takes to look at all of it, in one client.
#[derive(Debug)]
pub struct Looks {
    /// For the user and its history.
    pub user: Permit<UserView>,
    /// For its credentials.
    pub credentials: Permit<CredentialView>,
    /// For its signatures, and for asking the provider about the phone.
    pub signatures: Permit<SignatureView>,
}

/// The explanation, and what it was made of.
#[derive(Clone, Debug)]
pub struct Explained {
    /// What was read, and what the provider said.
    pub facts: Facts,
    /// What follows from the facts.
    pub sign_in: SignIn,
}

/// Says whether a user can sign in now, and the causes in their order. With `ask=provider`, the provider is asked about
/// the phone; nothing is shown to the person.
///
/// What is read isn't read in one step: something may change in between, as it may right after the answer.
///
/// # Errors
/// [`Refusal::TooMany`] where the provider was asked about the number too often lately.
pub async fn explain(looks: &Looks, desk: &Desk, user: &str, given: Parameters<'_>) -> Result<Explained, Refusal> {
    let asks = asks_provider(given);
    let Looks { user: view, credentials, signatures } = looks;
    let (at, client) = (view.now(), view.client().as_str());
    // A user that isn't there comes before what is wrong with the question.
    let person = found(view.user(user).await?, client, user)?.into_inner();
    let asks = asks?;
    let signature = match found(signatures.signable(user).await?, client, user)?.transpose() {
        Ok(signable) => Some(signature_facts(signatures, desk, user, signable, asks).await?),
        Err(_) => None,
    };
    let others = others(credentials, user).await?;
    let (past, refused, unsent) = Default::default();
    let mut facts = Facts { user: person, signature, others, past, refused, unsent };
    for query in facts.asks(at) {
        facts.past.extend(found(view.history(user, &query).await?, client, user)?.into_inner().items);
    }
    let refused = view.history(user, &refused_today(&facts.user, at)).await?;
    facts.refused = found(refused, client, user)?.into_inner().items;
    let unsent = view.history(user, &unsent_today(&facts.user, at)).await?;
    facts.unsent = found(unsent, client, user)?.into_inner().items;
    let sign_in = sign_in::explain(&facts, at);
    Ok(Explained { facts, sign_in })
}

/// The credentials of the user but the mobile signature, the oldest first: as many as a page has.
async fn others(permit: &Permit<CredentialView>, user: &str) -> Result<Vec<OtherFacts>, Refusal> {
    let (page, client) = (Page::read(Parameters::new([]))?, permit.client().as_str());
    let all = found(permit.credentials(user, &page).await?, client, user)?.into_inner().items;
    let mut others = Vec::new();
    for credential in all.into_iter().filter(|one| one.detail.kind != MobileSignature::TYPE) {
        let of = credential.detail.kind;
        let mut change_by = None;
        // Only of what people choose a policy says by when to change it.
        if let Some(kind) = of.kind().filter(|kind| matches!(kind.check(), Some(Check::Hash { .. }))) {
            let held = permit.held(of, (user, Some(credential.ext_id.as_str()))).await?;
            let governing = found(held, client, user)?.into_inner().and_then(|held| held.governing);
            change_by = governing.and_then(|policy| kind.change_by(&credential, &policy.parameters));
        }
        others.push(OtherFacts { credential, change_by });
    }
    Ok(others)
}

async fn signature_facts(
    permit: &Permit<SignatureView>,
    desk: &Desk,
    user: &str,
    signable: Within<SignatureView, Signable>,
    asks: bool,
) -> Result<SignatureFacts, Refusal> {
    let provider = provider(permit, desk, &signable);
    let rules = signable.rules.clone();
    let page = HistoryQuery { after: None, limit: LAST_MAX };
    let last = found(permit.signatures(user, &page).await?, permit.client().as_str(), user)?.into_inner();
    let phone = if asks && provider.may_be_asked() { Some(phone(permit, desk, &signable).await?) } else { None };
    Ok(SignatureFacts {
        rules,
        open: signable.open,
        free_at: signable.lately.free_at(Asking::Signature, permit.now()),
        last: last.map(|listed| listed.items).unwrap_or_default(),
        provider,
        phone,
        credential: signable.into_inner().credential,
    })
}

/// What this node knows of the provider, without asking it.
fn provider(permit: &Permit<SignatureView>, desk: &Desk, signable: &Signable) -> Provider {
    let Some(provider) = desk.providers().get(&signable.credential.detail.mssp_identifier) else {
        return Provider::NotConfigured;
    };
    match provider.declines(permit.client(), &signable.number()) {
        Some(Declines::Client) => Provider::OtherClients,
        Some(Declines::Number) => Provider::OtherNumbers(provider.settings.number_prefixes.clone()),
        None => of_provider(&provider, signable),
    }
}

/// The same of one that may be asked by its settings.
fn of_provider(provider: &signing::Provider, signable: &Signable) -> Provider {
    match provider.unfit(signable) {
        Some(why) => Provider::Unfit(why),
        None if provider.messages().is_answering() => Provider::Fine,
        None => Provider::Silent,
    }
}

/// What the provider says of the phone. That it says nothing is an answer, too.
async fn phone(permit: &Permit<SignatureView>, desk: &Desk, signable: &Signable) -> Result<Phone, Refusal> {
    match signing::phone_of(permit, desk, signable).await {
        Ok(phone) if phone.is_served() => {
            Ok(Phone::Served { is_active: phone.tells_active(), is_pin_blocked: phone.is_pin_blocked() })
        }
        Ok(phone) => {
            let outcome = phone.outcome();
            Ok(Phone::Fault(outcome, phone.reason.unwrap_or_else(|| phone.provider_status_name.to_owned())))
        }
        Err(Refusal::Unavailable(why)) => Ok(Phone::NoAnswer(why)),
        // The number is none that a provider can be asked about.
        Err(Refusal::Broken(breaches)) => Ok(Phone::Fault(Outcome::Unable, messages(&breaches))),
        Err(other) => Err(other),
    }
}

fn messages(breaches: &[Breach]) -> String {
    breaches.iter().map(|breach| breach.message.as_str()).collect::<Vec<_>>().join("; ")
}
