//! Units: the tree of organisation inside a client.
//!
//! Source: *Create unit*, *Patch unit* (2.73), *Move unit*, *Remove unit* (2.79).

mod create;
mod modify;
mod tree;

use uuid::Uuid;

pub use self::create::{New, Units};
pub use self::modify::PatchUnit;
pub use self::tree::{Below, Moving};
use crate::client::ClientRef;
use crate::credential::PolicyRef;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::language::Texts;
use crate::property::Properties;
use crate::rooms::UnitPath;
use crate::time::Timestamp;
use crate::user::Validity;
use crate::words::words;

/// Units of a client at most: what a list and a tree are made of has an end.
pub const UNITS_MAX: i64 = 10_000;
/// Levels of the tree at most, the root being the first.
pub const DEPTH_MAX: usize = 32;
/// Units below one that is moved, at most: all of them are rewritten in one step.
pub const MOVED_MAX: i64 = 5_000;
/// Longest name, display name and abbreviation, in code points.
pub const NAME_LEN_MAX: usize = 100;
/// Longest location, in code points.
pub const LOCATION_LEN_MAX: usize = 255;
/// Longest description and comment, in code points.
pub const TEXT_LEN_MAX: usize = 1_000;

words! {
    /// Whether profiles may be put into a unit.
    State {
        /// They may.
        Active = "active";
        /// No further ones; those that are in it stay.
        Disabled = "disabled";
    }
}

/// A unit of a client. Every client has one from the start, to which the profiles of new users belong.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// Unique among the client's units; fixed at creation.
    pub ext_id: ExtId,
    /// The unit above it; `None`: it is a root.
    pub parent: Option<UnitRef>,
    /// Where it is in the tree, by internal keys.
    pub path: UnitPath,
    /// `hierarchicalName`: `/` and the external id of each unit from the root to this one.
    pub hierarchical_name: String,
    /// Unique among the units with the same parent; 1 to [`NAME_LEN_MAX`] code points.
    pub name: String,
    /// 1 to [`TEXT_LEN_MAX`] code points.
    pub description: Option<String>,
    /// 1 to [`LOCATION_LEN_MAX`] code points.
    pub location: Option<String>,
    /// Whether profiles may be put into it.
    pub state: State,
    /// What it is called, per language; 1 to [`NAME_LEN_MAX`] code points each.
    pub display_name: Texts,
    /// The same in short.
    pub abbreviation: Texts,
    /// Whether it never has profiles; fixed at creation.
    pub is_profileless: bool,
    /// Kept and shown; nothing here goes by it.
    pub validity: Validity,
    /// `modificationComment`: why it was changed last.
    pub comment: Option<String>,
    /// The `UnitPolicy` that holds for it; `None`: the client's default one, if any.
    pub policy: Option<PolicyRef>,
    /// Custom properties of the scope `UNIT_GLOBAL`.
    pub properties: Properties,
    /// Whether the profiles of new users belong to it.
    pub is_default: bool,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When it was created.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
}

/// A unit as others refer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRef {
    /// Internal key; paths and bodies have the external id instead.
    pub id: Uuid,
    /// As paths name it.
    pub ext_id: ExtId,
}

/// The paths and hierarchical names of all units below one, which begin as its own did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// The path of the unit as it was.
    pub from: UnitPath,
    /// The path of the unit as it is.
    pub to: UnitPath,
    /// The hierarchical name of the unit as it was.
    pub from_name: String,
    /// The hierarchical name of the unit as it is.
    pub to_name: String,
    /// How many units are below it: each of them is rewritten, and no other.
    pub count: i64,
}

/// A unit to be shown, changed or deleted.
#[derive(Clone, Debug)]
pub struct HeldUnit {
    /// The client of the unit.
    pub client: ClientRef,
    /// The client's revision as it was read, which every change of its units moves: so two moves at once can't make a
    /// circle.
    pub rev: i64,
    /// As it was read.
    pub unit: Unit,
    /// Whether another unit with the same parent has the wanted name.
    pub name_taken: bool,
    /// The unit policy that is wanted, where it is there.
    pub wanted_policy: Option<PolicyRef>,
    /// Whether there are units right below it.
    pub has_children: bool,
    /// Whether profiles are in it.
    pub has_profiles: bool,
}

impl Unit {
    /// The one that a client has from the start.
    #[must_use]
    pub fn first(id: Uuid, client_id: Uuid, at: Timestamp) -> Self {
        let ext_id = ExtId::from(id);
        Self {
            id,
            client_id,
            parent: None,
            path: UnitPath::root(id),
            hierarchical_name: format!("/{ext_id}"),
            ext_id,
            name: "Default".to_owned(),
            description: None,
            location: None,
            state: State::Active,
            display_name: Texts::new(),
            abbreviation: Texts::new(),
            is_profileless: false,
            validity: Validity::default(),
            comment: None,
            policy: None,
            properties: Properties::default(),
            is_default: true,
            version: 1,
            created: at,
            modified: at,
        }
    }

    /// As others refer to it.
    #[must_use]
    pub fn reference(&self) -> UnitRef {
        UnitRef { id: self.id, ext_id: self.ext_id.clone() }
    }

    /// The unit as its history shows it.
    #[must_use]
    pub fn audit(&self) -> serde_json::Value {
        let time = |time: Option<Timestamp>| time.map(|time| time.to_string());
        let mut audit = serde_json::json!({
            "extId": self.ext_id, "parentUnitExtId": self.parent.as_ref().map(|parent| &parent.ext_id),
            "hierarchicalName": self.hierarchical_name, "name": self.name, "description": self.description,
            "location": self.location, "state": self.state.as_str(), "displayName": self.display_name,
            "abbreviation": self.abbreviation, "profileless": self.is_profileless,
            "validity": { "from": time(self.validity.from), "to": time(self.validity.to) },
        });
        if let Some(policy) = &self.policy {
            audit["policyExtId"] = policy.ext_id.as_str().into();
        }
        if !self.properties.is_empty() {
            audit["properties"] = self.properties.audit();
        }
        audit
    }

    /// The unit after a change, told apart from what it was.
    fn changed(self, happening: &Happening) -> Self {
        Self { version: self.version + 1, modified: happening.at, ..self }
    }

    /// What history says of a change.
    fn modified(&self, before: &Self, client: &ClientRef, happening: &Happening) -> Event {
        Event::about_client(happening, client, EventKind::UnitModify, &self.ext_id)
            .before(before.audit())
            .after(self.audit())
            .comment(self.comment.clone())
    }
}

#[cfg(test)]
mod tests;
