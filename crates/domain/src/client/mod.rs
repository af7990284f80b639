//! Clients: the tenants.

mod modify;

use std::marker::PhantomData;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::modify::{HeldClient, PatchClient};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::language::{self, Texts};
use crate::policy::{Parameters, Policy, PolicyType};
use crate::text;
use crate::time::Timestamp;
use crate::unit::Unit;

/// Longest name of a client, and longest display name, in code points.
pub const NAME_LEN_MAX: usize = 100;
/// Longest remarks about a client, in code points.
pub const REMARKS_LEN_MAX: usize = 1000;

/// External ids that no client may have: they stand where a client's id stands in the paths below
/// `/nevisidm/api/core/v1/`.
const RESERVED: &[&str] = &["applications", "clients", "properties", "system"];

/// A client.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Unique among all clients; fixed at creation.
    pub ext_id: ExtId,
    /// Unique among all clients; 1 to [`NAME_LEN_MAX`] code points.
    pub name: String,
    /// What people are shown, for some languages or none.
    pub display_name: DisplayName,
    /// Notes for administrators, 1 to [`REMARKS_LEN_MAX`] code points.
    pub remarks: Option<String>,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When the client was founded.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
}

/// A name per language.
pub type DisplayName = Texts;

/// A client as others refer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRef {
    /// Internal key; paths and bodies have the external id instead.
    pub id: Uuid,
    /// As paths name it.
    pub ext_id: ExtId,
    /// As people know it.
    pub name: String,
}

/// A client as a caller asks for it.
#[derive(Clone, Debug, Default)]
pub struct New {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// Mandatory.
    pub name: Option<String>,
    /// `displayName`; empty where the caller gives none.
    pub display_name: DisplayName,
    /// Optional; at most [`REMARKS_LEN_MAX`] code points.
    pub remarks: Option<String>,
}

/// A new client with what it gets from the start.
#[derive(Clone, Debug)]
pub struct Founded {
    /// As it is from now on, of version 1.
    pub client: Client,
    /// The default unit, for the profiles of new users.
    pub unit: Unit,
    /// The default profile policy; it has no parameters.
    pub profile_policy: Policy,
}

/// What must be known to decide on a new client: read under the right `R`.
#[derive(Clone, Debug)]
pub struct Clients<R> {
    /// Whether another client has the wanted external id.
    pub ext_id_taken: bool,
    /// Whether another client has the wanted name.
    pub name_taken: bool,
    /// Marks the right under which it was read; holds no data.
    pub right: PhantomData<fn() -> R>,
}

impl<R> Clients<R> {
    /// Decides on a new client: with a default unit, profile policy and mobile signature policy.
    pub fn found(
        &self,
        new: &New,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Founded, Change<R>), Vec<Breach>> {
        let mut broken = Breaches::new();
        broken.extend(extra);
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        if let Some(ext_id) = ext_id.as_ref().filter(|id| RESERVED.contains(&id.as_str())) {
            broken.push(Breach::invalid(format!("extId: '{ext_id}' is reserved, since it is part of other paths")));
        }
        let name = broken.keep(text::mandatory("name", new.name.as_deref(), NAME_LEN_MAX));
        let remarks = broken.keep(text::optional("remarks", new.remarks.as_deref(), REMARKS_LEN_MAX));
        language::check("displayName", &new.display_name, NAME_LEN_MAX, &mut broken);
        if self.ext_id_taken {
            broken.push(Breach::new(Code::DuplicateValue, "extId: there is already a client with this extId"));
        }
        if self.name_taken {
            broken.push(Breach::new(Code::DuplicateName, "name: there is already a client with this name"));
        }
        broken.into_result()?;
        let (Some(ext_id), Some(name), Some(remarks)) = (ext_id, name, remarks) else { return Err(Vec::new()) };

        let client = Client {
            id: happening.id,
            ext_id,
            name,
            display_name: new.display_name.clone(),
            remarks,
            version: 1,
            created: happening.at,
            modified: happening.at,
        };
        let unit = Unit {
            id: happening.id_of(1),
            client_id: client.id,
            ext_id: happening.id_of(1).into(),
            name: "Default".to_owned(),
            is_default: true,
            created: happening.at,
        };
        let policy = |n, kind: PolicyType, name: &str| Policy {
            id: happening.id_of(n),
            client_id: client.id,
            ext_id: happening.id_of(n).into(),
            kind,
            name: name.to_owned(),
            description: None,
            is_default: true,
            parameters: Parameters::new(),
            version: 1,
            created: happening.at,
            modified: happening.at,
        };
        let profile_policy = policy(2, PolicyType::PROFILE, "Default profile policy");
        let mobile_signature_policy = policy(3, PolicyType::MOBILE_SIGNATURE, "Default mobile signature policy");
        let event = Event::about_client(happening, &client.reference(), EventKind::ClientCreate, &client.ext_id)
            .after(client.audit());
        let writes = vec![
            Write::InsertClient(client.clone()),
            Write::InsertUnit(unit.clone()),
            Write::InsertPolicy(profile_policy.clone()),
            Write::InsertPolicy(mobile_signature_policy),
        ];
        Ok((Founded { client, unit, profile_policy }, Change::new(Guard::Nothing, writes, event)))
    }
}

impl Client {
    /// What others keep of it.
    #[must_use]
    pub fn reference(&self) -> ClientRef {
        ClientRef { id: self.id, ext_id: self.ext_id.clone(), name: self.name.clone() }
    }

    /// The client as its history shows it.
    #[must_use]
    pub fn audit(&self) -> serde_json::Value {
        serde_json::json!({
            "extId": self.ext_id, "name": self.name, "displayName": self.display_name, "remarks": self.remarks,
        })
    }
}
