//! What is known of somebody who can't sign in.

use uuid::Uuid;

use super::barrier::{self, Barrier};
use crate::breach::Breach;
use crate::credential::{ChangeReason, Credential, MobileSignature, Own};
use crate::event::{Event, EventKind};
use crate::list::{EventFilter, EventQuery, HistoryQuery, Parameters};
use crate::policy::MobileSignatureRules;
use crate::signing::{Outcome, Signature};
use crate::text;
use crate::time::Timestamp;
use crate::user::User;

/// Events of each kind that are looked through for the one that brought something about.
const EVENTS_MAX: u32 = 20;
/// Refused attempts that are read.
const REFUSED_MAX: u32 = 200;

/// All that an explanation needs.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Who wants to sign in.
    pub user: User,
    /// `None` where the user has no mobile signature.
    pub signature: Option<SignatureFacts>,
    /// The other credentials.
    pub others: Vec<OtherFacts>,
    /// What [`Facts::asks`] for, each the newest first.
    pub past: Vec<Event>,
    /// Attempts of today that were refused, the newest first.
    pub refused: Vec<Event>,
    /// Messages of today that weren't taken one way, the newest first.
    pub unsent: Vec<Event>,
}

/// What is known of a credential of another type.
#[derive(Clone, Debug)]
pub struct OtherFacts {
    /// As it was written; a temporary lock in it may be over.
    pub credential: Credential<Own>,
    /// By when its secret has to be changed.
    pub change_by: Option<Timestamp>,
}

/// What is known of a mobile signature.
#[derive(Clone, Debug)]
pub struct SignatureFacts {
    /// As it was written; a temporary lock in it may be over.
    pub credential: Credential<MobileSignature>,
    /// What its policy says.
    pub rules: MobileSignatureRules,
    /// The signature that is open with it.
    pub open: Option<Uuid>,
    /// When another one may be asked for, where too many were.
    pub free_at: Option<Timestamp>,
    /// The latest, the newest first.
    pub last: Vec<Signature>,
    /// Whether the provider can be asked, as far as this node knows.
    pub provider: Provider,
    /// What the provider says of the phone, where it was asked.
    pub phone: Option<Phone>,
}

/// What this node knows of the provider that the credential names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provider {
    /// The configuration has no provider with the credential's `msspIdentifier`.
    NotConfigured,
    /// The configuration lets only other clients use it.
    OtherClients,
    /// The configuration lets it only be asked about numbers that begin so, in digits.
    OtherNumbers(Vec<String>),
    /// It can't be asked with this mobile signature, or for what its policy wants: why, in a sentence without its end.
    Unfit(String),
    /// The latest message to it was not answered.
    Silent,
    /// It answers, or wasn't asked yet.
    Fine,
}

impl Provider {
    /// Whether it may be asked about the number.
    #[must_use]
    pub const fn may_be_asked(&self) -> bool {
        matches!(self, Self::Silent | Self::Fine)
    }
}

/// What came of asking a provider about a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phone {
    /// There was no answer, and why.
    NoAnswer(String),
    /// It answered with a fault: how a signature would end by it, and the reason.
    Fault(Outcome, String),
    /// It serves the number. `is_active`: whether a SIM or an App is; `None` where it doesn't say.
    Served {
        /// `None` where the provider doesn't say.
        is_active: Option<bool>,
        /// Whether the provider says that the PIN is blocked.
        is_pin_blocked: bool,
    },
}

impl Facts {
    /// The rules that keep the user from signing in, whatever the credential.
    pub(super) fn user_barriers(&self, at: Timestamp) -> impl Iterator<Item = Barrier> {
        barrier::of_user(self.user.state, self.user.validity, at)
    }

    /// The histories that tell who brought about what stands in the way.
    #[must_use]
    pub fn asks(&self, at: Timestamp) -> Vec<EventQuery> {
        let mut filters: Vec<EventFilter> = self
            .user_barriers(at)
            .map(|barrier| match barrier {
                Barrier::UserArchived => EventKind::UserArchive,
                _ => EventKind::UserModify,
            })
            .map(|kind| EventFilter { kind: Some(kind), ..EventFilter::default() })
            .collect();
        filters.dedup();
        let mut from = vec![self.user.created; filters.len()];
        if let Some(SignatureFacts { credential, .. }) = &self.signature
            && !credential.clone().at(at).state.is_usable()
        {
            let kind = match credential.reason {
                Some(ChangeReason::TooManyLoginFailures) => EventKind::LoginFailure,
                _ => EventKind::CredentialModify,
            };
            filters.push(EventFilter { kind: Some(kind), credential: Some(credential.ext_id.clone()), by: None });
            from.push(credential.created);
        }
        let page = HistoryQuery { after: None, limit: EVENTS_MAX };
        // Before that, another one had the external id.
        let since = filters.into_iter().zip(from);
        since.map(|(only, from)| EventQuery { page, from: Some(from), to: None, only }).collect()
    }

    /// The newest event that made `member` what it is.
    pub(super) fn made(&self, member: &str) -> Option<&Event> {
        self.past.iter().find(|event| {
            let of =
                |value: &Option<serde_json::Value>| value.as_ref().and_then(|value| value.pointer(member).cloned());
            let after = of(&event.after);
            after.is_some() && after != of(&event.before)
        })
    }
}

/// The history of attempts of a user that were refused on this day, in UTC.
#[must_use]
pub fn refused_today(user: &User, at: Timestamp) -> EventQuery {
    // Of each user a few are written an hour: that is more than all of them.
    today(user, at, EventKind::AttemptRefused, REFUSED_MAX)
}

/// The history of messages to a user that weren't taken on this day, in UTC.
#[must_use]
pub fn unsent_today(user: &User, at: Timestamp) -> EventQuery {
    today(user, at, EventKind::MessageFail, EVENTS_MAX)
}

fn today(user: &User, at: Timestamp, kind: EventKind, limit: u32) -> EventQuery {
    const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
    let midnight = Timestamp::from_micros(at.micros().div_euclid(DAY_MICROS).saturating_mul(DAY_MICROS));
    let only = EventFilter { kind: Some(kind), ..EventFilter::default() };
    let page = HistoryQuery { after: None, limit };
    EventQuery { page, from: Some(midnight.max(user.created)), to: None, only }
}

/// Reads `ask`: whether the provider is to be asked about the phone.
///
/// # Errors
/// Every parameter that is unknown or has a value that can't be.
pub fn asks_provider(mut given: Parameters<'_>) -> Result<bool, Vec<Breach>> {
    let ask = given.take("ask").map(|what| match what {
        "provider" => Ok(()),
        other => Err(Breach::invalid(format!("ask: expected provider, got {}", text::echo(other)))),
    });
    let asks = ask.and_then(|ask| given.broken.keep(ask)).is_some();
    given.finish("ask")?;
    Ok(asks)
}
