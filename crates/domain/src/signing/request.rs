//! Asking for a signature.

use super::{Asking, LATELY_MS, Noted, Proven, Signable, Signature, State, compare_code, with_code};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::credential::{Credential, MobileSignature};
use crate::event::{Event, EventKind, Happening};
use crate::rejection::Rejection;
use crate::right::SignatureRequest;
use crate::sign_in::{self, Barrier};
use crate::standing::Ruled;
use crate::text;
use crate::time::Timestamp;
use uuid::Uuid;

/// The shortest time that a person may be given, in seconds.
pub const TIME_LIMIT_S_MIN: i64 = 15;
/// The longest time that a person may be given, in seconds.
pub const TIME_LIMIT_S_MAX: i64 = 300;
/// Longest text that is looked at, in code points; the provider's own limit is shorter.
const TEXT_LEN_MAX: usize = 1_000;
const PROFILE_LEN_MAX: usize = 200;

/// A signature as a caller asks for it, unchecked.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// What the person is to sign: mandatory, at most 1000 code points, and what the phone can show of it.
    pub text: Option<String>,
    /// One that the provider offers, in any case; absent, its default.
    pub language: Option<String>,
    /// A URI of at most 200 code points; absent, the provider's default, if it has one.
    pub profile: Option<String>,
    /// `timeLimitSeconds`: [`TIME_LIMIT_S_MIN`] to the provider's limit; absent, the provider's default.
    pub time_limit_s: Option<i64>,
    /// `receiptText`: what the phone shows after an approval; absent, nothing.
    pub receipt_text: Option<String>,
}

/// How a signature goes to the provider.
#[derive(Clone, Debug)]
pub struct Way {
    /// How it is named there: an NCName.
    pub ap_trans_id: String,
    /// The node that asks.
    pub driver: Uuid,
    /// `None`: the text itself is signed.
    pub bound: Option<Bound>,
}

/// What a phone is given to sign where it signs no text but a hash.
#[derive(Clone, Debug)]
pub struct Bound {
    /// What is hashed: it holds the text.
    pub document: String,
    /// What the phone shows beside the code.
    pub text: String,
    /// Made of the hash.
    pub code: String,
}

/// What the provider that the credential names has on offer.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Codes in lower case, the default first.
    pub languages: Vec<String>,
    /// The signature profile of a request that names none, a URI; `None`: the provider chooses.
    pub profile: Option<String>,
    /// How long a person has where the request doesn't say, in seconds.
    pub time_limit_s: i64,
    /// How long a person may be given by this provider, in seconds; [`TIME_LIMIT_S_MAX`] holds besides.
    pub time_limit_s_max: i64,
    /// What its signatures prove about the text.
    pub proves: Proven,
}

impl Signable {
    /// Decides whether the signature may be asked for: all broken rules at once, or the signature and its
    /// change. Nothing is sent before that is committed.
    ///
    /// # Errors
    /// [`Rejection::Broken`] with every broken rule; [`Rejection::Stale`] where another signature is open with the
    /// credential; [`Rejection::TooMany`] where too many were asked for lately.
    pub fn request(
        &self,
        wish: &Wish,
        offer: Option<&Offer>,
        extra: Vec<Breach>,
        way: Way,
        happening: &Happening,
    ) -> Result<(Signature, Change<SignatureRequest>), Rejection> {
        let driver = way.driver;
        let (signature, place, event) = self.decide(wish, offer, extra, way, happening)?;
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled: Ruled::UNTOUCHED };
        let (id, number) = (signature.id, signature.number.clone());
        let writes = vec![
            Write::InsertSignature { signature: Box::new(signature.clone()), driver },
            Write::NoteAsked(Noted { id, number, asking: Asking::Signature, place, at: happening.at }),
        ];
        Ok((signature, Change::new(guard, writes, event)))
    }
}

impl Signable {
    /// What [`Signable::request`] would come to, for who may look but not ask: there is nothing to commit.
    ///
    /// # Errors
    /// [`Rejection::Broken`] with every broken rule; [`Rejection::Stale`] where another signature is open with the
    /// credential; [`Rejection::TooMany`] where too many were asked for lately.
    pub fn would_request(
        &self,
        wish: &Wish,
        offer: Option<&Offer>,
        extra: Vec<Breach>,
        way: Way,
        happening: &Happening,
    ) -> Result<(Signature, Event), Rejection> {
        let (signature, _, event) = self.decide(wish, offer, extra, way, happening)?;
        Ok((signature, event))
    }
}

