//! What is done with a credential under the right to see it: showing what is sealed, and asking for a place of a card.

use super::kind::Asking;
use super::{Chooses, Credential, Held, Kind, Own, Random};
use crate::change::{Change, Guard, Write};
use crate::event::{EventKind, Happening};
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
}

impl Held {
    /// That what is sealed of it is shown to somebody: an event, and nothing else. It stands by itself: whatever becomes of
    /// the credential meanwhile, it was shown.
    #[must_use]
    pub fn showing(&self, happening: &Happening) -> Change<CredentialView> {
        let event = self.event(happening, EventKind::CredentialShow);
        Change::new(Guard::Nothing, Vec::new(), event)
    }

    /// Asks it for a challenge, which is kept with it; no change where the same one is asked again.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] where it may not be used now.
    pub fn asked(
        &self,
        (kind, choose): (&dyn Kind, Chooses),
        newer: Option<Timestamp>,
        random: &Random,
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
        let mut asking = Asking { own: &mut after.detail, parameters, newer, now: happening.at, random };
        let challenge = choose(&mut asking)?;
        if after == before {
            return Ok(Challenged { challenge, credential: after, change: None });
        }
        let keys = self.keys(kind, &after.detail);
        let write = Write::CountCredential(Box::new(after.kept_with(keys, None)));
        let event = self.event(happening, EventKind::CredentialChallenge);
        let change = Change::new(self.guard(Ruled::UNTOUCHED), vec![write], event);
        Ok(Challenged { challenge, credential: after, change: Some(change) })
    }
}
