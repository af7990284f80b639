//! Making a unit.

use super::{DEPTH_MAX, LOCATION_LEN_MAX, NAME_LEN_MAX, State, TEXT_LEN_MAX, UNITS_MAX, Unit};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::credential::PolicyRef;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::language::{self, Texts};
use crate::property::Properties;
use crate::right::UnitCreate;
use crate::rooms::UnitPath;
use crate::text;
use crate::user::Validity;

/// A unit as a caller asks for it, unchecked.
#[derive(Clone, Debug, Default)]
pub struct New {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// The unit above it; absent, it becomes a root.
    pub parent_ext_id: Option<String>,
    /// Mandatory.
    pub name: Option<String>,
    /// Optional.
    pub description: Option<String>,
    /// Optional.
    pub location: Option<String>,
    /// Absent, `active`.
    pub state: Option<String>,
    /// Empty where the caller gives none.
    pub display_name: Texts,
    /// Empty where the caller gives none.
    pub abbreviation: Texts,
    /// `policyExtId`; absent, the client's default unit policy holds for it, if there is one.
    pub policy_ext_id: Option<String>,
    /// Mandatory.
    pub profileless: Option<bool>,
    /// `modificationComment`; optional.
    pub comment: Option<String>,
    /// `validity.from`: a time or a date.
    pub validity_from: Option<String>,
    /// `validity.to`: a time or a date, after `validity.from`.
    pub validity_to: Option<String>,
}

/// What must be known of a client to decide about a new unit.
#[derive(Clone, Debug)]
pub struct Units {
    /// The client that gets the unit.
    pub client: ClientRef,
    /// The client's revision, which every change of its units moves.
    pub rev: i64,
    /// The unit that is to be above it, where that is there.
    pub parent: Option<Unit>,
    /// Whether another unit of the client has the wanted external id.
    pub ext_id_taken: bool,
    /// Whether another unit with the same parent has the wanted name.
    pub name_taken: bool,
    /// The unit policy that is wanted, where it is there.
    pub wanted_policy: Option<PolicyRef>,
    /// How many the client has.
    pub count: i64,
}

pub(super) fn name_is_taken() -> Breach {
    Breach::new(Code::DuplicateName, "name: a unit with the same parent already has this name")
}

pub(super) fn no_policy(ext_id: &str) -> Breach {
    let message = format!("policyExtId: there is no unit policy with extId {}", text::echo(ext_id));
    Breach::new(Code::MissingReferenceData, message)
}

pub(super) fn too_deep() -> Breach {
    Breach::invalid(format!("the tree of units has at most {DEPTH_MAX} levels"))
}

impl Units {
    /// Decides on a new unit.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn create(
        &self,
        new: &New,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Unit, Change<UnitCreate>), Vec<Breach>> {
        let mut broken = Breaches::new();
        broken.extend(extra);
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        let name = broken.keep(text::mandatory("name", new.name.as_deref(), NAME_LEN_MAX));
        let description = broken.keep(text::optional("description", new.description.as_deref(), TEXT_LEN_MAX));
        let location = broken.keep(text::optional("location", new.location.as_deref(), LOCATION_LEN_MAX));
        let comment = broken.keep(text::optional("modificationComment", new.comment.as_deref(), TEXT_LEN_MAX));
        let state = match new.state.as_deref() {
            None => Some(State::Active),
            Some(name) => broken.keep(State::parse("state", name)),
        };
        language::check("displayName", &new.display_name, NAME_LEN_MAX, &mut broken);
        language::check("abbreviation", &new.abbreviation, NAME_LEN_MAX, &mut broken);
        if new.profileless.is_none() {
            broken.push(Breach::invalid("profileless is mandatory: expected true or false, got none"));
        }
        let (from, to) = (new.validity_from.as_deref(), new.validity_to.as_deref());
        let validity = broken.keep_all(Validity::read(from, to));
        self.place(new, &mut broken);
        broken.into_result()?;
        let (Some(ext_id), Some(name), Some(description), Some(location)) = (ext_id, name, description, location)
        else {
            return Err(Vec::new());
        };
        let (Some(comment), Some(state), Some(validity)) = (comment, state, validity) else { return Err(Vec::new()) };
        let above = self.parent.as_ref();
        let unit = Unit {
            id: happening.id,
            client_id: self.client.id,
            parent: above.map(Unit::reference),
            path: above.map_or_else(|| UnitPath::root(happening.id), |above| above.path.below(happening.id)),
            hierarchical_name: format!("{}/{ext_id}", above.map_or("", |above| &above.hierarchical_name)),
            ext_id,
            name,
            description,
            location,
            state,
            display_name: new.display_name.clone(),
            abbreviation: new.abbreviation.clone(),
            is_profileless: new.profileless.unwrap_or_default(),
            validity,
            comment,
            policy: self.wanted_policy.clone(),
            properties: Properties::default(),
            is_default: false,
            version: 1,
            created: happening.at,
            modified: happening.at,
        };
        let event = Event::about_client(happening, &self.client, EventKind::UnitCreate, &unit.ext_id)
            .after(unit.audit())
            .comment(unit.comment.clone());
        let guard = Guard::Client { id: self.client.id, rev: self.rev };
        Ok((unit.clone(), Change::new(guard, vec![Write::InsertUnit(Box::new(unit))], event)))
    }

    /// Whether there is room for it where it is wanted.
    fn place(&self, new: &New, broken: &mut Breaches) {
        match (&new.parent_ext_id, &self.parent) {
            (Some(ext_id), None) => {
                let message = format!("parentUnitExtId: there is no unit with extId {}", text::echo(ext_id));
                broken.push(Breach::new(Code::MissingReferenceData, message));
            }
            (_, Some(parent)) if parent.path.depth() >= DEPTH_MAX => broken.push(too_deep()),
            _ => {}
        }
        if let (Some(ext_id), None) = (&new.policy_ext_id, &self.wanted_policy) {
            broken.push(no_policy(ext_id));
        }
        if self.ext_id_taken {
            let message = "extId: the client already has a unit with this extId";
            broken.push(Breach::new(Code::DuplicateValue, message));
        }
        if self.name_taken {
            broken.push(name_is_taken());
        }
        if self.count >= UNITS_MAX {
            broken.push(Breach::invalid(format!("the client already has {UNITS_MAX} units")));
        }
    }
}
