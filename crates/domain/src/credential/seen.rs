//! What is done with a credential under the right to see it: showing what is sealed, and asking for a challenge.

use super::kind::Asking;
use super::{Chooses, Credential, Held, Kind, Own, Random, Secret};
use crate::change::{Change, Guard, Write};
use crate::event::{EventKind, Happening};
use crate::message::{Mailing, Queued};
use crate::policy::Parameters;
use crate::rejection::Rejection;
use crate::right::CredentialView;
use crate::standing::Ruled;
use crate::time::Timestamp;

/// What became of asking a credential for a challenge.
#[derive(Debug)]
pub struct Challenged {
    /// What is asked; `None`: there is nothing left to be asked.
    pub challenge: Option<String>,
    /// The credential as it is then.
    pub credential: Credential<Own>,
    /// What is written; `None`: the same is asked as before.
    pub change: Option<Change<CredentialView>>,
    /// The secret that must be kept with it.
    pub secret: Option<Secret>,
    /// What is sent to the user: it must be written with the change, sealed.
    pub queued: Option<Queued>,
}

/// What asking for a challenge needs beside the request and what was read.
#[derive(Clone, Copy, Debug)]
pub struct BesideAsking<'a> {
    /// When the newer one of its type was made that its user has; `None`: there is none.
    pub newer: Option<Timestamp>,
    /// Where what is chosen comes from.
    pub random: &'a Random,
    /// What can be sent to the user; `None`: nothing.
    pub mailing: Option<Mailing<'a>>,
    /// The stored form of the secret, once it is known.
    pub stored: Option<&'a str>,
}

impl Held {
    /// That what is sealed of it, or masked, is shown to somebody: an event, and nothing else. It stands by itself: whatever
    /// becomes of the credential meanwhile, it was shown.
    #[must_use]
    pub fn showing(&self, happening: &Happening) -> Change<CredentialView> {
        let event = self.event(happening, EventKind::CredentialShow);
        Change::new(Guard::Nothing, Vec::new(), event)
    }

    /// Asks it for a challenge, which is kept with it; no change where the same one is asked again.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] where it may not be used now; [`Rejection::Broken`] where it can't be sent what it sends;
    /// [`Rejection::TooMany`] where that was sent too often.
    pub fn asked(
        &self,
        (kind, choose): (&dyn Kind, Chooses),
        beside: BesideAsking<'_>,
        happening: &Happening,
    ) -> Result<Challenged, Rejection> {
        let before = self.credential.clone().at(happening.at);
        let noun = kind.form().noun;
        if !before.state.is_usable() {
            let state = before.state.as_str();
            return Err(Rejection::Forbidden(format!("{noun} that is {state} can't be used")));
        }
        if !before.validity.holds(happening.at) {
            return Err(Rejection::Forbidden("Credential not in validity period".to_owned()));
        }
        let none = Parameters::new();
        let parameters = self.governing.as_ref().map_or(&none, |policy| &policy.parameters);
        let mut after = before.clone();
        let BesideAsking { newer, random, mailing, stored } = beside;
        let language = self.client_rules.message_language.as_deref();
        let (own, now, letter, secret) = (&mut after.detail, happening.at, None, None);
        let mut asking = Asking { own, parameters, newer, now, random, mailing, language, letter, secret };
        let challenge = choose(&mut asking)?;
        let (letter, secret) = (asking.letter, asking.secret);
        if after == before && secret.is_none() {
            return Ok(Challenged { challenge, credential: after, change: None, secret, queued: None });
        }
        let keys = self.keys(kind, &after.detail);
        let write = Write::CountCredential(Box::new(after.kept_with(keys, stored.map(str::to_owned))));
        let event = self.event(happening, EventKind::CredentialChallenge);
        let mut change = Change::new(self.guard(Ruled::UNTOUCHED), vec![write], event);
        let whose = (&self.client, self.user.as_ref());
        let queued = Queued::of(letter.zip(mailing), &after, whose, &mut change, happening)?;
        Ok(Challenged { challenge, credential: after, change: Some(change), secret, queued })
    }
}
