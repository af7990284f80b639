//! Mobile-ID of SK: what it is asked.
//!
//! Its phones sign a hash. It is made of a document that holds the text, whom it is for, and chance; what that proves is
//! in ADR 0041.

use std::sync::Arc;

use sigill_domain::breach::Breach;
use sigill_domain::signing::{Bound, Signable, Signature, Wish};
use sigill_mss::client::{Begin, Failure, SkClient, Standing};
use sigill_mss::sk::{Begun, Document, Hash, RANDOM_LEN, Session, code_of, hash_of};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use super::said::{Opened, Said};
use super::settings::Settings;
use crate::world::World;

/// Questions that wait at a provider for the person, at once; more are asked without waiting.
const WAITS: usize = 512;

/// Places for questions that wait.
#[derive(Debug)]
pub(super) struct Waits(Arc<Semaphore>);

impl Default for Waits {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(WAITS)))
    }
}

impl Waits {
    pub(super) fn place(&self) -> Option<OwnedSemaphorePermit> {
        self.0.clone().try_acquire_owned().ok()
    }
}

/// What nobody can guess of a document.
pub(super) type Chance = [u8; RANDOM_LEN];

/// Fresh chance.
pub(super) fn chance(world: &World) -> Chance {
    let mut chance = [0; RANDOM_LEN];
    world.entropy.fill(&mut chance);
    chance
}

/// What is given to sign; `None` where a text or the person's number is missing.
pub(super) fn bound(signable: &Signable, wish: &Wish, id: Uuid, chance: &Chance) -> Option<Bound> {
    let text = wish.text.as_deref().filter(|text| !text.trim().is_empty())?;
    let person = signable.credential.detail.national_identity_number.as_ref()?;
    let document = Document::new(&id.to_string(), person.as_str(), text, chance);
    let written = document.written();
    let code = code_of(&written);
    Some(Bound { text: document.shown(&code), code, document: written })
}

/// Why nobody can be asked without one.
pub(super) const NO_NUMBER: &str =
    "it asks a person by sigill.nationalIdentityNumber, and the mobile signature has none";

pub(super) fn lacks_number(signable: &Signable) -> bool {
    signable.credential.detail.national_identity_number.is_none()
}

/// What this protocol can't do of what is wanted.
pub(super) fn unfit(settings: &Settings, signable: &Signable, wish: &Wish) -> Vec<Breach> {
    let identifier: String = settings.identifier.escape_debug().collect();
    let mut unfit = Vec::new();
    if lacks_number(signable) {
        unfit.push(format!("sigill.nationalIdentityNumber: the provider '{identifier}' isn't asked: {NO_NUMBER}"));
    }
    if wish.profile.is_some() {
        unfit.push(format!("profile: the provider '{identifier}' has no signature profiles"));
    }
    if wish.receipt_text.is_some() {
        unfit.push(format!("receiptText: the provider '{identifier}' sends no receipts"));
    }
    unfit.into_iter().map(Breach::invalid).collect()
}

/// A question to a person.
pub(super) struct Asked<'a> {
    document: Document,
    hash: Hash,
    language: String,
    signature: &'a Signature,
}

/// The question, by what is written down.
pub(super) fn begin<'a>(settings: &Settings, signature: &'a Signature) -> Result<Asked<'a>, &'static str> {
    let written = signature.document.as_deref();
    let written = written.ok_or("the provider was asked by another protocol when this was written down")?;
    let document = Document::read(written).map_err(|_| "what is to be hashed can't be read")?;
    let language = settings.family.language(&signature.language);
    Ok(Asked { document, hash: hash_of(written), language, signature })
}

impl Asked<'_> {
    pub(super) async fn by(&self, client: &SkClient) -> Result<Begun, Failure> {
        let begin = Begin {
            phone_number: &self.signature.number,
            national_identity_number: &self.document.person,
            hash: &self.hash,
            language: &self.language,
            display_text: &self.signature.text,
        };
        client.begin(&begin).await
    }
}

/// What the answer to a question says.
pub(super) fn begun(answer: Result<Begun, Failure>) -> Result<Said, Failure> {
    match answer {
        Ok(begun) => Ok(Said::Open(Opened { transaction: begun.session, profile: None })),
        Err(failure) => declines(failure),
    }
}

/// What the answer about a session says.
pub(super) fn stands(answer: Result<Standing, Failure>) -> Result<Said, Failure> {
    match answer.map(|standing| standing.session) {
        // It says nothing new.
        Ok(Session::Running) => Ok(Said::Open(Opened { transaction: String::new(), profile: None })),
        Ok(Session::Complete(result, signed)) => Ok(Said::Ended(result, signed.map(Box::new))),
        Err(failure) => declines(failure),
    }
}

/// A status about our request is an answer; one about the server is none.
pub(super) fn declines(failure: Failure) -> Result<Said, Failure> {
    match &failure {
        Failure::Status { kept } if (400..500).contains(&kept.http_status) => Ok(Said::Declined(kept.http_status)),
        _ => Err(failure),
    }
}
