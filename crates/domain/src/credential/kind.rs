//! A credential type: what is declared of it, and what only it knows.

use std::fmt;

use serde_json::{Map, Value};

use super::{
    ChangeReason, Credential, Dictionary, Form, Key, Keys, Logins, Member, NAME_KEY_LEN, Oneself, Own, Random, State,
    Takes, Validity, Within,
};
use crate::breach::Breaches;
use crate::message::{Letter, Mailing};
use crate::policy::{ClientRules, CredentialRules, Parameters};
use crate::rejection::Rejection;
use crate::time::Timestamp;
use crate::user::UserRef;

/// A credential type. Its file declares the [`Form`]; whatever else it does has a default here.
///
/// All of it is pure: time and randomness come with the [`Draft`], and secrets go with it to be hashed or sealed.
pub trait Kind: fmt::Debug + Sync {
    /// What is declared of it.
    fn form(&self) -> &'static Form;

    /// Completes and checks one that is made or changed, after its members were read one by one.
    fn shape(&self, draft: &mut Draft<'_>, broken: &mut Breaches) {
        let _ = (draft, broken);
    }

    /// The calls of its own, beside those that every type has.
    fn acts(&self) -> &'static [Act] {
        &[]
    }

    /// Does one of them to the draft of a credential that is there.
    ///
    /// # Errors
    /// The policy lets nobody do it any more.
    fn act(&self, act: &Act, draft: &mut Draft<'_>, broken: &mut Breaches) -> Result<(), Rejection> {
        let _ = (act, draft, broken);
        Ok(())
    }

    /// The state of a new one, where the caller doesn't name it.
    fn begins(&self, draft: &Draft<'_>) -> State {
        let _ = draft;
        State::Active
    }

    /// From when on its secret must have been changed to be used; `None`: it needn't.
    fn change_by(&self, credential: &Credential<Own>, parameters: &Parameters) -> Option<Timestamp> {
        let _ = (credential, parameters);
        None
    }

    /// Whether a technical user may sign in by this one, so that its last one is more than a credential.
    fn signs_in(&self, own: &Own) -> bool {
        let _ = own;
        false
    }

    /// The member with a certificate that an authority is to vouch for; `None`: there is none.
    fn certificate(&self) -> Option<&'static str> {
        None
    }

    /// The personal questions that a call of its own names, which must be there and active.
    fn asks(&self, given: &Map<String, Value>) -> Vec<String> {
        let _ = given;
        Vec::new()
    }

    /// How Sigill itself checks what somebody shows; `None`: it can't.
    fn check(&self) -> Option<Check> {
        None
    }

    /// What a view of one shows of what is sealed; `None`: nothing.
    fn opens(&self) -> Option<Opens> {
        None
    }

    /// How one that is there is made anew by the call that makes one; `None`: there can't be another.
    fn remade(&self) -> Option<&'static Act> {
        None
    }

    /// What somebody must show, chosen for the next try; `None`: it takes no challenge.
    fn challenge(&self) -> Option<Chooses> {
        None
    }

    /// Where an SMS goes that is about it; `None`: to its user's own number.
    fn number(&self, own: &Own) -> Option<String> {
        let _ = own;
        None
    }

    /// What it is found by, and what must be unique.
    fn keys(&self, own: &Own, whose: &Whose<'_>) -> Keys {
        declared_keys(self.form(), own, whose)
    }

    /// The key of the kind [`Key::Unique`] that [`Kind::rivals`] says nothing of; `None`: there is none.
    fn singular(&self, own: &Own) -> Option<String> {
        let _ = own;
        None
    }

    /// By which keys of the kind [`Key::Lookup`] another credential has what must be unique of this one: one, or two where
    /// the same may be written in two ways.
    fn rivals(&self, own: &Own, whose: &Whose<'_>) -> Vec<String> {
        let unique = self.keys(own, whose).into_iter().find(|(key, _)| *key == Key::Unique);
        unique.and_then(|(_, value)| value).into_iter().collect()
    }
}

