//! Making and deleting a profile.

use super::unit::takes_profiles;
use super::{Defaults, HeldProfile, NAME_LEN_MAX, PROFILES_MAX, Profile, TEXT_LEN_MAX};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::property::Properties;
use crate::rejection::Rejection;
use crate::right::{ProfileCreate, ProfileDelete};
use crate::standing::{Effect, Ruled, Standing};
use crate::text;
use crate::unit::Unit;
use crate::user::{State, UserRef, Validity};
use crate::version::Expected;

/// A profile as a caller asks for it, unchecked.
#[derive(Clone, Debug, Default)]
pub struct NewProfile {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// Absent, the one of the profile policy, else the default unit of the client.
    pub unit_ext_id: Option<String>,
    /// Absent, the state of the user.
    pub profile_state: Option<String>,
    /// Absent, `Profile-<loginId>`, with a number behind it where the user has that already.
    pub name: Option<String>,
    /// The first profile of a user is its default in any case.
    pub is_default: bool,
    /// `validity.from`: a time or a date.
    pub validity_from: Option<String>,
    /// `validity.to`: a time or a date, after `validity.from`.
    pub validity_to: Option<String>,
    /// Optional.
    pub remarks: Option<String>,
    /// `modificationComment`; optional.
    pub comment: Option<String>,
}

/// What must be known of a user to decide about a new profile.
#[derive(Clone, Debug)]
pub struct NewProfileOf {
    /// The client of the user.
    pub client: ClientRef,
    /// Who gets the profile.
    pub user: UserRef,
    /// As it signs in.
    pub login_id: String,
    /// Whether the user is a machine, which has one profile at most.
    pub is_technical: bool,
    /// The revision of the owner.
    pub rev: i64,
    /// The profiles that the user has, the oldest first.
    pub others: Vec<Profile>,
    /// The unit that is asked for, or the default one, where it is there.
    pub unit: Option<Unit>,
    /// What it has from the start; `None`: nothing.
    pub defaults: Option<Box<Defaults>>,
    /// Whether another profile of the client has the wanted external id.
    pub ext_id_taken: bool,
}

