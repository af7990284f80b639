//! Issuing a credential of any type.

use serde_json::{Map, Value};

use super::kind::Draft;
use super::{
    ChangeReason, Credential, CredentialType, Decided, Dictionary, Form, Holds, Kind, Logins, Own, Random, State,
    Superseding, Validity, Whose, Within,
};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::message::{Mailing, Queued};
use crate::owner::Owner;
use crate::policy::{CredentialRules, Parameters, Policy, RulesSeen};
use crate::property::{Defined, Holder, Moment, Properties, Wishes};
use crate::rejection::Rejection;
use crate::right::CredentialCreate;
use crate::standing::{Effect, Ruled, Standing};
use crate::text;
use crate::time::Timestamp;
use crate::user::{self, UserRef};

/// A credential as a caller asks for it, unchecked. `Debug` hides its members.
#[derive(Clone, Default)]
pub struct New {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// `policyExtId`: a policy of the type; absent, the client's default one.
    pub policy_ext_id: Option<String>,
    /// `stateName`; absent, `active`.
    pub state_name: Option<String>,
    /// `validity.from`: a time or a date; absent, now.
    pub validity_from: Option<String>,
    /// `validity.to`: a time or a date; absent, as the policy has it.
    pub validity_to: Option<String>,
    /// Custom properties.
    pub properties: Wishes,
    /// The members of its type that were sent, each of the JSON type that it takes.
    pub members: Map<String, Value>,
}

impl std::fmt::Debug for New {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("New").field("ext_id", &self.ext_id).finish_non_exhaustive()
    }
}

/// What a decision on a credential needs beside the request and what was read.
#[derive(Clone, Debug)]
pub struct Beside<'a> {
    /// Rules that were found broken while the request was read.
    pub extra: Vec<Breach>,
    /// The caller's roles, for a policy that restricts who may create or change.
    pub roles: Vec<&'a str>,
    /// How the caller stands to the user.
    pub standing: &'a Standing,
    /// Where what is made up comes from.
    pub random: &'a Random,
    /// Passwords that many people choose; `None`: the list that ships.
    pub dictionary: Option<&'a Dictionary>,
    /// Whether an authority vouches for the certificate that was sent, and if not, why; `None`: nobody looked.
    pub vouched: Option<Result<(), &'static str>>,
    /// The stored form of the secret, once it is known.
    pub secret: Option<&'a str>,
    /// Whether its user does it, by no other right than that it is an own one.
    pub is_by_owner: bool,
    /// What custom properties are defined, where values are to be set.
    pub defined: Defined,
    /// What can be sent to the user; `None`: nothing.
    pub mailing: Option<Mailing<'a>>,
}

impl Owner<Own, Option<UserRef>> {
    /// Issues a credential: all broken rules at once, or the credential and its change.
    ///
    /// # Errors
    /// [`Rejection::Lacks`] where the user has more than the caller could give; [`Rejection::Forbidden`] where the policy
    /// lets only other roles create; [`Rejection::Broken`] with every broken rule, or with the one that the user has as
    /// many of the type as it may have.
    pub fn issue(
        &self,
        kind: &dyn Kind,
        new: &New,
        beside: Beside<'_>,
        happening: &Happening,
    ) -> Result<Decided<CredentialCreate>, Rejection> {
        // By a credential, one signs in as that user.
        let ruled = beside.standing.rule(Effect::GIVES)?;
        let (form, of) = (kind.form(), CredentialType::of(kind.form()));
        let mut broken = Breaches::new();
        broken.extend(beside.extra);
        let ext_id = broken.keep(ext_id(form, new, happening));
        let policy = broken.keep(self.policy_of(of, new)).flatten();
        let none = Parameters::new();
        let parameters = policy.map_or(&none, |policy| &policy.parameters);
        let rules = CredentialRules::read(parameters);
        if !rules.create_roles.allows(beside.roles.iter().copied()) {
            return Err(Rejection::Forbidden(format!("the policy restricts creating {} to other roles", form.noun)));
        }
        let state = new.state_name.as_deref().map(|name| State::parse("stateName", name)).transpose();
        let state = broken.keep(state).flatten();
        let validity = validity(form, new, &rules, happening.at, &mut broken);
        let mut draft = self.draft(new, (parameters, &rules), beside.random, (of, validity));
        (draft.dictionary, draft.vouched, draft.is_by_owner) = (beside.dictionary, beside.vouched, beside.is_by_owner);
        (draft.now, draft.names_state, draft.mailing) = (happening.at, state.is_some(), beside.mailing);
        draft.state = state.unwrap_or_else(|| kind.begins(&draft));
        read_members(form, &new.members, &mut draft.own, &mut broken);
        kind.shape(&mut draft, &mut broken);
        let holder = Holder::of_credential(self.client.id, happening.id, self.user.as_ref().map(|user| user.id));
        let set = beside.defined.set(&Properties::default(), &new.properties, Moment::Create, holder);
        let properties = broken.keep_all(set).unwrap_or_default();
        draft.own.set_properties(&properties);
        self.is_free(form, &mut broken);
        broken.into_result()?;
        self.has_room(form)?;
        let Some(ext_id) = ext_id else { return Err(Vec::new().into()) };
        let credential = Credential {
            id: happening.id,
            client_id: self.client.id,
            user: self.user.as_ref().map(Into::into),
            ext_id,
            policy: policy.map(Policy::reference),
            state: draft.state,
            reason: Some(draft.reason.unwrap_or(ChangeReason::Initialized)),
            reason_detail: None,
            comment: None,
            validity: draft.validity,
            logins: Logins::default(),
            lock_until: lock_until(draft.state, &rules, happening.at),
            version: 1,
            created: happening.at,
            modified: happening.at,
            created_by: Some(happening.by.name.clone()),
            modified_by: Some(happening.by.name.clone()),
            detail: draft.own,
        };
        let event =
            about((&self.client, self.user.as_ref()), EventKind::CredentialCreate, &credential.ext_id, happening)
                .after(credential.audit(rules.audit_value));
        let (keys, stored) = (kind.keys(&credential.detail, &draft.whose), beside.secret.map(str::to_owned));
        let mut writes = vec![Write::InsertCredential(Box::new(credential.kept_with(keys, stored)))];
        writes.extend(beside.defined.writes(&Properties::default(), &properties, holder));
        let change = Change::new(self.guard(ruled), writes, event);
        let mut change = self.beside(form, &credential, change, happening);
        let Draft { secret, remembers, reveal, letter, mailing, .. } = draft;
        let whose = (&self.client, self.user.as_ref());
        let queued = Queued::of(letter.zip(mailing), &credential, whose, &mut change, happening)?;
        Ok(Decided { credential, change: Some(change), secret, remembers, reveal, queued })
    }