impl Signable {
    /// The rules that keep this person from being asked.
    #[must_use]
    pub fn barriers(&self, offer: Option<&Offer>, at: Timestamp) -> Vec<Barrier> {
        let credential = self.credential.clone().at(at);
        let user = sign_in::of_user(self.user.state, self.user_validity, at);
        let mut barriers: Vec<_> = user.collect();
        barriers.extend(sign_in::of_credential(credential.state, credential.validity, at));
        barriers.extend(offer.is_none().then_some(Barrier::ProviderNotConfigured));
        barriers
    }

    /// The signature as it is written down, its place among those of the number, and its event; or all broken rules at
    /// once.
    ///
    /// `offer` is of the provider that the credential names; `None` where the configuration has none such.
    /// `extra` are rules that others found broken, such as what the phone can't show of the text. `way` is how it goes
    /// to the provider.
    ///
    /// # Errors
    /// [`Rejection::Broken`]; [`Rejection::Stale`] where another signature is open with the credential;
    /// [`Rejection::TooMany`] where too many were asked for lately.
    fn decide(
        &self,
        wish: &Wish,
        offer: Option<&Offer>,
        extra: Vec<Breach>,
        way: Way,
        happening: &Happening,
    ) -> Result<(Signature, i64, Event), Rejection> {
        let credential = self.credential.clone().at(happening.at);
        let mut broken = Breaches::new();
        broken.extend(extra);
        let wanted = broken.keep(text::mandatory("text", wish.text.as_deref(), TEXT_LEN_MAX));
        let receipt_text = broken.keep(text::optional("receiptText", wish.receipt_text.as_deref(), TEXT_LEN_MAX));
        let profile = broken.keep(profile(wish.profile.as_deref()));
        let asked = offer.map(|offer| {
            (broken.keep(language(wish, offer)), broken.keep(time_limit(wish, offer)), offer.profile.clone())
        });
        broken.extend(offer.and_then(|offer| self.too_little(offer)));
        let barriers = self.barriers(offer, happening.at);
        broken.extend(barriers.into_iter().map(|barrier| self.told(barrier, &credential, happening.at)));
        broken.into_result()?;
        let (Some(wanted), Some(receipt_text), Some(profile)) = (wanted, receipt_text, profile) else {
            return Err(Vec::new().into());
        };
        let Some((Some(language), Some(time_limit_s), default_profile)) = asked else {
            return Err(Vec::new().into());
        };
        if let Some(open) = self.open {
            let why = format!("a signature is asked for with this credential already, and open: {open}");
            return Err(Rejection::Stale(Code::SignaturePending, why));
        }
        let lately = self.lately.next(Asking::Signature, happening.at);
        let place = lately.map_err(|retry_s| Asking::Signature.too_many(retry_s))?;

        let code = compare_code(happening.id);
        let itself = (with_code(&wanted, &code), code, None);
        let (text, code, document) = way.bound.map_or(itself, |it| (it.text, it.code, Some(it.document)));
        let signature = Signature {
            id: happening.id,
            client_id: self.client.id,
            user_id: self.user.id,
            user_ext_id: self.user.ext_id.clone(),
            credential_id: credential.id,
            credential_ext_id: credential.ext_id.clone(),
            state: State::Requested,
            mssp: credential.detail.mssp_identifier.clone(),
            ap_trans_id: way.ap_trans_id,
            attempts: 1,
            mssp_trans_id: None,
            msisdn: credential.detail.msisdn.clone(),
            number: self.number(),
            text,
            document,
            language,
            profile: profile.or(default_profile),
            code,
            receipt_text,
            time_limit_s,
            limit_at: happening.at.plus_millis(time_limit_s * 1_000),
            caller: happening.by.name.clone(),
            request_id: happening.request_id.clone(),
            created: happening.at,
            modified: happening.at,
            settled: None,
            receipt: None,
        };
        let event = self.event(&signature, happening);
        Ok((signature, place, event))
    }

    /// That the provider's signatures prove less than the policy wants.
    fn too_little(&self, offer: &Offer) -> Option<Breach> {
        let why = offer.proves.too_little(self.rules.proven_at_least)?;
        Some(Breach::new(Code::PolicyViolation, format!("msspIdentifier: {why}")))
    }