impl NewProfileOf {
    /// Decides on a new profile, which has the roles that its client's profile policy gives, if any.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn create(
        &self,
        new: &NewProfile,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(HeldProfile, Change<ProfileCreate>), Vec<Breach>> {
        let mut broken = Breaches::new();
        broken.extend(extra);
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        let name = match &new.name {
            None => Some(self.free_name()),
            Some(name) => broken.keep(text::mandatory("name", Some(name), NAME_LEN_MAX)),
        };
        let remarks = broken.keep(text::optional("remarks", new.remarks.as_deref(), TEXT_LEN_MAX));
        let comment = broken.keep(text::optional("modificationComment", new.comment.as_deref(), TEXT_LEN_MAX));
        let validity = Validity::read(new.validity_from.as_deref(), new.validity_to.as_deref());
        let validity = broken.keep_all(validity);
        let state = broken.keep(self.state(new.profile_state.as_deref()));
        self.bounds(new, &mut broken);
        broken.into_result()?;
        let (Some(ext_id), Some(name), Some(remarks), Some(comment)) = (ext_id, name, remarks, comment) else {
            return Err(Vec::new());
        };
        let (Some(validity), Some(state), Some(unit)) = (validity, state, &self.unit) else { return Err(Vec::new()) };
        let profile = Profile {
            id: happening.id,
            client_id: self.client.id,
            user_id: self.user.id,
            unit_id: unit.id,
            ext_id,
            name,
            state,
            is_default: new.is_default || self.others.is_empty(),
            validity,
            remarks,
            comment,
            properties: Properties::default(),
            version: 1,
            created: happening.at,
            modified: happening.at,
        };
        let mut told = profile.audit();
        told["unitExtId"] = unit.ext_id.as_str().into();
        let event = Event::about_user(happening, &self.client, &self.user, EventKind::ProfileCreate, &profile.ext_id)
            .after(told)
            .comment(profile.comment.clone());
        let mut writes = vec![Write::InsertProfile(profile.clone())];
        if profile.is_default {
            writes.extend(without_default(&self.others, happening));
        }
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled: Ruled::UNTOUCHED };
        let held = HeldProfile {
            client: self.client.clone(),
            user: self.user.clone(),
            rev: self.rev,
            profile,
            unit_ext_id: unit.ext_id.clone(),
            authorizations: Vec::new(),
            others: Vec::new(),
        };
        let mut change = Change::new(guard, writes, event);
        // Machines have what they are given by hand.
        if let Some(defaults) = self.defaults.as_ref().filter(|_| !self.is_technical) {
            let (writes, events) = defaults.give(&held, happening);
            change.writes.extend(writes);
            change.events.extend(events);
        }
        Ok((held, change))
    }

    /// Whether it may be where it is wanted.
    fn bounds(&self, new: &NewProfile, broken: &mut Breaches) {
        match &self.unit {
            Some(unit) => drop(broken.keep(takes_profiles(unit))),
            None => {
                let message = match &new.unit_ext_id {
                    Some(unit) => format!("unitExtId: there is no unit with extId {}", text::echo(unit)),
                    None => "unitExtId is mandatory here: the client's default unit can't be used".to_owned(),
                };
                broken.push(Breach::new(Code::MissingReferenceData, message));
            }
        }
        if self.ext_id_taken {
            let message = "extId: the client already has a profile with this extId";
            broken.push(Breach::new(Code::DuplicateValue, message));
        }
        if self.is_technical && !self.others.is_empty() {
            broken.push(Breach::invalid("a technical user has one profile at most"));
        }
        if self.others.len() >= PROFILES_MAX {
            broken.push(Breach::invalid(format!("a user has at most {PROFILES_MAX} profiles")));
        }
    }

    /// An active profile has an active user; one that is archived can't be made.
    fn state(&self, wanted: Option<&str>) -> Result<State, Breach> {
        let wanted = match wanted {
            None => self.user.state,
            Some(name) => State::parse("profileState", name)?,
        };
        match (self.user.state, wanted) {
            (State::Archived, _) => Err(Breach::invalid("the user is archived: it gets no profile")),
            (_, State::Archived) => Err(Breach::invalid("profileState: expected one of active, disabled")),
            (State::Disabled, State::Active) => {
                Err(Breach::invalid("profileState: the user isn't active, so its profiles can't be"))
            }
            (_, wanted) => Ok(wanted),
        }
    }

    /// `Profile-anna`, or `Profile-anna-2` and so on (*Administrative operations*).
    fn free_name(&self) -> String {
        let login_id: String = self.login_id.chars().take(NAME_LEN_MAX - 12).collect();
        let first = format!("Profile-{login_id}");
        let is_free = |name: &String| self.others.iter().all(|other| other.name != *name);
        let numbered = (2..=PROFILES_MAX + 1).map(|n| format!("{first}-{n}"));
        std::iter::once(first.clone()).chain(numbered).find(is_free).unwrap_or(first)
    }
}

/// The profiles that aren't the default any more.
pub(super) fn without_default<'a>(
    profiles: &'a [Profile],
    happening: &'a Happening,
) -> impl Iterator<Item = Write> + 'a {
    let changed = |is_default: bool, profile: &Profile| {
        let version = profile.version + 1;
        Write::UpdateProfile(Profile { is_default, version, modified: happening.at, ..profile.clone() })
    };
    profiles.iter().filter(|profile| profile.is_default).map(move |profile| changed(false, profile))
}

impl HeldProfile {
    /// Deletes the profile with its roles. Where it was the default, the oldest that is left becomes it.
    ///
    /// # Errors
    /// It has more than the caller may take, or is that of the last `Root`; [`Rejection::PreconditionFailed`] where
    /// `If-Match` names another version.
    pub fn delete(
        &self,
        expected: &Expected,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Change<ProfileDelete>, Rejection> {
        let ruled = standing.rule(Effect::ENDS)?;
        expected.check_if_match(self.profile.version)?;
        let mut writes: Vec<Write> =
            self.authorizations.iter().map(|one| Write::DeleteAuthorization { id: one.id }).collect();
        writes.push(Write::DeleteProfile { id: self.profile.id });
        if self.profile.is_default
            && let Some(next) = self.others.first()
        {
            let version = next.version + 1;
            let next = Profile { is_default: true, version, modified: happening.at, ..next.clone() };
            writes.push(Write::UpdateProfile(next));
        }
        let mut told = self.profile.audit();
        told["unitExtId"] = self.unit_ext_id.as_str().into();
        let event = self.event(happening, EventKind::ProfileDelete, &self.profile.ext_id).before(told);
        let guard = Guard::Owner { id: self.user.id, rev: self.rev, ruled };
        let mut change = Change::new(guard, writes, event);
        for (n, authorization) in (1..).zip(&self.authorizations) {
            let step = happening.step(n);
            let event = self.event(&step, EventKind::AuthorizationDelete, &authorization.ext_id);
            change.events.push(event.before(authorization.audit()));
        }
        Ok(change)
    }
}
