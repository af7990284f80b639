//! What types do beside what all do: resetting, unlocking, changing a secret; and counting what was checked.

use serde_json::{Map, Value};

use super::entering::enter;
use super::{Act, Beside, COMMENT_LEN_MAX, Credential, Decided, Draft, Held, Kind, Member, Own, State, Takes};
use crate::breach::Breaches;
use crate::change::{Change, Write};
use crate::event::{EventKind, Happening};
use crate::login::Lock;
use crate::message::Queued;
use crate::policy::Parameters;
use crate::rejection::Rejection;
use crate::right::{CredentialChangeState, CredentialModify};
use crate::standing::{Effect, Ruled};
use crate::version::Expected;

/// What the caller of a call of a type's own has to say about it.
pub(super) const COMMENT: Member = Member::new(
    "modificationComment",
    Takes::Text(COMMENT_LEN_MAX),
    "What the caller has to say about the change.",
    "Lost",
);
/// The version that is to be changed.
pub(super) const VERSION: Member =
    Member::new("version", Takes::Version, "The version that is to be changed: any where none is given.", "1");
/// The member of what is shown that says whether a success is counted.
pub(super) const COUNTS: &str = "updateLoginInfoOnSuccess";

/// Why a secret that had to be changed until now is neither used nor changed by who has it.
pub const CHANGE_OVERDUE: &str = "password change deadline exceeded";

/// What came of a check.
#[derive(Debug)]
pub enum Tried {
    /// It was right.
    Right(Right),
    /// It was wrong; with the members as they are then, where they aren't as before.
    Wrong(Option<Own>),
}

/// Something that was right: what is kept of it.
#[derive(Debug)]
pub struct Right {
    /// The members as they are then.
    pub own: Own,
    /// The stored form of the secret as it is then; `None`: as before.
    pub secret: Option<String>,
}

impl Right {
    /// Whether a success is counted, as what was shown says.
    fn counts(given: &Map<String, Value>) -> bool {
        given.get(COUNTS).and_then(Value::as_bool).unwrap_or(true)
    }
}

/// The rights under which what somebody shows is checked and counted: the documented login with an OTP card takes the
/// right to change states alone, everything else the right to modify.
pub trait Counting: crate::right::Right {}
impl Counting for CredentialModify {}
impl Counting for CredentialChangeState {}

impl Held {
    /// Does one of the calls of its type: all broken rules at once, or the credential as it is then and its change.
    ///
    /// # Errors
    /// [`Rejection::Lacks`] where the user has more than the caller could give and take; [`Rejection::Forbidden`] where
    /// the policy lets only other roles modify, or nobody any more; [`Rejection::Broken`] with every broken rule.
    pub fn act(
        &self,
        kind: &dyn Kind,
        act: &Act,
        given: &Map<String, Value>,
        beside: Beside<'_>,
        happening: &Happening,
    ) -> Result<Decided<CredentialModify>, Rejection> {
        let ruled = beside.standing.rule(Effect::REPLACES)?;
        self.may_be_changed(self.governing.as_ref(), &beside.roles)?;
        let before = self.credential.clone().at(happening.at);
        let mut broken = Breaches::new();
        broken.extend(beside.extra);
        if before.state == State::Archived {
            broken
                .push(crate::breach::Breach::invalid("an archived credential stays as it is; it can only be deleted"));
        }
        let mut read = Map::new();
        for member in act.takes {
            let value = given.get(member.name).filter(|value| !value.is_null());
            if (value.is_some() || member.is_mandatory)
                && let Some(value) = broken.keep(member.read(value))
            {
                read.insert(member.name.to_owned(), value);
            }
        }
        let none = Parameters::new();
        let parameters = self.governing.as_ref().map_or(&none, |policy| &policy.parameters);
        let rules = self.rules();
        let mut draft = self.draft(&before, given, (parameters, &rules), (beside.random, happening.at));
        (draft.is_by_owner, draft.dictionary, draft.mailing) = (beside.is_by_owner, beside.dictionary, beside.mailing);
        // Who knows an old one only can't make a new one of it any more; others still can.
        let is_late = || kind.change_by(&before, parameters).is_some_and(|by| by <= happening.at);
        if act.proves.is_some() && beside.is_by_owner && is_late() {
            return Err(Rejection::Forbidden(CHANGE_OVERDUE.to_owned()));
        }
        kind.act(act, &mut draft, &mut broken)?;
        broken.into_result()?;
        let version = read.get(VERSION.name).and_then(Value::as_i64);
        Expected { if_match: None, version }.check_version(before.version)?;
        let mut after = before.clone();
        if let Some(comment) = read.get(COMMENT.name).and_then(Value::as_str) {
            after.comment = Some(comment.to_owned());
        }
        if draft.state != before.state {
            enter(&mut after, before.state, draft.state, &rules.locking, happening);
        }
        after.reason = draft.reason.or(after.reason);
        after.logins = draft.logins;
        after.validity = draft.validity;
        after.detail = draft.own;
        let Draft { secret, remembers, reveal, letter, mailing, .. } = draft;
        if after == before && secret.is_none() {
            return Ok(Decided { credential: before, change: None, secret, remembers, reveal, queued: None });
        }
        after.touch(happening.at, &happening.by.name);
        let mut write = self.write(kind, &after, beside.secret);
        if after.logins != before.logins
            && let Write::UpdateCredential(kept) = write
        {
            write = Write::CountCredential(kept);
        }
        let writes = vec![write];
        let mut change = self.change(&before, &after, writes, ruled, (&rules, happening));
        let queued =
            Queued::of(letter.zip(mailing), &after, (&self.client, self.user.as_ref()), &mut change, happening)?;
        Ok(Decided { credential: after, change: Some(change), secret, remembers, reveal, queued })
    }

    /// Counts what was checked: the credential as it is then, and its change. `ruled`: who locks it by a report takes away
    /// what the user has.
    #[must_use]
    pub fn count<R: Counting>(
        &self,
        kind: &dyn Kind,
        given: &Map<String, Value>,
        tried: Tried,
        ruled: Ruled,
        happening: &Happening,
    ) -> (Credential<Own>, Lock, Change<R>) {
        let locking = self.rules().locking;
        let mut after = self.credential.clone().at(happening.at);
        let before = after.state;
        let mut lock = Lock::None;
        let (is_right, secret) = match tried {
            Tried::Right(Right { own, secret }) => {
                after.detail = own;
                if Right::counts(given) {
                    after.logins.success_count += 1;
                    after.logins.success_last = Some(happening.at);
                    after.logins.failure_count = 0;
                }
                (true, secret)
            }
            Tried::Wrong(own) => {
                after.detail = own.unwrap_or(after.detail);
                after.logins.failure_count += 1;
                after.logins.failure_last = Some(happening.at);
                lock = locking.after_failure(after.logins.failure_count);
                (false, None)
            }
        };
        let state = match lock {
            Lock::None => after.state,
            Lock::Temporary => State::TmpLocked,
            Lock::Permanent => State::FailLocked,
        };
        if state != before {
            enter(&mut after, before, state, &locking, happening);
            after.reason = Some(super::ChangeReason::TooManyLoginFailures);
            after.touch(happening.at, &happening.by.name);
        }
        let event = self.event(happening, if is_right { EventKind::LoginSuccess } else { EventKind::LoginFailure });
        let keys = self.keys(kind, &after.detail);
        let write = Write::CountCredential(Box::new(after.kept_with(keys, secret).since(&self.credential)));
        (after, lock, Change::new(self.guard(ruled), vec![write], event))
    }
}
