//! May somebody sign in, and if not, why not?

use sigill_domain::breach::Breach;
use sigill_domain::credential::{Check, Credential, MobileSignature, Own, Typed};
use sigill_domain::event::{Event, EventKind};
use sigill_domain::list::{EventFilter, EventQuery, HistoryQuery, Parameters};
use sigill_domain::right::{CredentialView, SignatureView, UserView};
use sigill_domain::sign_in::{
    self, Facts, OtherFacts, Phone, Provider, Seen, SeenCredential, SeenSignature, SignIn, SignatureFacts,
    asks_provider, refused_today, unsent_today,
};
use sigill_domain::signing::{Asking, Outcome, Signable};
use sigill_domain::time::Timestamp;
use sigill_domain::user::User;
use sigill_store::{Permit, Within};

use crate::history;
use crate::property_value;
use crate::refusal::Refusal;
use crate::signing::{self, Declines, Desk};
use crate::sought::found;

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

/// A person with everything that a page about it shows.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Who it is; custom properties as the caller may see them.
    pub user: User,
    /// Of every type, the oldest first, as they are now.
    pub credentials: Vec<Credential<Own>>,
    /// `None`: the caller may not see signatures.
    pub explained: Option<Explained>,
    /// The newest events.
    pub events: Vec<Event>,
    /// When it signed in, and when it failed to, in the last [`LOGIN_DAYS`].
    pub logins: SignInTimes,
}

/// Times of one kind of event each, the newest first.
#[derive(Clone, Debug, Default)]
pub struct SignInTimes {
    /// When a login was reported, or a signature approved.
    pub succeeded: Vec<Timestamp>,
    /// When one failed.
    pub failed: Vec<Timestamp>,
}

impl SignInTimes {
    /// Whether there were more than are told.
    #[must_use]
    pub fn are_cut(&self) -> bool {
        self.succeeded.len().max(self.failed.len()) >= usize::try_from(LOGINS_MAX).unwrap_or(usize::MAX)
    }
}

/// So many days of logins a sheet has.
pub const LOGIN_DAYS: i64 = 14;
/// So many logins of each kind it has at most.
const LOGINS_MAX: u32 = 300;

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
    // A user that isn't there comes before what is wrong with the question.
    let seen = found(view.seen(credentials, Some(signatures), user).await?, view.client().as_str(), user)?;
    let (facts, _) = facts_of(view, (signatures, desk, asks?), &seen, &[]).await?;
    let sign_in = sign_in::explain(&facts, view.now());
    Ok(Explained { facts, sign_in })
}

/// A person with its credentials, the newest events and, where the caller may see signatures, whether it can sign in:
/// what [`explain`] says without asking the provider. Two statements read it.
pub async fn sheet(
    (view, credentials): (&Permit<UserView>, &Permit<CredentialView>),
    signatures: Option<&Permit<SignatureView>>,
    desk: &Desk,
    user: &str,
    events: u32,
) -> Result<Sheet, Refusal> {
    let newest = EventQuery { page: HistoryQuery { after: None, limit: events }, ..EventQuery::any() };
    let shown = [newest, logins(view, EventKind::LoginSuccess), logins(view, EventKind::LoginFailure)];
    let seen = found(view.seen(credentials, signatures, user).await?, view.client().as_str(), user)?;
    let (explained, events) = match signatures {
        Some(signatures) => {
            let (facts, events) = facts_of(view, (signatures, desk, false), &seen, &shown).await?;
            let sign_in = sign_in::explain(&facts, view.now());
            (Some(Explained { facts, sign_in }), events)
        }
        None => (None, view.histories(&seen, user, &shown, None).await?.0),
    };
    let mut events = events.into_iter();
    let newest = history::shown(view, user, events.next().unwrap_or_default());
    let mut times = || events.next().unwrap_or_default().iter().map(|event| event.at).collect();
    let logins = SignInTimes { succeeded: times(), failed: times() };
    let Seen { user, credentials, .. } = seen.into_inner();
    let credentials = credentials.into_iter().map(|one| one.credential.at(view.now())).collect();
    Ok(Sheet { user: property_value::shown(view, user)?, credentials, explained, events: newest, logins })
}

