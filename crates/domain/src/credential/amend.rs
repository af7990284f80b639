//! Changing and deleting a credential of any type.

use serde_json::{Map, Value};

use super::entering::{enter, wanted_state};
use super::issue::{about, taken};
use super::kind::Draft;
use super::stored::KeptSecret;
use super::{
    Beside, COMMENT_LEN_MAX, Credential, Decided, Form, Keys, Kind, Machine, Own, PatchCredential, Random, State, Whose,
};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::owner::governing;
use crate::patch::Patch;
use crate::policy::{ClientRules, CredentialRules, Parameters, Policy, RulesSeen};
use crate::property::{Defined, Holder, Moment, Properties, Wishes};
use crate::rejection::Rejection;
use crate::right::{CredentialDelete, CredentialModify};
use crate::standing::{Effect, Ruled, Standing};
use crate::text;
use crate::time::Timestamp;
use crate::user::{self, UserRef};
use crate::version::Expected;

/// A credential that a user has, or the client itself, with what a decision about it needs.
#[derive(Clone, Debug)]
pub struct Held {
    /// The client of the user.
    pub client: ClientRef,
    /// What its client policy says.
    pub client_rules: ClientRules,
    /// Whose credential it is; `None`: the client's own.
    pub user: Option<UserRef>,
    /// Its login id, where it has one.
    pub login_id: Option<String>,
    /// When the user may act.
    pub user_validity: user::Validity,
    /// The revision of the owner, or of the client whose own it is, as it was read; what the guard compares.
    pub rev: i64,
    /// Whether the user has any role.
    pub has_roles: bool,
    /// As it was read; a lock that is over may still be written.
    pub credential: Credential<Own>,
    /// What is kept of its secret.
    pub stored: KeptSecret,
    /// The policy that governs it now.
    pub governing: Option<Policy>,
    /// The policy that the patch names, if it is there.
    pub named: Option<Policy>,
    /// The client's default policy of the type.
    pub default: Option<Policy>,
    /// Whether another credential of the type has a value that must be unique.
    pub lookup_taken: bool,
    /// Of a type by which technical users sign in, what else must be known.
    pub machine: Option<Machine>,
}

impl Held {
    /// Applies a patch: all broken rules at once, or the credential as it is then and its change.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] and [`Rejection::Stale`] where another version is named;
    /// [`Rejection::Lacks`] where the user has more than the caller could give and take;
    /// [`Rejection::Forbidden`] where the policy lets only other roles modify;
    /// [`Rejection::Broken`] with every broken rule.
    pub fn modify(
        &self,
        kind: &dyn Kind,
        patch: &PatchCredential,
        beside: Beside<'_>,
        happening: &Happening,
    ) -> Result<Decided<CredentialModify>, Rejection> {
        let ends = self.is_last() && patch.may_end(&self.credential);
        let ruled = beside.standing.rule(Effect { ends, ..patch.effect(&self.credential) })?;
        patch.expected.check_if_match(self.credential.version)?;
        let form = kind.form();
        let before = self.credential.clone().at(happening.at);
        let mut broken = Breaches::new();
        broken.extend(beside.extra);
        broken.extend(patch.unchanged.breaches(&before, before.detail.kind, form.takes_validity));
        let policy = broken.keep(self.policy(&patch.policy_ext_id));
        self.may_be_changed(policy.flatten(), &beside.roles)?;
        let none = Parameters::new();
        let parameters = policy.flatten().map_or(&none, |policy| &policy.parameters);
        let rules = CredentialRules::read(parameters);
        let state = broken.keep(wanted_state(before.state, &patch.state_name, form.is_archived)).flatten();
        let comment = broken.keep(comment(&patch.modification_comment));
        let given = patch.given();
        let changes_policy = policy.flatten().map(|policy| policy.id) != before.policy.as_ref().map(|policy| policy.id);
        let validity = patch.unchanged.validity(before.validity, form.takes_validity, &mut broken);
        let mut draft = self.draft(&before, &given, (parameters, &rules), (beside.random, happening.at));
        (draft.dictionary, draft.vouched) = (beside.dictionary, beside.vouched);
        draft.is_by_owner = beside.is_by_owner;
        draft.is_under_new_policy = changes_policy;
        draft.names_state = state.is_some();
        draft.state = state.unwrap_or(before.state);
        draft.validity = validity;
        patch.apply(form, parameters, &mut draft.own, &mut broken);
        kind.shape(&mut draft, &mut broken);
        if self.lookup_taken {
            broken.push(taken(form));
        }
        if draft.state == State::Active && before.state != State::Active {
            broken.keep(self.may_work_again(form));
        }
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        let mut after = before.clone();
        after.policy = policy.flatten().map(Policy::reference);
        after.comment = comment.unwrap_or_default().apply(before.comment.clone());
        after.validity = draft.validity;
        if let Some(state) = Some(draft.state).filter(|state| *state != before.state) {
            enter(&mut after, before.state, state, &rules.locking, happening);
            after.reason = draft.reason.or(after.reason);
        }
        after.detail = draft.own;
        let Draft { secret, remembers, reveal, .. } = draft;
        if after == before && secret.is_none() {
            return Ok(Decided { credential: before, change: None, secret, remembers, reveal, queued: None });
        }
        after.touch(happening.at, &happening.by.name);
        let write = self.write(kind, &after, beside.secret);
        let mut change = self.change(&before, &after, vec![write], ruled, (&rules, happening));
        let whose = self.whose();
        if form.is_by_client_policy() && kind.rivals(&after.detail, &whose) != kind.rivals(&before.detail, &whose) {
            change = change.under(RulesSeen::of(self.client.id, &self.client_rules));
        }
        Ok(Decided { credential: after, change: Some(change), secret, remembers, reveal, queued: None })
    }

