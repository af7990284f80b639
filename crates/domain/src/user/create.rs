//! Registering a user.

use uuid::Uuid;

use super::instant::instant;
use super::{LOGIN_ID_LEN_MAX, Person, State, User, Validity};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::policy::{ClientRules, RulesSeen};
use crate::profile::{Defaults, HeldProfile, Profile};
use crate::property::{Defined, HasProperties, Holder, HolderKind, Moment, Properties, Wishes};
use crate::text;

/// A user as a caller asks for it, unchecked.
#[derive(Clone, Debug, Default)]
pub struct New {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// Absent, `active`.
    pub user_state: Option<String>,
    /// Absent, the external id serves.
    pub login_id: Option<String>,
    /// Whether it is a machine; it can't be changed later.
    pub is_technical_user: bool,
    /// `validity.from`: a time or a date; absent, without beginning.
    pub validity_from: Option<String>,
    /// `validity.to`: a time or a date, after `validity.from`; absent, without end.
    pub validity_to: Option<String>,
    /// Custom properties of the scope `USER_GLOBAL`.
    pub properties: Wishes,
    /// What is known of the person; checked by the client policy.
    pub person: Person,
}

/// What must be known to decide on a new user, as it was read.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The client that gets the user.
    pub client: ClientRef,
    /// What its client policy says.
    pub rules: ClientRules,
    /// The unit of new profiles.
    pub unit_id: Uuid,
    /// The same, as paths name it.
    pub unit_ext_id: ExtId,
    /// What their profiles have from the start; `None`: nothing.
    pub defaults: Option<Box<Defaults>>,
    /// Whether another user of the client has the wanted external id.
    pub ext_id_taken: bool,
    /// Whether another user of the client has the wanted login id.
    pub login_id_taken: bool,
    /// Whether another user of the client has the wanted mobile number.
    pub mobile_taken: bool,
    /// What is defined, where properties are to be set.
    pub defined: Defined,
}

/// A new user with the profile that it gets from the start.
#[derive(Clone, Debug)]
pub struct Registered {
    /// As it is from now on, of version 1.
    pub user: User,
    /// In the unit of new profiles, with the roles of the client's profile policy, if any.
    pub profile: Profile,
}

impl NewUser {
    /// Decides on a new user with its default profile.
    ///
    /// Without a login id the external id serves.
    pub fn register<R>(
        &self,
        new: &New,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Registered, Change<R>), Vec<Breach>> {
        let user = self.user(new, extra, happening)?;
        let profile = self.profile(&user, happening);
        let (registered, mut change) = self.registered(user, profile, happening);
        // Machines have what they are given by hand.
        if let Some(defaults) = self.defaults.as_ref().filter(|_| !new.is_technical_user) {
            let (writes, events) = defaults.give(&self.held(&registered), happening);
            change.writes.extend(writes);
            change.events.extend(events);
        }
        Ok((registered, change))
    }

    /// The profile as one that is there.
    fn held(&self, registered: &Registered) -> HeldProfile {
        HeldProfile {
            client: self.client.clone(),
            user: registered.user.reference(),
            rev: 0,
            profile: registered.profile.clone(),
            unit_ext_id: self.unit_ext_id.clone(),
            authorizations: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Both as they will be, and what is written.
    pub(super) fn registered<R>(&self, user: User, profile: Profile, happening: &Happening) -> (Registered, Change<R>) {
        let event = Event::about_user(happening, &self.client, &user.reference(), EventKind::UserCreate, &user.ext_id)
            .after(user.audit())
            .comment(user.person.modification_comment.clone());
        let mut writes = vec![Write::InsertUser(user.clone()), Write::InsertProfile(profile.clone())];
        writes.extend(self.defined.writes(&Properties::default(), &user.properties, user.holder()));
        let mut change = Change::new(Guard::ClientAlive { id: self.client.id }, writes, event);
        if user.person.contacts.mobile.is_some() {
            change = change.under(RulesSeen::of(self.client.id, &self.rules));
        }
        (Registered { user, profile }, change)
    }

    /// The user as it will be, or every broken rule.
    pub(super) fn user(&self, new: &New, extra: Vec<Breach>, happening: &Happening) -> Result<User, Vec<Breach>> {
        let mut broken = Breaches::new();
        broken.extend(extra);
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        let login_id = broken.keep(login_id(new.login_id.as_deref(), ext_id.as_ref()));
        let state = match new.user_state.as_deref() {
            None => Some(State::Active),
            Some(name) => broken.keep(State::parse("userState", name)),
        };
        let from = broken.keep(instant("validity.from", new.validity_from.as_deref()));
        let to = broken.keep(instant("validity.to", new.validity_to.as_deref()));
        if let (Some(Some(from)), Some(Some(to))) = (from, to)
            && to <= from
        {
            broken.push(Breach::invalid("validity.to: expected a time after validity.from"));
        }
        let holder = Holder::of_client(self.client.id, happening.id, HolderKind::User).of_user(happening.id);
        let set = self.defined.set(&Properties::default(), &new.properties, Moment::Create, holder);
        let properties = broken.keep_all(set).unwrap_or_default();
        new.person.check(&self.rules, new.is_technical_user, &mut broken);
        if self.ext_id_taken {
            broken.push(Breach::new(Code::DuplicateValue, "extId: the client already has a user with this extId"));
        }
        if self.login_id_taken {
            broken.push(Breach::new(Code::DuplicateValue, "loginId: the client already has a user with this loginId"));
        }
        if self.mobile_taken {
            broken.extend(self.rules.mobile_is_taken());
        }
        broken.into_result()?;
        let (Some(ext_id), Some(login_id), Some(state), Some(from), Some(to)) = (ext_id, login_id, state, from, to)
        else {
            return Err(Vec::new());
        };
        Ok(User {
            id: happening.id,
            client_id: self.client.id,
            ext_id,
            login_id,
            state,
            is_technical: new.is_technical_user,
            validity: Validity { from, to },
            person: new.person.clone(),
            properties,
            version: 1,
            created: happening.at,
            modified: happening.at,
            modified_by: Some(happening.by.name.clone()),
        })
    }

    /// The profile that it gets, in the unit of new profiles.
    fn profile(&self, user: &User, happening: &Happening) -> Profile {
        Profile {
            id: happening.id_of(1),
            client_id: self.client.id,
            user_id: user.id,
            unit_id: self.unit_id,
            ext_id: happening.id_of(1).into(),
            name: format!("Profile-{}", user.login_id),
            // It follows its user.
            state: user.state,
            is_default: true,
            validity: Validity::default(),
            remarks: None,
            comment: None,
            properties: Properties::default(),
            version: 1,
            created: happening.at,
            modified: happening.at,
        }
    }
}

/// ASCII 0x21 to 0x7E (*Data restrictions*, login id characters V2), 1 to 300 of them.
pub(super) fn login_id(value: Option<&str>, ext_id: Option<&ExtId>) -> Result<String, Breach> {
    let Some(value) = value else {
        return Ok(ext_id.map_or_else(String::new, ToString::to_string));
    };
    let value = text::mandatory("loginId", Some(value), LOGIN_ID_LEN_MAX)?;
    if value.bytes().all(|b| (0x21..=0x7e).contains(&b)) {
        Ok(value)
    } else {
        Err(Breach::invalid("loginId must consist of printable ASCII characters without blanks"))
    }
}