/// SignInTimes of one kind in the last days, from midnight on.
fn logins(view: &Permit<UserView>, kind: EventKind) -> EventQuery {
    const DAY_MICROS: i64 = 86_400_000_000;
    let days = view.now().micros().div_euclid(DAY_MICROS) - (LOGIN_DAYS - 1);
    let only = EventFilter { kind: Some(kind), ..EventFilter::default() };
    let page = HistoryQuery { after: None, limit: LOGINS_MAX };
    EventQuery { page, from: Some(Timestamp::from_micros(days * DAY_MICROS)), to: None, only }
}

/// What an explanation is made of; and the histories that are asked for besides.
async fn facts_of(
    view: &Permit<UserView>,
    (signatures, desk, asks): (&Permit<SignatureView>, &Desk, bool),
    seen: &Within<UserView, Seen>,
    besides: &[EventQuery],
) -> Result<(Facts, Vec<Vec<Event>>), Refusal> {
    let (at, user) = (view.now(), seen.user.ext_id.as_str());
    let signature = match (seen.signable(), &seen.signature) {
        (Some(signable), Some(own)) => Some((signature_facts(signatures, desk, own, &signable, asks).await?, signable)),
        _ => None,
    };
    let number = signature.as_ref().map(|(_, signable)| signable.number());
    let (past, refused, unsent) = Default::default();
    let signature = signature.map(|(facts, _)| facts);
    let mut facts = Facts { user: seen.user.clone(), signature, others: others(seen), past, refused, unsent };
    let mut queries = vec![refused_today(&facts.user, at), unsent_today(&facts.user, at)];
    queries.extend_from_slice(besides);
    queries.extend(facts.asks(at));
    let (histories, lately) = view.histories(seen, user, &queries, number.as_deref()).await?;
    let mut histories = histories.into_iter();
    facts.refused = histories.next().unwrap_or_default();
    facts.unsent = histories.next().unwrap_or_default();
    let events = histories.by_ref().take(besides.len()).collect();
    facts.past = histories.flatten().collect();
    if let Some(signature) = &mut facts.signature {
        signature.free_at = lately.free_at(Asking::Signature, at);
    }
    Ok((facts, events))
}

/// The credentials of the user but the mobile signature, the oldest first.
fn others(seen: &Seen) -> Vec<OtherFacts> {
    let all = seen.credentials.iter().filter(|one| one.credential.detail.kind != MobileSignature::TYPE);
    let facts = |one: &SeenCredential| {
        // Only of what people choose a policy says by when to change it.
        let kind = one.credential.detail.kind.kind().filter(|kind| matches!(kind.check(), Some(Check::Hash { .. })));
        let change_by = kind.zip(one.parameters.as_ref());
        let change_by = change_by.and_then(|(kind, parameters)| kind.change_by(&one.credential, parameters));
        OtherFacts { credential: one.credential.clone(), change_by }
    };
    all.map(facts).collect()
}

async fn signature_facts(
    permit: &Permit<SignatureView>,
    desk: &Desk,
    own: &SeenSignature,
    signable: &Signable,
    asks: bool,
) -> Result<SignatureFacts, Refusal> {
    let provider = provider(permit, desk, signable);
    let phone = if asks && provider.may_be_asked() { Some(phone(permit, desk, signable).await?) } else { None };
    Ok(SignatureFacts {
        credential: own.credential.clone(),
        rules: own.rules.clone(),
        open: own.open,
        // Its number may have been asked for others: that is read with the history.
        free_at: None,
        last: own.last.clone(),
        provider,
        phone,
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