    /// By what another credential has what must be unique of this one, where the patch gives it another value.
    #[must_use]
    pub fn rivals(&self, kind: &dyn Kind, patch: &PatchCredential) -> Vec<String> {
        if !kind.form().is_unique(&self.client_rules) {
            return Vec::new();
        }
        let whose = self.whose();
        let mut own = self.credential.detail.clone();
        patch.apply(kind.form(), &Parameters::new(), &mut own, &mut Breaches::new());
        let (before, then) = (kind.rivals(&self.credential.detail, &whose), kind.rivals(&own, &whose));
        if then == before { Vec::new() } else { then }
    }

    /// Sets and removes values of custom properties; no change where all stay as they are.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version; [`Rejection::Forbidden`] where the
    /// policy lets only other roles modify; [`Rejection::Broken`] with every broken rule.
    pub fn set_properties(
        &self,
        kind: &dyn Kind,
        (had, wishes): (&Properties, &Wishes),
        expected: &Expected,
        (defined, roles): (&Defined, &[&str]),
        happening: &Happening,
    ) -> Result<Decided<CredentialModify>, Rejection> {
        expected.check_if_match(self.credential.version)?;
        self.may_be_changed(self.governing.as_ref(), roles)?;
        let before = self.credential.clone().at(happening.at);
        let holder = Holder::of_credential(before.client_id, before.id, before.user.as_ref().map(|user| user.id));
        let properties = defined.set(had, wishes, Moment::Modify, holder)?;
        let (secret, remembers, reveal) = (None, 0, Map::new());
        if properties == *had {
            return Ok(Decided { credential: before, change: None, secret, remembers, reveal, queued: None });
        }
        let mut after = before.clone();
        after.detail.set_properties(&properties);
        after.touch(happening.at, &happening.by.name);
        let mut writes = vec![self.write(kind, &after, None)];
        writes.extend(defined.writes(had, &properties, holder));
        let change = self.change(&before, &after, writes, Ruled::UNTOUCHED, (&self.rules(), happening));
        Ok(Decided { credential: after, change: Some(change), secret, remembers, reveal, queued: None })
    }

