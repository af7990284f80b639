//! Signatures that a relying party asks of a person: *requested*, *pending*, *settled*, three states of one
//! story, each of them a row in the database, so that any node can go on with it.
//!
//! The decisions here are pure. What the provider answered is judged elsewhere and comes as a
//! [`Verdict`]; an approval counts exactly once, because settling is one step that is guarded by the
//! owner's revision and refused where the signature is settled already.

mod code;
mod lately;
mod open;
mod outcome;
mod proven;
mod request;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

pub use self::code::{CODE_LEN, PLACE, compare_code, with_code};
pub use self::lately::{ASKED_MS, Asking, LATELY_MS, Lately, Noted};
pub use self::open::{Remembered, Settled, Verdict};
pub use self::outcome::{Counts, Outcome};
pub use self::proven::Proven;
pub use self::request::{Bound, Offer, TIME_LIMIT_S_MAX, TIME_LIMIT_S_MIN, Way, Wish};
use crate::client::ClientRef;
use crate::credential::{Credential, MobileSignature};
use crate::ext_id::ExtId;
use crate::msisdn::Msisdn;
use crate::policy::{ClientRules, MobileSignatureRules, Policy};
use crate::time::Timestamp;
use crate::user::{self, UserRef};
use crate::words::words;

/// How long a node may be silent about a signature that it drives before another goes on, in milliseconds.
pub const LEASE_MS: i64 = 15_000;

words! {
    /// How far a signature has come, in the order in which it passes through them.
    State {
        /// Written down; whether the provider knows of it is open.
        Requested = "requested";
        /// The provider has taken it: the person is being asked.
        Pending = "pending";
        /// Over, with an [`Outcome`].
        Settled = "settled";
    }
}

/// A signature that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// Also its public id.
    pub id: Uuid,
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// Whose signature is asked for, by internal key.
    pub user_id: Uuid,
    /// Whose signature is asked for, as paths name it.
    pub user_ext_id: ExtId,
    /// The mobile signature by which it is asked for, by internal key.
    pub credential_id: Uuid,
    /// The mobile signature by which it is asked for, as paths name it.
    pub credential_ext_id: ExtId,
    /// How far it has come.
    pub state: State,
    /// The provider, by the credential's `msspIdentifier`.
    pub mssp: String,
    /// How we name it to the provider, in the latest attempt.
    pub ap_trans_id: String,
    /// How often the provider has been asked, or was about to be.
    pub attempts: i64,
    /// How the provider names it.
    pub mssp_trans_id: Option<String>,
    /// As the credential had it.
    pub msisdn: Msisdn,
    /// What the provider is asked about: [`Msisdn::dialled`].
    pub number: String,
    /// What the phone shows and signs, with the code.
    pub text: String,
    /// What is hashed, where the phone signs a hash: it holds the text.
    pub document: Option<String>,
    /// In which the phone speaks to the person: a code in lower case that the provider offers.
    pub language: String,
    /// The wanted profile; the one in effect once the provider has said it.
    pub profile: Option<String>,
    /// What the person compares.
    pub code: String,
    /// What the phone shows once the signature is approved; `None`: no receipt is sent.
    pub receipt_text: Option<String>,
    /// How long the person has, in seconds.
    pub time_limit_s: i64,
    /// When the person's time is over.
    pub limit_at: Timestamp,
    /// Who asked, `client/user`.
    pub caller: String,
    /// The request in which it was asked for; also in the log.
    pub request_id: String,
    /// When it was asked for.
    pub created: Timestamp,
    /// When its latest step was; at first as `created`.
    pub modified: Timestamp,
    /// Only when settled.
    pub settled: Option<Settled>,
    /// `None` before one is sent; `sending` until it is known what became of it; then that, in a word.
    pub receipt: Option<String>,
}

impl Signature {
    /// How it ended; `None` until it is settled.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        self.settled.as_ref().map(|settled| settled.outcome)
    }

    /// Its number of state, which grows with each step.
    #[must_use]
    pub fn version(&self) -> i64 {
        match self.state {
            State::Requested => 1,
            State::Pending => 2,
            State::Settled => 3,
        }
    }
}

/// Whose signature it was, as the certificate says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signer {
    /// Of the subject (2.5.4.5): the person as the provider knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
    /// Who signed, as a distinguished name.
    pub subject: String,
    /// Who issued the certificate, as a distinguished name.
    pub issuer: String,
    /// In PEM.
    pub certificate: String,
    /// When the certificate begins to be valid, in UTC: `2026-05-18T12:34:56Z`.
    pub not_before: String,
    /// When the certificate ceases to be valid, in the same form.
    pub not_after: String,
}

/// What is written about a settled signature besides its outcome.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Detail {
    /// In words, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The provider's own words. They may name the number, so neither log nor history has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Where the person can help herself, if the provider said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portal_url: Option<String>,
    /// What it proves about the text; `None` where it is no approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proven: Option<Proven>,
    /// How the provider named the algorithm of a bare signature over a hash, which doesn't say so itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<String>,
    /// `None` where no certificate came, or none that can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer: Option<Signer>,
    /// Each named check with its outcome.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Value>,
    /// Whether another serial number signed than the remembered one, and the policy only flags it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub serial_mismatch: bool,
}

/// A user whose signature is to be asked for, with all that the decision needs.
#[derive(Clone, Debug)]
pub struct Signable {
    /// The client of the user.
    pub client: ClientRef,
    /// What its client policy says.
    pub client_rules: ClientRules,
    /// Those that govern the credential: of its policy, or the defaults where it has none.
    pub rules: MobileSignatureRules,
    /// Who is to be asked.
    pub user: UserRef,
    /// When the user may act; at other times nobody is asked.
    pub user_validity: user::Validity,
    /// The owner's revision as it was read; what the guard compares.
    pub rev: i64,
    /// As it was read; a lock that is over may still be written.
    pub credential: Credential<MobileSignature>,
    /// The signature that is open with this credential.
    pub open: Option<Uuid>,
    /// What was asked for of its number.
    pub lately: Lately,
}

/// A user without the mobile signature that is needed.
#[derive(Clone, Debug)]
pub struct Unequipped {
    /// The client of the user.
    pub client: ClientRef,
    /// Who has none.
    pub user: UserRef,
}

impl Signable {
    /// What the provider is asked about.
    #[must_use]
    pub fn number(&self) -> String {
        self.credential.detail.msisdn.dialled(self.client_rules.msisdn_country)
    }
}

/// A signature with the credential that it is about.
#[derive(Clone, Debug)]
pub struct Held {
    /// The client of the user.
    pub client: ClientRef,
    /// Who was asked.
    pub user: UserRef,
    /// When the user may act; an approval at another time lets nobody in.
    pub user_validity: user::Validity,
    /// The owner's revision as it was read; what the guard compares.
    pub rev: i64,
    /// As it was read; a lock that is over may still be written.
    pub credential: Credential<MobileSignature>,
    /// The policy that governs the credential.
    pub governing: Option<Policy>,
    /// As it was read, in whatever state.
    pub signature: Signature,
}