/// A call of its own that a type has: `POST` on one credential, below a name.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    /// What it is called, and the path below the credential; what is [counted](Acted::Counted) is sent to the credential
    /// itself.
    pub name: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// What it does, in some sentences; Markdown.
    pub about: &'static str,
    /// What it takes; nothing: it has no body.
    pub takes: &'static [Member],
    /// What it answers.
    pub answers: Acted,
    /// What people may do with their own.
    pub oneself: Oneself,
    /// The member that must be the secret that there is, where people do it with their own.
    pub proves: Option<&'static str>,
}

/// What an act answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acted {
    /// 204, or 201 with what is shown this once.
    Revealed,
    /// 200 with the whole of it.
    Whole,
    /// The same, after the outcome that [`OUTCOME`] reports was counted.
    Counted,
}

/// The member by which somebody who has checked a credential reports what came of it.
pub const OUTCOME: Member =
    Member::new("success", Takes::Flag, "Whether what was shown was right.", "true").mandatory();

/// How Sigill itself checks what somebody shows.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// This member of the request belongs to the hash that is kept.
    Hash {
        /// Its name.
        member: &'static Member,
        /// How often it may be right; `None`: as often as one likes.
        times: Option<fn(&Parameters) -> Option<i64>>,
    },
    /// What is sealed is opened, and this decides; what it changes is kept where it was right.
    Opened {
        /// What the request has to have.
        takes: &'static [Member],
        /// Whether it is right.
        is_right: fn(&mut Trying<'_>) -> bool,
        /// Whether what it changes of the members is kept where it was wrong, too.
        keeps_wrong: bool,
    },
    /// The answer of an authenticator to a challenge, which says by itself of which credential it is.
    Signed {
        /// What the request has to have.
        takes: &'static [Member],
    },
}

impl Check {
    /// What the request has to have.
    #[must_use]
    pub const fn takes(&self) -> &'static [Member] {
        match self {
            Self::Hash { member, .. } => std::slice::from_ref(*member),
            Self::Opened { takes, .. } | Self::Signed { takes } => takes,
        }
    }
}

/// What a view of a credential shows of what is sealed. Each such view is an event.
#[derive(Clone, Copy, Debug)]
pub struct Opens {
    /// The members that are shown.
    pub members: &'static [Member],
    /// What they hold, by the members of the credential and what was sealed.
    pub shown: fn(&Own, &str) -> Map<String, Value>,
}

/// Chooses a challenge and keeps it; `None`: there is none left.
pub type Chooses = fn(&mut Asking<'_>) -> Result<Option<String>, Rejection>;

/// A credential that is asked for a challenge.
#[derive(Debug)]
pub struct Asking<'a> {
    /// The members of the credential, which may change.
    pub own: &'a mut Own,
    /// The parameters of its policy.
    pub parameters: &'a Parameters,
    /// When the newer one of its type was made that its user has; `None`: there is none.
    pub newer: Option<Timestamp>,
    /// The time of the decision.
    pub now: Timestamp,
    /// Where what it chooses comes from.
    pub random: &'a Random,
    /// What can be sent, and to whom; `None`: nothing.
    pub mailing: Option<Mailing<'a>>,
    /// In which language the client has messages written to who has none.
    pub language: Option<&'a str>,
    /// What is to be sent.
    pub letter: Option<Letter>,
    /// Its secret from now on; `None`: as before.
    pub secret: Option<Secret>,
}

/// What somebody shows, beside what is kept.
#[derive(Debug)]
pub struct Trying<'a> {
    /// The members of the credential, which may change.
    pub own: &'a mut Own,
    /// What was sealed, which may change.
    pub opened: &'a mut String,
    /// What was sent.
    pub given: &'a Map<String, Value>,
    /// The parameters of its policy.
    pub parameters: &'a Parameters,
    /// When the newer one of its type was made that its user has, where that was looked for; `None`: there is none.
    pub newer: Option<Timestamp>,
    /// The time of the decision.
    pub now: Timestamp,
}