    /// A draft of it as it is.
    pub(super) fn draft<'a>(
        &'a self,
        before: &'a Credential<Own>,
        given: &'a Map<String, Value>,
        (parameters, rules): (&'a Parameters, &'a CredentialRules),
        (random, now): (&'a Random, Timestamp),
    ) -> Draft<'a> {
        Draft {
            own: before.detail.clone(),
            given,
            before: Some(&before.detail),
            whose: self.whose(),
            login_id: self.login_id.as_deref(),
            email: None,
            parameters,
            rules,
            is_under_new_policy: false,
            now,
            random,
            dictionary: None,
            vouched: None,
            state: before.state,
            names_state: false,
            is_by_owner: false,
            reason: None,
            validity: before.validity,
            logins: before.logins,
            secret: None,
            remembers: 0,
            reveal: Map::new(),
            mailing: None,
            letter: None,
        }
    }

    /// Whether the caller's roles suffice for the policies that govern it, before and after.
    pub(super) fn may_be_changed(&self, then: Option<&Policy>, roles: &[&str]) -> Result<(), Rejection> {
        let rules = |policy: &Policy| CredentialRules::read(&policy.parameters).modify_roles;
        if [then, self.governing.as_ref()]
            .into_iter()
            .flatten()
            .all(|policy| rules(policy).allows(roles.iter().copied()))
        {
            return Ok(());
        }
        let noun = self.credential.detail.kind.form().noun;
        Err(Rejection::Forbidden(format!("the policy restricts modifying {noun} to other roles")))
    }

    /// What is written of it, with the stored form of a new secret.
    pub(super) fn write(&self, kind: &dyn Kind, after: &Credential<Own>, secret: Option<&str>) -> Write {
        let keys = self.keys(kind, &after.detail);
        Write::UpdateCredential(Box::new(after.kept_with(keys, secret.map(str::to_owned))))
    }

    pub(super) fn keys(&self, kind: &dyn Kind, own: &Own) -> Keys {
        kind.keys(own, &self.whose())
    }

    /// A change of it, with its event.
    pub(super) fn change(
        &self,
        before: &Credential<Own>,
        after: &Credential<Own>,
        writes: Vec<Write>,
        ruled: Ruled,
        (rules, happening): (&CredentialRules, &Happening),
    ) -> Change<CredentialModify> {
        let event = self
            .event(happening, EventKind::CredentialModify)
            .before(before.audit(rules.audit_value))
            .after(after.audit(rules.audit_value))
            .comment(after.comment.clone());
        Change::new(self.guard(ruled), writes, event)
    }

    fn policy(&self, wanted: &Patch<String>) -> Result<Option<&Policy>, Breach> {
        let kind = self.credential.detail.kind;
        match wanted.empty_clears() {
            Patch::Keep if self.governing.is_none() && kind.form().needs_policy => {
                Err(Breach::new(Code::MissingReferenceData, "policyExtId: the credential has no policy"))
            }
            Patch::Keep => Ok(self.governing.as_ref()),
            Patch::Clear => governing(kind, self.default.as_ref(), None),
            Patch::Set(ext_id) => {
                ExtId::parse("policyExtId", ext_id)?;
                governing(kind, self.named.as_ref(), Some(ext_id))
            }
        }
    }
}

impl Held {
    /// Whether its user signs in by this one only.
    fn is_last(&self) -> bool {
        let own = &self.credential.detail;
        self.machine.as_ref().is_some_and(|machine| machine.is_last)
            && own.kind.kind().is_some_and(|kind| kind.signs_in(own))
    }

    /// Of those by which a technical user signs in, so many work at once.
    fn may_work_again(&self, form: &Form) -> Result<(), Breach> {
        let others = self.machine.as_ref().map_or(0, Machine::working);
        match form.works_max {
            Some(max) if others >= max => Err(Breach::invalid(format!(
                "stateName: {others} others of the user work, which is the most: disable one of them before"
            ))),
            _ => Ok(()),
        }
    }

    /// What the policy that governs it says, or the defaults.
    #[must_use]
    pub fn rules(&self) -> CredentialRules {
        let none = Parameters::new();
        CredentialRules::read(self.governing.as_ref().map_or(&none, |policy| &policy.parameters))
    }

    pub(super) fn event(&self, happening: &Happening, kind: EventKind) -> Event {
        about((&self.client, self.user.as_ref()), kind, &self.credential.ext_id, happening)
    }

    /// What must still be true: whoever has it has moved in nothing.
    pub(super) fn guard(&self, ruled: Ruled) -> Guard {
        match &self.user {
            Some(user) => Guard::Owner { id: user.id, rev: self.rev, ruled },
            None => Guard::Client { id: self.client.id, rev: self.rev },
        }
    }

    pub(super) fn whose(&self) -> Whose<'_> {
        Whose { user: self.user.as_ref(), client_rules: &self.client_rules }
    }
}

impl Held {
    /// Deletes the credential, whatever its state.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version; [`Rejection::Lacks`] where the user has
    /// more than the caller could take.
    pub fn delete(
        &self,
        expected: &Expected,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Change<CredentialDelete>, Rejection> {
        let ruled = standing.rule(if self.is_last() { Effect::ENDS } else { Effect::TAKES })?;
        expected.check_if_match(self.credential.version)?;
        let before = self.credential.audit(self.rules().audit_value);
        let event = self.event(happening, EventKind::CredentialDelete).before(before);
        Ok(Change::new(self.guard(ruled), vec![Write::DeleteCredential { id: self.credential.id }], event))
    }
}

fn comment(patch: &Patch<String>) -> Result<Patch<String>, Breach> {
    patch.empty_clears().try_map(|value| text::mandatory("modificationComment", Some(value), COMMENT_LEN_MAX))
}
