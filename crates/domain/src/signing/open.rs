//! What becomes of a signature that was asked for.

use super::{Counts, Detail, Held, Outcome, Proven, Signature, State};
use crate::certificate::SignerCert;
use crate::change::{Change, Guard, Write};
use crate::credential::hex::cert_keys;
use crate::credential::{self, ChangeReason, Credential, Logins, MobileSignature};
use crate::event::{Event, EventKind, Happening};
use crate::login::Lock;
use crate::policy::MobileSignatureRules;
use crate::rejection::Rejection;
use crate::right::{SignatureRequest, System};
use crate::sign_in::{self, Barrier};
use crate::standing::Ruled;
use crate::time::Timestamp;
use crate::version::Expected;

/// What the provider's answer came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// How the signature ends by it.
    pub outcome: Outcome,
    /// The provider's own code, where it gave one.
    pub provider_status: Option<u16>,
    /// The signature object in base64, as it came.
    pub answer: Option<String>,
    /// What is written besides.
    pub detail: Detail,
}

impl Verdict {
    /// An outcome that has no signature to show, with its reason for people.
    #[must_use]
    pub fn of(outcome: Outcome, reason: impl Into<String>) -> Self {
        Self {
            outcome,
            provider_status: None,
            answer: None,
            detail: Detail { reason: Some(reason.into()), ..Detail::default() },
        }
    }
}

/// How a signature was settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// When that was.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// The provider's own code, where it gave one.
    pub provider_status: Option<u16>,
    /// The signature object in base64, as it came; `None` where none did.
    pub answer: Option<String>,
    /// What is written besides.
    pub detail: Detail,
}

/// Who is expected to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The serial number in the signer's subject; `None`: not known yet, the first one will be remembered.
    pub serial_number: Option<String>,
    /// Whether another one is only flagged.
    pub only_flags: bool,
}

impl Held {
    fn rules(&self) -> MobileSignatureRules {
        match &self.governing {
            Some(policy) => MobileSignatureRules::read(&policy.parameters),
            None => MobileSignatureRules::read(&Default::default()),
        }
    }

    fn event(&self, happening: &Happening, kind: EventKind) -> Event {
        Event::about_user(happening, &self.client, &self.user, kind, &self.credential.ext_id)
    }

    /// Who is expected to sign: the serial number that was remembered, else the one in the certificate that the
    /// credential was given.
    #[must_use]
    pub fn remembered(&self) -> Remembered {
        Remembered {
            serial_number: self.credential.detail.signers_serial_number(),
            only_flags: self.rules().serial_mismatch_flags,
        }
    }

    /// The credential as an outcome leaves it; `None` where it doesn't touch it.
    fn counted(&self, verdict: &Verdict, happening: &Happening) -> Option<Credential<MobileSignature>> {
        let mut after = self.credential.clone().at(happening.at);
        match verdict.outcome.counts() {
            Counts::Nothing => return None,
            Counts::Success => {
                after.logins = Logins {
                    success_count: after.logins.success_count + 1,
                    success_last: Some(happening.at),
                    failure_count: 0,
                    ..after.logins
                };
                if after.state == credential::State::Initial {
                    after.state = credential::State::Active;
                    after.reason = Some(ChangeReason::Activated);
                    after.reason_detail = None;
                }
                if !verdict.detail.serial_mismatch {
                    self.remember(&mut after.detail, verdict);
                }
            }
            Counts::Failure => {
                let rules = self.rules();
                after.logins = Logins {
                    failure_count: after.logins.failure_count + 1,
                    failure_last: Some(happening.at),
                    ..after.logins
                };
                let lock = rules.common.locking.after_failure(after.logins.failure_count);
                if lock != Lock::None {
                    after.reason = Some(ChangeReason::TooManyLoginFailures);
                    after.reason_detail = None;
                    after.state = match lock {
                        Lock::Permanent => credential::State::FailLocked,
                        Lock::Temporary | Lock::None => credential::State::TmpLocked,
                    };
                    after.lock_until = (lock == Lock::Temporary)
                        .then(|| happening.at.plus_millis(rules.common.locking.tmp_duration_ms));
                }
            }
        }
        // A counted login is no change of the credential; a lock and what is remembered are.
        let before = &self.credential;
        if (after.state, &after.detail) != (before.state, &before.detail) {
            after.touch(happening.at, &happening.by.name);
        }
        Some(after)
    }