    /// What must still be true. Of the client's own, many may be made at once: each stands by itself.
    fn guard(&self, ruled: Ruled) -> Guard {
        match &self.user {
            Some(user) => Guard::Owner { id: user.id, rev: self.rev, ruled },
            None => Guard::ClientAlive { id: self.client.id },
        }
    }

    /// A change that makes a credential, with what its type wants beside that.
    fn beside(
        &self,
        form: &Form,
        credential: &Credential<Own>,
        change: Change<CredentialCreate>,
        happening: &Happening,
    ) -> Change<CredentialCreate> {
        let mut change = change;
        if form.is_by_client_policy() {
            change = change.under(RulesSeen::of(self.client.id, &self.client_rules));
        }
        if let (Some(machine), Some(works_max), Some(user)) = (&self.machine, form.works_max, &self.user) {
            let superseding = Superseding { kind: credential.detail.kind, earlier: &machine.earlier, works_max };
            let new = (&credential.ext_id, credential.state == State::Active);
            superseding.by(new, &mut change, &self.client, user, happening);
        }
        change
    }

    /// By what another credential has what must be unique of this one; nothing where nothing must, or it can't be read.
    #[must_use]
    pub fn rivals(&self, kind: &dyn Kind, new: &New, random: &Random, now: Timestamp) -> Vec<String> {
        if !kind.form().is_unique(&self.client_rules) {
            return Vec::new();
        }
        let none = Parameters::new();
        let rules = CredentialRules::read(&none);
        let of = CredentialType::of(kind.form());
        let mut draft = self.draft(new, (&none, &rules), random, (of, Validity { from: now, to: None }));
        let mut ignored = Breaches::new();
        read_members(kind.form(), &new.members, &mut draft.own, &mut ignored);
        kind.shape(&mut draft, &mut ignored);
        kind.rivals(&draft.own, &draft.whose)
    }

    fn draft<'a>(
        &'a self,
        new: &'a New,
        (parameters, rules): (&'a Parameters, &'a CredentialRules),
        random: &'a Random,
        (of, validity): (CredentialType, Validity),
    ) -> Draft<'a> {
        Draft {
            own: Own::new(of),
            given: &new.members,
            before: None,
            whose: Whose { user: self.user.as_ref(), client_rules: &self.client_rules },
            login_id: self.login_id.as_deref(),
            email: self.email.as_deref(),
            parameters,
            rules,
            is_under_new_policy: true,
            now: validity.from,
            random,
            dictionary: None,
            vouched: None,
            state: State::Active,
            names_state: false,
            is_by_owner: false,
            reason: None,
            validity,
            logins: Logins::default(),
            secret: None,
            remembers: 0,
            reveal: Map::new(),
            mailing: None,
            letter: None,
        }
    }

    /// The policy that is named, or the client's default one.
    fn policy_of(&self, of: CredentialType, new: &New) -> Result<Option<&Policy>, Breach> {
        let named = new.policy_ext_id.as_deref().map(|id| ExtId::parse("policyExtId", id)).transpose()?;
        self.governing(of, named.as_ref())
    }

    /// Whether what must be its own is.
    fn is_free(&self, form: &'static Form, broken: &mut Breaches) {
        broken.keep(self.client_rules.credential_types.must_have(CredentialType::of(form), "client"));
        broken.keep(self.unit_types.must_have(CredentialType::of(form), "unit"));
        if self.ext_id_taken {
            broken
                .push(Breach::new(Code::DuplicateValue, "extId: the client already has a credential with this extId"));
        }
        if self.lookup_taken {
            broken.push(taken(form));
        }
        let Some(user) = &self.user else { return };
        broken.keep(may_get(user));
        if form.works_max.is_some() && self.machine.as_ref().is_some_and(|machine| !machine.is_technical) {
            broken.push(Breach::invalid(format!(
                "the user with extId {} is no active technical user: only such a one gets {}",
                user.ext_id, form.noun
            )));
        }
    }

    /// Whether the user may have one more of the type.
    fn has_room(&self, form: &Form) -> Result<(), Rejection> {
        let Some(UserRef { ext_id: user, .. }) = &self.user else { return Ok(()) };
        match (form.holds, &self.existing) {
            (Holds::One(code), Some(existing)) => {
                let state = existing.state.as_str();
                let message =
                    format!("User with extId {user} already has a {} credential: its state is {state}", form.wire);
                Err(vec![Breach::new(code, message)].into())
            }
            (Holds::Many(max), _) => has_less(max, (user, self.count), form).map_err(|one| vec![one].into()),
            _ => Ok(()),
        }
    }
}

