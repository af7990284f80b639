//! The providers of mobile signatures that the configuration names, and the way to each.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use sigill_domain::breach::Breach;
use sigill_domain::code::Code;
use sigill_domain::ext_id::ExtId;
use sigill_domain::signing::{Offer, Signable, Signature};
use sigill_domain::time::Timestamp;
use sigill_mss::client::{
    Call, Client, Failure, Identity, Outcome, Profiled, Receipt, Receipted, SkClient, Transaction,
};
use sigill_mss::message::Msisdn;
use sigill_mss::verify::Authority;
use tokio::sync::Semaphore;

use super::message;
use super::said::{Opened, Said};
use super::settings::{Family, Settings};
use super::sk::{self, Waits};
use super::tally::Messages;
use crate::world::World;

/// Messages to one provider at once, so that it isn't flooded, however many signatures are open; more wait.
const PLACES: usize = 64;
/// How long one of them may wait to be sent, in milliseconds.
const PLACE_MS_MAX: u64 = 10_000;

/// A provider and the way to it.
#[derive(Debug)]
pub struct Provider {
    /// What the configuration says.
    pub settings: Settings,
    way: Way,
    places: Semaphore,
    waits: Waits,
    messages: Messages,
}

/// How a provider is asked.
#[derive(Debug)]
enum Way {
    /// By the messages of TS 102 204, in either binding.
    Mss(Client),
    /// By the protocol of SK's Mobile-ID.
    Sk(SkClient),
}

/// What keeps a provider from being asked, by its [`Settings`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Declines {
    /// It is for other clients.
    Client,
    /// It is for other numbers.
    Number,
}

impl Provider {
    /// A provider that is asked by `client`; nothing is sent yet.
    #[must_use]
    pub fn new(settings: Settings, client: Client) -> Self {
        Self::by(settings, Way::Mss(client))
    }

    /// The same by the protocol of SK's Mobile-ID.
    #[must_use]
    pub fn sk(settings: Settings, client: SkClient) -> Self {
        Self::by(settings, Way::Sk(client))
    }

    fn by(settings: Settings, way: Way) -> Self {
        let (waits, messages) = Default::default();
        Self { settings, way, places: Semaphore::new(PLACES), waits, messages }
    }

    /// Its client where it is asked by the messages of TS 102 204.
    pub(crate) fn mss(&self) -> Option<&Client> {
        match &self.way {
            Way::Mss(client) => Some(client),
            Way::Sk(_) => None,
        }
    }

    /// Whether the configuration keeps it from being asked for a client about a number, which is as providers are asked.
    pub(crate) fn declines(&self, client: &ExtId, number: &str) -> Option<Declines> {
        let Settings { clients, number_prefixes, .. } = &self.settings;
        if clients.as_ref().is_some_and(|clients| !clients.contains(client)) {
            return Some(Declines::Client);
        }
        let digits = number.strip_prefix('+').unwrap_or_default();
        let fits = number_prefixes.is_empty() || number_prefixes.iter().any(|prefix| digits.starts_with(prefix));
        (!fits).then_some(Declines::Number)
    }

    /// Why a mobile signature can't be approved with by it, whatever is asked; in a sentence without its end.
    pub(crate) fn unfit(&self, signable: &Signable) -> Option<String> {
        let lacks_number = self.settings.family == Family::SkMid && sk::lacks_number(signable);
        let number = lacks_number.then(|| sk::NO_NUMBER.to_owned());
        number.or_else(|| self.settings.family.proves().too_little(signable.rules.proven_at_least))
    }

    /// The same, as it is told to who asks.
    pub(crate) fn refuses(&self, client: &ExtId, number: &str) -> Option<Breach> {
        let Settings { identifier, number_prefixes, .. } = &self.settings;
        let identifier: String = identifier.escape_debug().collect();
        Some(match self.declines(client, number)? {
            Declines::Client => Breach::new(
                Code::MissingReferenceData,
                format!("msspIdentifier: the configuration lets only other clients use the provider '{identifier}'"),
            ),
            Declines::Number => Breach::invalid(format!(
                "msisdn: the configuration lets the provider '{identifier}' only be asked about numbers that begin with +{}",
                number_prefixes.join(" or +")
            )),
        })
    }

    /// Shows a text to a person.
    pub(crate) async fn sign(&self, signature: &Signature, at: Timestamp) -> Result<Said, Failure> {
        match &self.way {
            Way::Mss(client) => {
                let asked = message::call(&signature.ap_trans_id, at).and_then(|call| {
                    let wish = message::wish(self.settings.family, signature)?;
                    Ok((call, wish))
                });
                let Ok((call, wish)) = asked else {
                    return Ok(Said::refused("the number is none that messages can have"));
                };
                if signature.document.is_some() {
                    return Ok(Said::refused("the provider was asked by another protocol when this was written down"));
                }
                said(self.within(client.provider().limits.answer_ms, client.sign(&call, &wish)).await)
            }
            Way::Sk(client) => {
                let begin = match sk::begin(&self.settings, signature) {
                    Ok(begin) => begin,
                    Err(why) => return Ok(Said::refused(why)),
                };
                sk::begun(self.within(client.provider().limits.answer_ms, begin.by(client)).await)
            }
        }
    }