    /// First use: serial number and certificate stay with the credential.
    fn remember(&self, detail: &mut MobileSignature, verdict: &Verdict) {
        let Some(signer) = &verdict.detail.signer else { return };
        if detail.serial_number.is_none() {
            detail.serial_number.clone_from(&signer.serial_number);
        }
        if detail.signer_cert.is_none() && SignerCert::parse(&signer.certificate).is_ok() {
            detail.signer_cert = Some(signer.certificate.clone());
        }
    }

    /// Why an answer says nothing any more: an approval must not let anybody in who was locked or disabled
    /// meanwhile, nor may what one phone answered be remembered of another.
    fn overtaken(&self, now: &Credential<MobileSignature>, at: Timestamp) -> Option<String> {
        let asked = &self.signature;
        let user = sign_in::of_user(self.user.state, self.user_validity, at);
        let barrier = user.chain(sign_in::of_credential(now.state, now.validity, at)).next();
        if let Some(barrier) = barrier {
            return Some(match barrier {
                Barrier::UserArchived | Barrier::UserDisabled => {
                    format!("the user was {} when the answer came", self.user.state.as_str())
                }
                Barrier::UserExpired | Barrier::UserNotYetValid => {
                    format!("when the answer came: {}", self.user_validity.broken(at).unwrap_or_default())
                }
                Barrier::CredentialExpired | Barrier::CredentialNotYetValid => {
                    "the mobile signature was outside its validity period when the answer came".to_owned()
                }
                _ => format!("the mobile signature was {} when the answer came", now.state.as_str()),
            });
        }
        if (&now.detail.msisdn, &now.detail.mssp_identifier) != (&asked.msisdn, &asked.mssp) {
            return Some("the mobile signature had another number or provider when the answer came".to_owned());
        }
        None
    }

    /// What proves less than the policy wants is no approval, and no fault of the person's.
    fn sufficient(&self, verdict: Verdict) -> Verdict {
        if verdict.outcome != Outcome::Approved {
            return verdict;
        }
        let proven = verdict.detail.proven.unwrap_or(Proven::TextDisplayed);
        let Some(why) = proven.too_little(self.rules().proven_at_least) else { return verdict };
        let detail = Detail { reason: Some(why), ..verdict.detail };
        Verdict { outcome: Outcome::Unverifiable, detail, ..verdict }
    }

    /// Settles with what was judged, whoever does.
    fn settled<Q>(&self, verdict: Verdict, happening: &Happening) -> Option<(Signature, Change<Q>)> {
        if self.signature.state == State::Settled {
            return None;
        }
        let now = self.credential.clone().at(happening.at);
        let overtaken = self.overtaken(&now, happening.at).filter(|_| verdict.outcome.counts() != Counts::Nothing);
        let verdict = match overtaken {
            None => verdict,
            Some(why) => {
                let detail = Detail { reason: Some(why), ..verdict.detail };
                Verdict { outcome: Outcome::Withdrawn, detail, ..verdict }
            }
        };
        let verdict = self.sufficient(verdict);
        let counted = self.counted(&verdict, happening);
        let counters = counted.as_ref().unwrap_or(&now);
        let after = serde_json::json!({
            "signature": self.signature.id,
            "outcome": verdict.outcome.as_str(),
            "providerStatus": verdict.provider_status,
            "reason": verdict.detail.reason,
            "serialMismatch": verdict.detail.serial_mismatch,
            "proven": verdict.detail.proven,
            "successfulLoginCount": counters.logins.success_count,
            "failedLoginCount": counters.logins.failure_count,
            "stateName": counters.state.as_str(),
        });
        let event = self.event(happening, EventKind::SignatureSettle).after(after);
        let mut signature = self.signature.clone();
        signature.state = State::Settled;
        signature.modified = happening.at;
        signature.settled = Some(Settled {
            at: happening.at,
            outcome: verdict.outcome,
            provider_status: verdict.provider_status,
            answer: verdict.answer,
            detail: verdict.detail,
        });
        let mut writes = vec![Write::UpdateSignature(Box::new(signature.clone()))];
        writes.extend(counted.map(|credential| {
            Write::count_credential(&credential, cert_keys(credential.detail.signer_cert.as_deref()))
        }));
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled: Ruled::UNTOUCHED };
        Some((signature, Change::new(guard, writes, event)))
    }
}

