//! The providers of mobile signatures that the configuration names, and the way to each.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use sigill_domain::breach::Breach;
use sigill_domain::code::Code;
use sigill_domain::ext_id::ExtId;
use sigill_domain::signing::Offer;
use sigill_mss::client::{
    Answered, Call, Client, Failure, Outcome, Pending, Profiled, Receipt, Receipted, Transaction,
};
use sigill_mss::message::{Fault, Msisdn};
use sigill_mss::text::Limits;
use sigill_mss::verify::{Authority, ExpectedText, Trust, Usage};
use tokio::sync::Semaphore;

use super::tally::Messages;

/// Messages to one provider at once, so that it isn't flooded, however many signatures are open; more wait.
const PLACES: usize = 64;
/// How long one of them may wait to be sent, in milliseconds.
const PLACE_MS_MAX: u64 = 10_000;

/// The rules for a text, by the family that the provider belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Mobile ID, of Switzerland: the text must be signed exactly.
    MobileId,
    /// Mobiilivarmenne, of Finland, by the rules of FiCom: the text may be signed as the GSM alphabet spells it.
    Ficom,
}

impl Family {
    pub(crate) fn limits(self) -> Limits {
        match self {
            Self::MobileId => Limits::MOBILE_ID,
            Self::Ficom => Limits::FICOM,
        }
    }

    pub(crate) fn expected(self, text: &str) -> ExpectedText {
        match self {
            Self::MobileId => ExpectedText::Exact(text.to_owned()),
            Self::Ficom => ExpectedText::ExactOrGsm(text.to_owned()),
        }
    }

    /// Both spell the same codes: one in upper, one in lower case.
    pub(crate) fn language(self, code: &str) -> String {
        match self {
            Self::MobileId => code.to_ascii_uppercase(),
            Self::Ficom => code.to_ascii_lowercase(),
        }
    }
}

/// What the configuration says about a provider.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Equals the `msspIdentifier` of credentials.
    pub identifier: String,
    /// By which rules its texts and answers are read.
    pub family: Family,
    /// The signature profile where a request names none.
    pub profile: Option<String>,
    /// What every text must contain.
    pub prefix: Option<String>,
    /// Codes in lower case, the default first.
    pub languages: Vec<String>,
    /// Who may have issued a signer's certificate.
    pub trust: Trust,
    /// What the signers' keys are for.
    pub usage: Usage,
    /// Whether signatures with SHA-1 are accepted, as providers made them until about 2015.
    pub legacy_sha1: bool,
    /// How long a person has where a request says nothing, in seconds.
    pub time_limit_s: i64,
    /// The most that a request may give a person, in seconds.
    pub time_limit_s_max: i64,
    /// Between two questions how far a signature is.
    pub poll_ms: u64,
    /// The clients whose users it may be asked about; `None`: all.
    pub clients: Option<Vec<ExtId>>,
    /// With what digits of E.164 the numbers begin that it may be asked about; empty: all numbers.
    pub number_prefixes: Vec<String>,
}

/// A provider and the way to it.
#[derive(Debug)]
pub struct Provider {
    /// What the configuration says.
    pub settings: Settings,
    client: Client,
    places: Semaphore,
    messages: Messages,
}

/// What a provider says to a question about a signature.
#[derive(Debug)]
pub(crate) enum Said {
    /// The person hasn't answered yet.
    Open(Box<Pending>),
    Answered(Box<Answered>),
    Fault(Box<Fault>),
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
        Self { settings, client, places: Semaphore::new(PLACES), messages: Messages::default() }
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
    pub(crate) async fn sign(&self, call: &Call, wish: &sigill_mss::client::Wish) -> Result<Said, Failure> {
        said(self.within(self.client.provider().limits.answer_ms, self.client.sign(call, wish)).await)
    }

    /// Whether the person has answered; waits no longer than `within_ms` for that.
    pub(crate) async fn status(&self, call: &Call, of: &Transaction, within_ms: u64) -> Result<Said, Failure> {
        said(self.within(within_ms, self.client.status(call, of)).await)
    }

    pub(crate) async fn receipt(&self, call: &Call, of: &Transaction, text: &str) -> Result<Receipted, Failure> {
        let receipt = Receipt::text(text);
        self.within(self.client.provider().limits.receipt_ms, self.client.receipt(call, of, &receipt)).await
    }

    pub(crate) async fn profile(
        &self,
        call: &Call,
        number: &Msisdn,
        params: &[&str],
        within_ms: u64,
    ) -> Result<Profiled, Failure> {
        self.within(within_ms, self.client.profile(call, number, params)).await
    }

    /// An answer within so long. To be let in takes its own time: where many ask at once, none of them is to lose
    /// the answer to its last question in the queue.
    async fn within<T>(&self, within_ms: u64, asking: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
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
        self.client.provider().identity.as_ref().and_then(|own| Authority::of_pem(&own.certificate_pem))
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
        Ok(Outcome::Pending(pending)) => Ok(Said::Open(pending)),
        Ok(Outcome::Answered(answered)) => Ok(Said::Answered(answered)),
        Err(Failure::Fault { fault, .. }) => Ok(Said::Fault(fault)),
        Err(failure) => Err(failure),
    }
}
