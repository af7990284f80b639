//! Changing and deleting a user.

use serde_json::Value;
use uuid::Uuid;

use super::belonging::{self, Belonging};
use super::create::login_id;
use super::instant::instant;
use super::{Person, State, User, Validity};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::patch::Patch;
use crate::policy::{ClientRules, RulesSeen};
use crate::property::{Defined, HasProperties, Moment, Wishes};
use crate::rejection::Rejection;
use crate::right::{System, UserDelete, UserModify};
use crate::session;
use crate::standing::{Effect, Ruled, Standing};
use crate::version::Expected;

/// A patch of a user. The types of its members have been checked; their values have not.
#[derive(Clone, Debug, Default)]
pub struct PatchUser {
    /// `active` or `disabled`; can't be removed.
    pub user_state: Patch<String>,
    /// Can't be removed; must stay unique among the client's users.
    pub login_id: Patch<String>,
    /// Only as it is: it never changes.
    pub is_technical_user: Patch<bool>,
    /// Only as it is: it never changes.
    pub ext_id: Patch<String>,
    /// `validity.from`: `null` and `""` remove.
    pub validity_from: Patch<String>,
    /// `validity.to`: `null` and `""` remove.
    pub validity_to: Patch<String>,
    /// Custom properties: `null` for the whole removes all that are shown.
    pub properties: Patch<Wishes>,
    /// The members of [`Person`], as a merge patch: `null` and `""` remove.
    pub person: Value,
    /// The versions that the caller named.
    pub expected: Expected,
}

/// A user to be changed.
#[derive(Clone, Debug)]
pub struct HeldUser {
    /// The client of the user.
    pub client: ClientRef,
    /// What its client policy says.
    pub rules: ClientRules,
    /// As it was read.
    pub user: User,
    /// The owner's revision as it was read; what the guard compares.
    pub rev: i64,
    /// Whether another user of the client has the wanted login id.
    pub login_id_taken: bool,
    /// Whether another user of the client has the wanted mobile number.
    pub mobile_taken: bool,
    /// What is defined, where properties are to be set.
    pub defined: Defined,
    /// Its profiles, by internal key; but those that are archived, which follow it no more.
    pub profiles: Vec<Uuid>,
    /// Its profiles that are archived, by internal key.
    pub archived_profiles: Vec<Uuid>,
    /// The roles of its profiles, by internal key.
    pub authorizations: Vec<Uuid>,
    /// Of all types.
    pub belongings: Vec<Belonging>,
}

