//! Somebody accepts terms.

use super::{CONSENTS_MAX, Consent, Terms};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::right::ConsentCreate;
use crate::standing::Ruled;
use crate::text;
use crate::user::{State, UserRef};

/// That terms were accepted, as a caller says it, unchecked.
#[derive(Clone, Debug, Default)]
pub struct NewConsent {
    /// Mandatory.
    pub terms: Option<String>,
}

/// A user and terms, with what must be known for the one to accept the others.
#[derive(Clone, Debug)]
pub struct Agreeable {
    /// The client of the user.
    pub client: ClientRef,
    /// Who accepts.
    pub user: UserRef,
    /// The revision of the user.
    pub rev: i64,
    /// What is to be accepted, without its applications; `None`: it isn't there.
    pub terms: Option<Terms>,
    /// Whether the user has accepted this version before.
    pub has_accepted: bool,
    /// How many consents the user has.
    pub count: i64,
}

impl Agreeable {
    /// The user accepts the terms in their version of now.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn accept(
        &self,
        new: &NewConsent,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Consent, Change<ConsentCreate>), Vec<Breach>> {
        let mut broken = Breaches::new();
        broken.extend(extra);
        let wanted = broken.keep(text::mandatory("termsExtId", new.terms.as_deref(), ExtId::LEN_MAX));
        match (&self.terms, wanted) {
            (None, Some(wanted)) => broken.push(Breach::new(
                Code::MissingReferenceData,
                format!("termsExtId: there are no terms {}", text::echo(&wanted)),
            )),
            (Some(terms), _) if !terms.is_active => {
                broken.push(Breach::invalid("termsExtId: these terms aren't active"))
            }
            (Some(terms), _) if self.has_accepted => {
                let why = format!("the user has accepted version {} of these terms already", terms.terms_version);
                broken.push(Breach::new(Code::DuplicateValue, why));
            }
            _ => {}
        }
        if self.user.state == State::Archived {
            broken.push(Breach::invalid("an archived user accepts nothing"));
        }
        if self.count >= CONSENTS_MAX {
            broken.push(Breach::invalid(format!("the user already has {CONSENTS_MAX} consents")));
        }
        broken.into_result()?;
        let terms = self.terms.as_ref().ok_or_else(Vec::new)?;
        let consent = Consent {
            id: happening.id,
            client_id: self.client.id,
            user_id: self.user.id,
            terms_id: terms.id,
            terms_ext_id: terms.ext_id.clone(),
            terms_version: terms.terms_version.clone(),
            accepted: happening.at,
        };
        let after = serde_json::json!({ "termsExtId": consent.terms_ext_id, "termsVersion": consent.terms_version });
        let kind = EventKind::ConsentCreate;
        let event = Event::about_user(happening, &self.client, &self.user, kind, &consent.terms_ext_id).after(after);
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled: Ruled::UNTOUCHED };
        Ok((consent.clone(), Change::new(guard, vec![Write::InsertConsent(consent)], event)))
    }
}
