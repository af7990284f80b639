//! Creating a policy.

use super::{DESCRIPTION_LEN_MAX, Facts, NAME_LEN_MAX, Obstacles, Parameters, Policy, PolicyType};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::right::PolicyCreate;
use crate::text;

/// A policy as a caller asks for it.
#[derive(Clone, Debug, Default)]
pub struct New {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// Mandatory; at most [`NAME_LEN_MAX`] code points.
    pub name: Option<String>,
    /// Optional; at most [`DESCRIPTION_LEN_MAX`] code points.
    pub description: Option<String>,
    /// `defaultPolicy`; absent, `false`. The first policy of a type is the default in any case.
    pub default_policy: Option<bool>,
    /// Mandatory: one of [`PolicyType::all`].
    pub policy_type: Option<String>,
    /// Only known ones of the type; absent, none is set.
    pub parameters: Option<Parameters>,
}

/// What must be known of a client to decide about its policies, as it was read.
#[derive(Clone, Debug)]
pub struct Policies {
    /// The client that gets the policy.
    pub client: ClientRef,
    /// The client's revision, which every change of its policies moves.
    pub rev: i64,
    /// The current default of the wanted type.
    pub default_of_type: Option<Policy>,
    /// Whether the client has a policy of the wanted type.
    pub has_type: bool,
    /// Whether another policy of the client has the wanted name.
    pub name_taken: bool,
    /// Whether another policy of the client has the wanted external id.
    pub ext_id_taken: bool,
    /// What stands in the way of what [`New::needs`].
    pub obstacles: Obstacles,
}

impl Policies {
    /// Decides on a new policy.
    ///
    /// The first policy of a type and one that says so become the default of their type; the
    /// former default stays as an ordinary policy.
    pub fn create(
        &self,
        new: &New,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Policy, Change<PolicyCreate>), Vec<Breach>> {
        let mut broken = Breaches::new();
        broken.extend(extra);
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        let name = broken.keep(text::mandatory("name", new.name.as_deref(), NAME_LEN_MAX));
        let description = broken.keep(text::optional("description", new.description.as_deref(), DESCRIPTION_LEN_MAX));
        let kind = broken.keep(policy_type(new.policy_type.as_deref()));
        let parameters = new.parameters.clone().unwrap_or_default();
        if let Some(kind) = kind {
            broken.extend(kind.check(&parameters));
        }
        if self.ext_id_taken {
            broken.push(Breach::new(Code::DuplicateValue, "extId: the client already has a policy with this extId"));
        }
        if self.name_taken {
            broken.push(Breach::new(Code::DuplicateName, "name: the client already has a policy with this name"));
        }
        if let Some(kind) = kind.filter(|kind| kind.is_only() && self.has_type) {
            let message = format!("policyType: the client already has its one {}", kind.as_str());
            broken.push(Breach::new(Code::DuplicateValue, message));
        }
        self.obstacles.tell(&mut broken);
        broken.into_result()?;
        let (Some(ext_id), Some(name), Some(description), Some(kind)) = (ext_id, name, description, kind) else {
            return Err(Vec::new());
        };

        let is_default = new.default_policy.unwrap_or(false) || !self.has_type;
        let policy = Policy {
            id: happening.id,
            client_id: self.client.id,
            ext_id,
            kind,
            name,
            description,
            is_default,
            parameters,
            version: 1,
            created: happening.at,
            modified: happening.at,
        };
        let mut writes = Vec::new();
        if let Some(former) = self.default_of_type.as_ref().filter(|_| is_default) {
            let former =
                Policy { is_default: false, version: former.version + 1, modified: happening.at, ..former.clone() };
            writes.push(Write::UpdatePolicy(former));
        }
        writes.push(Write::InsertPolicy(policy.clone()));
        let event =
            Event::about_client(happening, &self.client, EventKind::PolicyCreate, &policy.ext_id).after(policy.audit());
        let guard = Guard::of_client(self.client.id, self.rev, new.needs());
        Ok((policy, Change::new(guard, writes, event)))
    }
}

impl New {
    /// What must be so for the policy to be created.
    #[must_use]
    pub fn needs(&self) -> Facts {
        match &self.parameters {
            Some(given) if self.policy_type.as_deref() == Some(PolicyType::CLIENT.as_str()) => {
                Facts::needed(&Parameters::new(), given)
            }
            _ => Facts::default(),
        }
    }
}

fn policy_type(value: Option<&str>) -> Result<PolicyType, Breach> {
    let value = text::mandatory("policyType", value, 50)?;
    PolicyType::from_wire(&value).ok_or_else(|| {
        let expected = text::one_of(PolicyType::all().map(PolicyType::as_str));
        Breach::invalid(format!("policyType: expected one of {expected}, got {}", text::echo(&value)))
    })
}
