//! A cause: why somebody can't sign in, or may not be able to, or what else there is to know.

use uuid::Uuid;

use crate::ext_id::ExtId;
use crate::right::Elementary;
use crate::time::Timestamp;
use crate::words::words;

words! {
    /// Whether somebody can sign in now.
    Verdict {
        /// Nothing is known that speaks against it.
        Can = "can";
        /// Something speaks against it that isn't in our hands: a phone, a provider.
        Unknown = "unknown";
        /// At least one cause prevents it.
        Cannot = "cannot";
    }
}

words! {
    /// How much a cause weighs; the order in which they are told, the heaviest first.
    #[derive(PartialOrd, Ord)]
    Weight {
        /// With it, nobody signs in.
        Prevents = "prevents";
        /// With it, it is open whether it works.
        Doubtful = "doubtful";
        /// Good to know.
        Note = "note";
    }
}

/// What makes a cause go away: a call of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repair {
    /// Sets the user's `userState` to `active`.
    ActivateUser,
    /// Takes the end of the user's validity away.
    EndlessUser,
    /// Takes the beginning of the user's validity away.
    BeginningUser,
    /// Issues one to the user.
    CreateMobileSignature,
    /// Sets its `stateName` to `active`, which also ends a lock.
    ActivateMobileSignature,
    /// What can't be used any more makes room for a new one.
    DeleteMobileSignature,
    /// Names another provider.
    ChangeProvider,
    /// Sets another `msisdn`.
    ChangeNumber,
    /// Forgets whose signature was remembered: the next approved one is remembered anew.
    ForgetSigner,
    /// Gives up the signature that is open.
    Withdraw(Uuid),
}

impl Repair {
    /// The right that the call needs.
    #[must_use]
    pub const fn right(self) -> Elementary {
        match self {
            Self::ActivateUser | Self::EndlessUser | Self::BeginningUser => Elementary::UserModify,
            Self::CreateMobileSignature => Elementary::CredentialCreate,
            Self::ActivateMobileSignature | Self::ChangeProvider | Self::ChangeNumber | Self::ForgetSigner => {
                Elementary::CredentialModify
            }
            Self::DeleteMobileSignature => Elementary::CredentialDelete,
            Self::Withdraw(_) => Elementary::SignatureRequest,
        }
    }
}

/// One cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// A [`Barrier`](super::Barrier)'s, or one of [`CODES`].
    pub code: &'static str,
    /// [`Weight::Note`] as well where the cause keeps only one of several credentials from serving.
    pub weight: Weight,
    /// The credential that it is about; else it is about the user.
    pub credential: Option<ExtId>,
    /// In words that can be read out.
    pub sentence: String,
    /// Since when; `None` where nothing tells any more.
    pub since: Option<Timestamp>,
    /// Until when, where it ends by itself.
    pub until: Option<Timestamp>,
    /// Who brought it about, `client/user`.
    pub by: Option<String>,
    /// `None` where no call makes it go away.
    pub repair: Option<Repair>,
}

impl Cause {
    pub(super) fn new(code: &'static str, weight: Weight, sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        Self { code, weight, credential: None, sentence, since: None, until: None, by: None, repair: None }
    }

    pub(super) fn since(self, since: impl Into<Option<Timestamp>>) -> Self {
        Self { since: since.into(), ..self }
    }

    pub(super) fn until(self, until: impl Into<Option<Timestamp>>) -> Self {
        Self { until: until.into(), ..self }
    }

    pub(super) fn by(self, by: Option<String>) -> Self {
        Self { by, ..self }
    }

    pub(super) fn repair(self, repair: Repair) -> Self {
        Self { repair: Some(repair), ..self }
    }
}

/// The codes that no rule has.
pub const CODES: &[&str] = &[
    ASKED_TOO_OFTEN,
    FAILED_ATTEMPTS,
    LAST_OUTCOME,
    MESSAGE_FAILED,
    NUMBER_UNKNOWN,
    PHONE_INACTIVE,
    PHONE_UNREACHABLE,
    PIN_BLOCKED,
    PROVIDER_REFUSES,
    PROVIDER_SILENT,
    PROVIDER_TROUBLE,
    REFUSED_ATTEMPTS,
    SERIAL_MISMATCH,
    SIGNATURE_OPEN,
];

/// As many signatures were asked for as may be.
pub(super) const ASKED_TOO_OFTEN: &str = "asked-too-often";
/// There were failures since the last success.
pub(super) const FAILED_ATTEMPTS: &str = "failed-attempts";
/// How the last signature ended.
pub(super) const LAST_OUTCOME: &str = "last-outcome";
/// Something that was to be sent to the user today wasn't taken.
pub(super) const MESSAGE_FAILED: &str = "message-failed";
/// The provider doesn't serve the number.
pub(super) const NUMBER_UNKNOWN: &str = "number-unknown";
/// No SIM and no App of the number is active.
pub(super) const PHONE_INACTIVE: &str = "phone-inactive";
/// The phone is off, or without network.
pub(super) const PHONE_UNREACHABLE: &str = "phone-unreachable";
pub(super) const PIN_BLOCKED: &str = "pin-blocked";
/// The configuration doesn't let the provider be asked for this client, or about this number.
pub(super) const PROVIDER_REFUSES: &str = "provider-refuses";
/// The provider doesn't answer this node.
pub(super) const PROVIDER_SILENT: &str = "provider-silent";
/// The provider answers, but not what is asked.
pub(super) const PROVIDER_TROUBLE: &str = "provider-trouble";
/// Attempts of today were refused.
pub(super) const REFUSED_ATTEMPTS: &str = "refused-attempts";
/// Another serial number signed than the remembered one.
pub(super) const SERIAL_MISMATCH: &str = "serial-mismatch";
/// A signature is being asked for.
pub(super) const SIGNATURE_OPEN: &str = "signature-open";