/// What a receipt is while nobody knows what became of it.
const RECEIPT_SENDING: &str = "sending";

impl Held {
    /// The provider has taken the request. `None` where that is known, or the signature is settled.
    #[must_use]
    pub fn pending(
        &self,
        mssp_trans_id: &str,
        profile: Option<&str>,
        happening: &Happening,
    ) -> Option<(Signature, Change<System>)> {
        if self.signature.state != State::Requested {
            return None;
        }
        let mut signature = self.signature.clone();
        signature.state = State::Pending;
        signature.mssp_trans_id = Some(mssp_trans_id.to_owned());
        signature.profile = profile.map(str::to_owned).or(signature.profile);
        signature.modified = happening.at;
        let after = serde_json::json!({
            "signature": signature.id, "msspTransId": mssp_trans_id, "profile": signature.profile,
        });
        let change = self.step(signature.clone(), EventKind::SignaturePending, after, happening);
        Some((signature, change))
    }

    /// The provider is about to be asked once more, under another name. `None` where somebody else was faster, or it is
    /// not wanted any more.
    #[must_use]
    pub fn repeat(&self, attempts: i64, ap_trans_id: &str, happening: &Happening) -> Option<Change<System>> {
        if self.signature.state != State::Requested || self.signature.attempts != attempts {
            return None;
        }
        let mut signature = self.signature.clone();
        signature.attempts += 1;
        signature.ap_trans_id = ap_trans_id.to_owned();
        signature.modified = happening.at;
        let after = serde_json::json!({ "signature": signature.id, "attempts": signature.attempts });
        Some(self.step(signature, EventKind::SignatureRepeat, after, happening))
    }

    /// A receipt is about to be sent. `None` where that was done before, or there is nothing to confirm.
    #[must_use]
    pub fn receipt_begins(&self, happening: &Happening) -> Option<Change<System>> {
        let is_approved = self.signature.outcome() == Some(Outcome::Approved);
        (is_approved && self.signature.receipt.is_none()).then(|| self.receipt(RECEIPT_SENDING, happening))
    }

    /// What became of the receipt. `None` where none was under way.
    #[must_use]
    pub fn receipt_ends(&self, outcome: &str, happening: &Happening) -> Option<Change<System>> {
        let is_sending = self.signature.receipt.as_deref() == Some(RECEIPT_SENDING);
        is_sending.then(|| self.receipt(outcome, happening))
    }

    fn receipt(&self, receipt: &str, happening: &Happening) -> Change<System> {
        let mut signature = self.signature.clone();
        signature.receipt = Some(receipt.to_owned());
        let after = serde_json::json!({ "signature": signature.id, "receipt": receipt });
        self.step(signature, EventKind::SignatureReceipt, after, happening)
    }

    fn step(
        &self,
        signature: Signature,
        kind: EventKind,
        after: serde_json::Value,
        happening: &Happening,
    ) -> Change<System> {
        let event = self.event(happening, kind).after(after);
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled: Ruled::UNTOUCHED };
        Change::new(guard, vec![Write::UpdateSignature(Box::new(signature))], event)
    }

    /// The signature is over. `None` where it was settled before: an outcome counts once.
    #[must_use]
    pub fn settle(&self, verdict: Verdict, happening: &Happening) -> Option<(Signature, Change<System>)> {
        self.settled(verdict, happening)
    }
}

impl Held {
    /// The caller gives it up. `None` where it is settled already.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another state of it.
    pub fn withdraw(
        &self,
        expected: &Expected,
        happening: &Happening,
    ) -> Result<Option<(Signature, Change<SignatureRequest>)>, Rejection> {
        expected.check_if_match(self.signature.version())?;
        Ok(self.settled(Verdict::of(Outcome::Withdrawn, "given up by the caller"), happening))
    }
}
