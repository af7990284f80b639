//! Policies: named sets of parameters, owned by a client.

pub mod client;
mod locking;
mod misfit;
pub mod mobile_signature;
mod modify;
pub mod parameter;
mod switch;

use std::collections::BTreeMap;
use std::marker::PhantomData;

use uuid::Uuid;

use self::parameter::Parameter;
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::credential::PolicyRef;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::right::PolicyCreate;
use crate::text;
use crate::time::Timestamp;

pub use self::client::ClientRules;
pub use self::locking::{CredentialRules, Locking};
pub use self::misfit::{Misfits, Stored};
pub use self::mobile_signature::MobileSignatureRules;
pub use self::modify::{HeldPolicy, PatchPolicy};
pub use self::switch::{Facts, Obstacles, RulesSeen};

/// Parameters as they are written and stored.
pub type Parameters = BTreeMap<String, String>;

/// What is declared of a type of policies.
#[derive(Debug)]
pub struct PolicyForm {
    /// The wire spelling, `policyType`.
    pub name: &'static str,
    /// The parameters that a policy of the type may have, in groups that other types share.
    pub parameters: &'static [&'static [Parameter]],
    /// Whether callers may create one. A client has its profile policy from the start.
    pub is_created: bool,
    /// Whether a client has one at most.
    pub is_only: bool,
    /// Rules between parameters: what is broken of parameters that are each sound.
    pub check: fn(&Parameters) -> Vec<Breach>,
}

impl PolicyForm {
    /// A type of which a client may have many, without rules between parameters.
    #[must_use]
    pub const fn new(name: &'static str, parameters: &'static [&'static [Parameter]]) -> Self {
        Self { name, parameters, is_created: true, is_only: false, check: |_| Vec::new() }
    }

    /// The same with rules between parameters.
    #[must_use]
    pub const fn checked(self, check: fn(&Parameters) -> Vec<Breach>) -> Self {
        Self { check, ..self }
    }
}

/// A type of policies (*Create policy configuration*). Each type of credentials declares its own.
#[derive(Clone, Copy)]
pub struct PolicyType(&'static PolicyForm);

impl PartialEq for PolicyType {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for PolicyType {}

impl std::fmt::Debug for PolicyType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.name)
    }
}

static CLIENT: PolicyForm = PolicyForm { is_only: true, ..PolicyForm::new("ClientPolicy", &[client::PARAMETERS]) };
static PROFILE: PolicyForm = PolicyForm { is_created: false, ..PolicyForm::new("ProfilePolicy", &[]) };

impl PolicyType {
    /// `ClientPolicy`: what a client wants of its users and numbers.
    pub const CLIENT: Self = Self(&CLIENT);
    /// `ProfilePolicy`.
    pub const PROFILE: Self = Self(&PROFILE);

    /// The type that is declared so.
    #[must_use]
    pub const fn of(form: &'static PolicyForm) -> Self {
        Self(form)
    }

    /// The wire spelling, `policyType`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0.name
    }

    /// Reads the wire spelling exactly.
    #[must_use]
    pub fn from_wire(value: &str) -> Option<Self> {
        Self::all().find(|kind| kind.as_str() == value)
    }

    /// The parameters that a policy of this type may have.
    #[must_use]
    pub fn parameters(self) -> Vec<&'static Parameter> {
        self.0.parameters.iter().flat_map(|group| group.iter()).collect()
    }

    /// Every rule that parameters of a policy of this type break: of each, and between them.
    #[must_use]
    pub fn check(self, given: &Parameters) -> Vec<Breach> {
        let broken = parameter::check(&self.parameters(), given);
        if broken.is_empty() { (self.0.check)(given) } else { broken }
    }

    /// The types that callers may create.
    pub fn creatable() -> impl Iterator<Item = Self> {
        Self::all().filter(|kind| kind.0.is_created)
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

/// A policy of a client.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Internal key, a UUIDv7; paths and bodies have the external id instead.
    pub id: Uuid,
    /// Its client, by internal key.
    pub client_id: Uuid,
    /// Unique among the client's policies; fixed at creation.
    pub ext_id: ExtId,
    /// `policyType`, which says what parameters it may have; fixed at creation.
    pub kind: PolicyType,
    /// Unique among the client's policies; 1 to [`NAME_LEN_MAX`] code points.
    pub name: String,
    /// Free text, 1 to [`DESCRIPTION_LEN_MAX`] code points.
    pub description: Option<String>,
    /// Whether it is the default of its type in the client.
    pub is_default: bool,
    /// Those that are set; for the others, the default of the [`Parameter`] holds.
    pub parameters: Parameters,
    /// Grows by one with each change that is shown; what `If-Match` compares.
    pub version: i64,
    /// When it was created.
    pub created: Timestamp,
    /// When `version` moved last; at first as `created`.
    pub modified: Timestamp,
}

/// Longest name of a policy, in code points.
pub const NAME_LEN_MAX: usize = 100;
/// Longest description of a policy, in code points.
pub const DESCRIPTION_LEN_MAX: usize = 1000;

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
    /// Mandatory: one of [`PolicyType::creatable`].
    pub policy_type: Option<String>,
    /// Only known ones of the type; absent, none is set.
    pub parameters: Option<Parameters>,
}

/// What must be known of a client to decide about its policies: read under the right `R`.
#[derive(Clone, Debug)]
pub struct Policies<R> {
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
    /// Marks the right under which it was read; holds no data.
    pub right: PhantomData<fn() -> R>,
}

impl Policies<PolicyCreate> {
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
        let kind = broken.keep(creatable(new.policy_type.as_deref()));
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
        if let Some(kind) = kind.filter(|kind| kind.0.is_only && self.has_type) {
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

impl Policy {
    /// As a credential refers to it.
    #[must_use]
    pub fn reference(&self) -> PolicyRef {
        PolicyRef { id: self.id, ext_id: self.ext_id.clone() }
    }

    /// The policy as its history shows it.
    #[must_use]
    pub fn audit(&self) -> serde_json::Value {
        serde_json::json!({
            "extId": self.ext_id, "policyType": self.kind.as_str(), "name": self.name,
            "description": self.description, "defaultPolicy": self.is_default, "parameters": self.parameters,
        })
    }
}

fn creatable(value: Option<&str>) -> Result<PolicyType, Breach> {
    let value = text::mandatory("policyType", value, 50)?;
    PolicyType::creatable().find(|kind| kind.as_str() == value).ok_or_else(|| {
        let expected = text::one_of(PolicyType::creatable().map(PolicyType::as_str));
        Breach::invalid(format!("policyType: expected one of {expected}, got {}", text::echo(&value)))
    })
}