impl HeldUser {
    /// Applies a patch; no change where it leaves everything as it is. Disabling a user disables its
    /// profiles with it, and activating it activates them.
    ///
    /// # Errors
    /// The user has more than the caller may give or take; [`Rejection::PreconditionFailed`] and [`Rejection::Stale`]
    /// where another version is named; [`Rejection::Broken`] with every broken rule.
    pub fn modify(
        &self,
        patch: &PatchUser,
        extra: Vec<Breach>,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<(User, Option<Change<UserModify>>), Rejection> {
        let before = &self.user;
        let mut broken = Breaches::new();
        broken.extend(extra);
        let wanted = self.wanted(patch, &mut broken);
        let ruled = standing.rule(before.effect_of(wanted.state, wanted.validity, &wanted.login_id))?;
        patch.expected.check_if_match(before.version)?;
        let set = self.defined.set(&before.properties, &patch.wishes(before), Moment::Modify, before.holder());
        let properties = broken.keep_all(set).unwrap_or_else(|| before.properties.clone());
        let person = merged(&before.person, &patch.person);
        person.check(&self.rules, before.is_technical, &mut broken);
        if self.mobile_taken {
            broken.extend(self.rules.mobile_is_taken());
        }
        broken.into_result()?;
        patch.expected.check_version(before.version)?;

        let mut after = User { person, properties, ..wanted };
        if after == *before {
            return Ok((after, None));
        }
        after.touch(happening.at, &happening.by.name);
        let change = self.change(&after, ruled, happening);
        Ok((after, Some(change)))
    }

    /// The user with the state, the login id and the validity that are asked for.
    fn wanted(&self, patch: &PatchUser, broken: &mut Breaches) -> User {
        let before = &self.user;
        if !matches!(patch.ext_id, Patch::Keep) && patch.ext_id != Patch::Set(before.ext_id.to_string()) {
            broken.push(Breach::new(
                Code::ModifyReadonlyData,
                format!("extId can't be changed: it is {}", before.ext_id),
            ));
        }
        if !matches!(patch.is_technical_user, Patch::Keep) && patch.is_technical_user != Patch::Set(before.is_technical)
        {
            broken.push(Breach::new(Code::ModifyReadonlyData, "isTechnicalUser is set at creation and never changes"));
        }
        let state = broken.keep(self.state(&patch.user_state)).unwrap_or(before.state);
        let login = match patch.login_id.empty_clears() {
            Patch::Keep => before.login_id.clone(),
            Patch::Clear => {
                broken.push(Breach::invalid("loginId is mandatory: it can't be removed"));
                before.login_id.clone()
            }
            Patch::Set(value) => broken.keep(login_id(Some(value), None)).unwrap_or_default(),
        };
        if self.login_id_taken {
            broken.push(Breach::new(Code::DuplicateValue, "loginId: the client already has a user with this loginId"));
        }
        let mut time = |field: &str, patch: &Patch<String>, before| match patch.empty_clears() {
            Patch::Keep => before,
            Patch::Clear => None,
            Patch::Set(value) => broken.keep(instant(field, Some(value))).unwrap_or(before),
        };
        let validity = Validity {
            from: time("validity.from", &patch.validity_from, before.validity.from),
            to: time("validity.to", &patch.validity_to, before.validity.to),
        };
        if let (Some(from), Some(to)) = (validity.from, validity.to)
            && to <= from
        {
            broken.push(Breach::invalid("validity.to: expected a time after validity.from"));
        }
        User { login_id: login, state, validity, ..before.clone() }
    }

    /// It is disabled, since its validity has ended. `None` where it hasn't, or isn't active any more.
    #[must_use]
    pub fn end(&self, happening: &Happening) -> Option<Change<System>> {
        let is_over = self.user.validity.to.is_some_and(|to| to <= happening.at);
        if !is_over || self.user.state != State::Active {
            return None;
        }
        let mut after = User { state: State::Disabled, ..self.user.clone() };
        after.touch(happening.at, &happening.by.name);
        // Who isn't valid may do nothing, so that nothing is taken.
        Some(self.change(&after, Ruled::UNTOUCHED, happening))
    }

    fn change<R>(&self, after: &User, ruled: Ruled, happening: &Happening) -> Change<R> {
        let before = &self.user;
        let mut writes = vec![Write::UpdateUser(after.clone())];
        writes.extend(self.defined.writes(&before.properties, &after.properties, after.holder()));
        if after.state != before.state {
            writes.extend(self.profiles.iter().map(|&id| Write::SetProfileState {
                id,
                state: after.state,
                at: happening.at,
            }));
        }
        if before.state == State::Active && after.state != State::Active {
            writes.push(session::ended(before.id, happening.at));
        }
        let event = self
            .event(happening, EventKind::UserModify)
            .before(before.audit())
            .after(after.audit())
            .comment(after.person.modification_comment.clone());
        let guard = Guard::Owner { id: before.id, rev: self.rev, ruled };
        let mut change = Change::new(guard, writes, event);
        if after.person.contacts.mobile != before.person.contacts.mobile {
            change = change.under(RulesSeen::of(self.client.id, &self.rules));
        }
        change
    }

    fn state(&self, patch: &Patch<String>) -> Result<State, Breach> {
        let wanted = match patch {
            Patch::Keep => return Ok(self.user.state),
            Patch::Clear => return Err(Breach::invalid("userState is mandatory: it can't be removed")),
            Patch::Set(name) => State::parse("userState", name)?,
        };
        match (self.user.state, wanted) {
            (current, wanted) if current == wanted => Ok(current),
            (State::Archived, _) => {
                Err(Breach::invalid("userState: an archived user stays archived; it can only be deleted"))
            }
            (_, State::Archived) => Err(Breach::invalid(
                "userState: a user is archived by POST …/archive, which also deletes its credentials",
            )),
            (_, wanted) => Ok(wanted),
        }
    }
}

impl HeldUser {
    /// Deletes the user with its profiles, roles and credentials, each credential with its event.
    ///
    /// # Errors
    /// The user has more than the caller may take, or is the last `Root`; [`Rejection::PreconditionFailed`] where
    /// `If-Match` names another version.
    pub fn delete(
        &self,
        expected: &Expected,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Change<UserDelete>, Rejection> {
        let ruled = standing.rule(Effect::ENDS)?;
        expected.check_if_match(self.user.version)?;
        let mut writes: Vec<Write> = self.authorizations.iter().map(|&id| Write::DeleteAuthorization { id }).collect();
        let profiles = self.profiles.iter().chain(&self.archived_profiles);
        writes.extend(profiles.map(|&id| Write::DeleteProfile { id }));
        let event = self.event(happening, EventKind::UserDelete).before(self.user.audit());
        let mut change = Change::new(Guard::OwnerGoes { id: self.user.id, rev: self.rev, ruled }, writes, event);
        belonging::delete(&self.belongings, &mut change, &self.client, &self.user.reference(), happening);
        change.writes.push(Write::DeleteUser { id: self.user.id });
        Ok(change)
    }
}

impl PatchUser {
    /// What is wanted of custom properties.
    #[must_use]
    pub fn wishes(&self, user: &User) -> Wishes {
        match &self.properties {
            Patch::Keep => Wishes::new(),
            Patch::Clear => user.properties.removed(),
            Patch::Set(wishes) => wishes.clone(),
        }
    }
}

impl HeldUser {
    pub(super) fn event(&self, happening: &Happening, kind: EventKind) -> Event {
        Event::about_user(happening, &self.client, &self.user.reference(), kind, &self.user.ext_id)
    }
}

/// The person after a merge patch (RFC 7396).
fn merged(person: &Person, patch: &Value) -> Person {
    let mut value = serde_json::to_value(person).unwrap_or_default();
    merge(&mut value, patch);
    serde_json::from_value(value).unwrap_or_else(|_| person.clone())
}

fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else { return };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(target) = target else { return };
    for (name, value) in patch {
        match value {
            Value::Null => {
                target.remove(name);
            }
            Value::String(text) if text.is_empty() => {
                target.remove(name);
            }
            Value::Object(_) => merge(target.entry(name).or_insert(Value::Null), value),
            value => {
                target.insert(name.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_merge_patch_keeps_what_it_does_not_name_and_removes_what_is_null_or_empty() {
        let person: Person = serde_json::from_value(json!({
            "name": { "firstName": "Anna", "familyName": "Muster" }, "contacts": { "email": "a@b" }, "sex": "female",
        }))
        .unwrap();
        let patch = json!({ "name": { "firstName": "Ann", "familyName": null }, "sex": "", "remarks": "x" });
        let after = serde_json::to_value(merged(&person, &patch)).unwrap();
        assert_eq!(after, json!({ "name": { "firstName": "Ann" }, "contacts": { "email": "a@b" }, "remarks": "x" }));
    }
}