    /// Whether the person has answered; waits no longer than `within_ms` for that.
    pub(crate) async fn status(&self, world: &World, of: &Signature, within_ms: u64) -> Result<Said, Failure> {
        match &self.way {
            Way::Mss(client) => {
                let asked = message::fresh(world).and_then(|call| Ok((call, message::transaction(of)?)));
                let Ok((call, transaction)) = asked else {
                    return Ok(Said::trouble("the provider's own id can't be sent back"));
                };
                self.of_transaction(client, &call, &transaction, within_ms).await
            }
            Way::Sk(client) => {
                let id = of.mssp_trans_id.as_deref().unwrap_or_default();
                match self.waits.place() {
                    // Who waits there stands in nobody's way here.
                    Some(_place) => sk::stands(self.messages.of(client.session(id, within_ms)).await),
                    None => sk::stands(self.within(within_ms, client.session(id, 0)).await),
                }
            }
        }
    }

    /// The same of a transaction by its name.
    pub(crate) async fn of_transaction(
        &self,
        client: &Client,
        call: &Call,
        of: &Transaction,
        within_ms: u64,
    ) -> Result<Said, Failure> {
        said(self.within(within_ms, client.status(call, of)).await)
    }

    /// How long after a question of so long the next one comes: at once, where the provider has waited meanwhile.
    pub(crate) fn pause(&self, took: Duration) -> Duration {
        let pause = Duration::from_millis(self.settings.poll_ms);
        match self.way {
            Way::Mss(_) => pause,
            Way::Sk(_) => pause.saturating_sub(took),
        }
    }

    pub(crate) async fn receipt(
        &self,
        client: &Client,
        call: &Call,
        of: &Transaction,
        text: &str,
    ) -> Result<Receipted, Failure> {
        let receipt = Receipt::text(text);
        self.within(client.provider().limits.receipt_ms, client.receipt(call, of, &receipt)).await
    }

    pub(crate) async fn profile(
        &self,
        client: &Client,
        call: &Call,
        number: &Msisdn,
        within_ms: u64,
    ) -> Result<Profiled, Failure> {
        let params = message::params(self.settings.family);
        self.within(within_ms, client.profile(call, number, params)).await
    }

    /// The way to it where it is asked by the protocol of SK's Mobile-ID.
    pub(crate) fn sk_client(&self) -> Option<&SkClient> {
        match &self.way {
            Way::Sk(client) => Some(client),
            Way::Mss(_) => None,
        }
    }

    /// An answer within so long. To be let in takes its own time: where many ask at once, none of them is to lose
    /// the answer to its last question in the queue.
    pub(crate) async fn within<T>(
        &self,
        within_ms: u64,
        asking: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        // It is never closed.
        let place = tokio::time::timeout(Duration::from_millis(PLACE_MS_MAX), self.places.acquire()).await;
        let Ok(_place) = place else { return Err(Failure::Late { within_ms: PLACE_MS_MAX }) };
        let limit = Duration::from_millis(within_ms);
        let bounded = async { tokio::time::timeout(limit, asking).await.unwrap_or(Err(Failure::Late { within_ms })) };
        self.messages.of(bounded).await
    }

    /// The certificate by which it knows us, if any.
    #[must_use]
    pub fn own_certificate(&self) -> Option<Authority> {
        let of = |own: &Identity| Authority::of_pem(&own.certificate_pem);
        match &self.way {
            Way::Mss(client) => client.provider().identity.as_ref().and_then(of),
            Way::Sk(client) => client.provider().identity.as_ref().and_then(of),
        }
    }

    /// What is measured of the messages to it.
    #[must_use]
    pub fn messages(&self) -> &Messages {
        &self.messages
    }

    pub(crate) fn offer(&self) -> Offer {
        Offer {
            languages: self.settings.languages.clone(),
            profile: self.settings.profile.clone(),
            time_limit_s: self.settings.time_limit_s,
            time_limit_s_max: self.settings.time_limit_s_max,
            proves: self.settings.family.proves(),
        }
    }
}

/// All of them, by their identifiers.
#[derive(Clone, Debug, Default)]
pub struct Providers(Arc<BTreeMap<String, Arc<Provider>>>);

impl Providers {
    /// Of two with one identifier, the later one counts.
    pub fn new(providers: impl IntoIterator<Item = Provider>) -> Self {
        let by_identifier = |provider: Provider| (provider.settings.identifier.clone(), Arc::new(provider));
        Self(Arc::new(providers.into_iter().map(by_identifier).collect()))
    }

    /// The provider that credentials name by this `msspIdentifier`.
    #[must_use]
    pub fn get(&self, identifier: &str) -> Option<Arc<Provider>> {
        self.0.get(identifier).cloned()
    }

    /// In the order of their identifiers.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Provider>> {
        self.0.values()
    }
}

/// A fault is an answer, too.
fn said(outcome: Result<Outcome, Failure>) -> Result<Said, Failure> {
    match outcome {
        Ok(Outcome::Pending(pending)) => Ok(Said::Open(Opened {
            transaction: pending.transaction.mssp_trans_id.as_str().to_owned(),
            profile: pending.profile,
        })),
        Ok(Outcome::Answered(answered)) => Ok(Said::Answered(answered)),
        Err(Failure::Fault { fault, .. }) => Ok(Said::Fault(fault)),
        Err(failure) => Err(failure),
    }
}