/// Whose credential it is.
#[derive(Clone, Copy, Debug)]
pub struct Whose<'a> {
    /// The user; `None`: it is the client's own.
    pub user: Option<&'a UserRef>,
    /// What the client policy says.
    pub client_rules: &'a ClientRules,
}

/// A credential that is being made or changed.
pub struct Draft<'a> {
    /// Its members as they are then. A type may add to them and change them.
    pub own: Own,
    /// The members that the caller sent, secrets among them; `null` where a patch removes one.
    pub given: &'a Map<String, Value>,
    /// As it was; `None`: it is a new one.
    pub before: Option<&'a Own>,
    /// Whose it is.
    pub whose: Whose<'a>,
    /// The login id of its user.
    pub login_id: Option<&'a str>,
    /// Its mail address as it is looked for, where that is known.
    pub email: Option<&'a str>,
    /// The parameters of its policy.
    pub parameters: &'a Parameters,
    /// Those of them that all types have, read.
    pub rules: &'a CredentialRules,
    /// Whether its policy is another one than before.
    pub is_under_new_policy: bool,
    /// The time of the decision.
    pub now: Timestamp,
    /// Where what it makes up comes from.
    pub random: &'a Random,
    /// Passwords that many people choose; `None`: the list that ships.
    pub dictionary: Option<&'a Dictionary>,
    /// Whether an authority vouches for the certificate that was sent, and if not, why; `None`: nobody looked.
    pub vouched: Option<Result<(), &'static str>>,
    /// The state that it will be in.
    pub state: State,
    /// Whether the caller names that state.
    pub names_state: bool,
    /// Whether its user does it, by no other right than that it is an own one.
    pub is_by_owner: bool,
    /// Why it will be in that state; `None`: what the call itself says.
    pub reason: Option<ChangeReason>,
    /// When it may be used.
    pub validity: Validity,
    /// How often it worked.
    pub logins: Logins,
    /// Its secret from now on; `None`: as before.
    pub secret: Option<Secret>,
    /// So many of its latest secrets can't be chosen again, this one among them.
    pub remembers: usize,
    /// What the answer shows this once, beside what is always shown.
    pub reveal: Map<String, Value>,
    /// What can be sent, and to whom; `None`: nothing.
    pub mailing: Option<Mailing<'a>>,
    /// What is to be sent to the user.
    pub letter: Option<Letter>,
}

impl Draft<'_> {
    /// Whether it is being made.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        self.before.is_none()
    }

    /// A member that was sent and is a text.
    #[must_use]
    pub fn given_text(&self, name: &str) -> Option<&str> {
        self.given.get(name).and_then(Value::as_str)
    }
}

/// A secret on its way to be kept, in one of three ways. `Debug` shows which, and nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// People chose it: a slow hash.
    Chosen(String),
    /// We made it of at least 128 random bits: a keyed hash.
    Made(String),
    /// It must be read again: encrypted.
    Sealed(String),
    /// It was hashed elsewhere, and is known by that hash only: kept as it is, until it was right once.
    Brought(String),
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chosen(_) => "Chosen(…)",
            Self::Made(_) => "Made(…)",
            Self::Sealed(_) => "Sealed(…)",
            Self::Brought(_) => "Brought(…)",
        })
    }
}

/// The keys that the members declare.
pub(crate) fn declared_keys(form: &Form, own: &Own, whose: &Whose<'_>) -> Keys {
    let mut keys = Keys::new();
    if let Some(name) = form.everywhere.and_then(|everywhere| everywhere.name) {
        let key = own.text(name).map(|name| name.chars().take(NAME_KEY_LEN).collect());
        keys.push((Key::Lookup, key));
    }
    for member in form.members {
        let value = own.text(member.name);
        for key in member.keys() {
            let value = match (key, member.unique) {
                (Key::Lookup | Key::Unique, Some(Within::User)) => {
                    let user = whose.user.map(|user| user.id).unwrap_or_default();
                    value.map(|text| format!("{user}:{text}"))
                }
                _ => value.map(str::to_owned),
            };
            keys.push((*key, value));
        }
    }
    keys
}