    fn event(&self, signature: &Signature, happening: &Happening) -> Event {
        let after = serde_json::json!({
            "signature": signature.id, "msspIdentifier": signature.mssp, "language": signature.language,
            "timeLimitSeconds": signature.time_limit_s, "code": signature.code,
        });
        let (kind, credential) = (EventKind::SignatureRequest, &signature.credential_ext_id);
        Event::about_user(happening, &self.client, &self.user, kind, credential).after(after)
    }

    /// What a rule says to who asks; `credential` as it is at that time.
    fn told(&self, barrier: Barrier, credential: &Credential<MobileSignature>, at: Timestamp) -> Breach {
        match barrier {
            Barrier::UserArchived | Barrier::UserDisabled => {
                Breach::invalid(format!("the user is {}: it must be active", self.user.state.as_str()))
            }
            Barrier::UserExpired | Barrier::UserNotYetValid => {
                Breach::invalid(self.user_validity.broken(at).unwrap_or_default())
            }
            Barrier::CredentialExpired | Barrier::CredentialNotYetValid => {
                Breach::invalid("the mobile signature is outside its validity period")
            }
            Barrier::ProviderNotConfigured => Breach::new(
                Code::MissingReferenceData,
                format!(
                    "msspIdentifier: the configuration has no provider with the identifier {} of the credential",
                    text::echo(&credential.detail.mssp_identifier)
                ),
            ),
            Barrier::NoCredential
            | Barrier::CredentialArchived
            | Barrier::CredentialDisabled
            | Barrier::CredentialFailLocked
            | Barrier::CredentialTmpLocked
            | Barrier::CredentialNotActive
            | Barrier::ChangeOverdue => Breach::invalid(format!(
                "the mobile signature is {}: it can't be used in this state",
                credential.state.as_str()
            )),
        }
    }
}

impl Asking {
    /// What is told to who asks once too often, and may ask again in so many seconds.
    #[must_use]
    pub fn too_many(self, retry_s: i64) -> Rejection {
        self.too_many_of(self.max(), LATELY_MS, retry_s)
    }

    /// The same, where so many may be within so many milliseconds.
    #[must_use]
    pub fn too_many_of(self, most: usize, within_ms: i64, retry_s: i64) -> Rejection {
        let what = match self {
            Self::Sms => "messages were sent to this number",
            Self::Message => "messages were sent to this user",
            Self::Signature => "signatures were asked for of this number",
            Self::Profile => "questions were asked about this number",
        };
        Rejection::TooMany {
            retry_s,
            why: format!(
                "{most} {what} in {} minutes, by whomever, which is the limit; try again in {retry_s} seconds",
                within_ms / 60_000
            ),
        }
    }
}

fn language(wish: &Wish, offer: &Offer) -> Result<String, Breach> {
    let known = || text::one_of(offer.languages.iter().map(String::as_str));
    match wish.language.as_deref() {
        None => offer.languages.first().cloned().ok_or_else(|| Breach::invalid("language: the provider has none")),
        Some(wanted) => match offer.languages.iter().find(|known| known.eq_ignore_ascii_case(wanted)) {
            Some(known) => Ok(known.clone()),
            None => Err(Breach::invalid(format!("language: expected one of {}, got {}", known(), text::echo(wanted)))),
        },
    }
}

fn time_limit(wish: &Wish, offer: &Offer) -> Result<i64, Breach> {
    let max = offer.time_limit_s_max.min(TIME_LIMIT_S_MAX);
    match wish.time_limit_s {
        None => Ok(offer.time_limit_s),
        Some(wanted) if (TIME_LIMIT_S_MIN..=max).contains(&wanted) => Ok(wanted),
        Some(wanted) => Err(Breach::invalid(format!(
            "timeLimitSeconds: expected {TIME_LIMIT_S_MIN} to {max} seconds, got {wanted}"
        ))),
    }
}

/// A URI by its looks: the provider says whether it knows it.
fn profile(wanted: Option<&str>) -> Result<Option<String>, Breach> {
    let profile = text::optional("profile", wanted, PROFILE_LEN_MAX)?;
    match &profile {
        Some(uri) if !uri.contains(':') || uri.chars().any(|c| c.is_whitespace() || c.is_control()) => {
            Err(Breach::invalid(format!(
                "profile: expected a URI such as http://mid.swisscom.ch/MID/v1/AuthProfile1, got {}",
                text::echo(uri)
            )))
        }
        _ => Ok(profile),
    }
}
