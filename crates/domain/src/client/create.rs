//! Founding a client.

use super::{Client, DisplayName, NAME_LEN_MAX, REMARKS_LEN_MAX};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::language;
use crate::policy::{Parameters, Policy, PolicyType};
use crate::text;
use crate::unit::Unit;

/// External ids that no client may have: they stand where a client's id stands in the paths below
/// `/nevisidm/api/core/v1/`.
const RESERVED: &[&str] = &["applications", "clients", "properties", "roles", "system", "terms"];

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
    /// The default profile policy; it says nothing yet.
    pub profile_policy: Policy,
}

/// What must be known to decide on a new client, as it was read.
#[derive(Clone, Debug)]
pub struct Clients {
    /// Whether another client has the wanted external id.
    pub ext_id_taken: bool,
    /// Whether another client has the wanted name.
    pub name_taken: bool,
}

impl Clients {
    /// Decides on a new client: with a default unit, profile policy and mobile signature policy.
    pub fn found<R>(
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
        let unit = Unit::first(happening.id_of(1), client.id, happening.at);
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
            Write::InsertUnit(Box::new(unit.clone())),
            Write::InsertPolicy(profile_policy.clone()),
            Write::InsertPolicy(mobile_signature_policy),
        ];
        Ok((Founded { client, unit, profile_policy }, Change::new(Guard::Nothing, writes, event)))
    }
}