/// An event about a credential of a user, or of the client's own.
pub(super) fn about(
    (client, user): (&ClientRef, Option<&UserRef>),
    kind: EventKind,
    credential: &ExtId,
    happening: &Happening,
) -> Event {
    match user {
        Some(user) => Event::about_user(happening, client, user, kind, credential),
        None => Event::about_client(happening, client, kind, credential),
    }
}

/// Whether a user may get a credential at all.
pub(super) fn may_get(user: &UserRef) -> Result<(), Breach> {
    if user.state != user::State::Archived {
        return Ok(());
    }
    Err(Breach::invalid(format!("the user with extId {} is archived: it can't get credentials any more", user.ext_id)))
}

/// Whether a user with so many of a type may have one more.
pub(super) fn has_less(max: u32, (user, count): (&ExtId, u32), form: &Form) -> Result<(), Breach> {
    if count < max {
        return Ok(());
    }
    let message = format!("User with extId {user} already has {count} {} credentials, which is the most", form.wire);
    Err(Breach::new(form.too_many, message))
}

/// The external id that a new one gets.
fn ext_id(form: &Form, new: &New, happening: &Happening) -> Result<ExtId, Breach> {
    if !form.needs_ext_id {
        return ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id);
    }
    let given = text::mandatory("extId", new.ext_id.as_deref(), ExtId::LEN_MAX)?;
    ExtId::parse_new("extId", &given)
}

/// Another credential has a value that only one may have.
pub(super) fn taken(form: &Form) -> Breach {
    let member = form.members.iter().find(|member| member.unique.is_some());
    let name = member.map_or("it", |member| member.name);
    Breach::new(
        form.taken,
        match member.and_then(|member| member.unique) {
            Some(Within::ClientByPolicy) => format!(
                "{name}: another {} of the client has this value, and the client policy wants it unique",
                form.bare_noun()
            ),
            _ => format!("{name}: there already is {} with this value", form.noun),
        },
    )
}

/// Reads the members that were sent; what is a secret isn't kept with them.
fn read_members(form: &Form, given: &Map<String, Value>, own: &mut Own, broken: &mut Breaches) {
    for member in form.members {
        let value = given.get(member.name).filter(|value| !value.is_null());
        if value.is_some() && !member.is_given {
            broken.push(Breach::new(Code::ModifyReadonlyData, format!("{} can't be given: it is made", member.name)));
        } else if (value.is_some() || (member.is_mandatory && member.is_given))
            && let Some(read) = broken.keep(member.read(value))
            && !member.is_secret()
        {
            own.set(member.name, read);
        }
    }
}

/// When a temporary lock ends that a new one is made with.
fn lock_until(state: State, rules: &CredentialRules, now: Timestamp) -> Option<Timestamp> {
    (state == State::TmpLocked).then(|| now.plus_millis(rules.locking.tmp_duration_ms))
}

/// From when until when a new one may be used.
fn validity(form: &Form, new: &New, rules: &CredentialRules, now: Timestamp, broken: &mut Breaches) -> Validity {
    let lifetime_ms = rules.lifetime_ms.or(form.lifetime_ms).filter(|_| form.policy.is_some());
    let end = lifetime_ms.map(|lifetime_ms| now.plus_millis(lifetime_ms));
    let from = broken.keep(user::instant("validity.from", new.validity_from.as_deref())).flatten();
    let to = broken.keep(user::instant("validity.to", new.validity_to.as_deref())).flatten();
    let validity = Validity { from: from.unwrap_or(now), to: to.or(end) };
    if validity.to.is_some_and(|to| to <= validity.from) {
        broken.push(Breach::invalid("validity.to: expected a time after validity.from"));
    }
    validity
}
