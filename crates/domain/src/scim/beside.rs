//! What is shown of a user beside what it has itself: in which groups it is, and, where that is asked for, its
//! credentials, profiles and authorizations.

use serde_json::{Value, json};

use super::extension::ScimExtension;
use super::{Resource, shown};
use crate::credential::{Credential, CredentialType, Own};
use crate::ext_id::ExtId;
use crate::time::Timestamp;
use crate::user::{State, User, Validity};

/// What of it is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownBeside {
    /// `groups`.
    pub groups: bool,
    /// Credentials of these types; of all, where none is named.
    pub credentials: Option<Vec<CredentialType>>,
    /// Profiles.
    pub profiles: bool,
    /// Authorizations.
    pub authorizations: bool,
}

/// A user, and what is shown beside it; `None`: it isn't wanted, or the caller may not see it.
#[derive(Clone, Debug)]
pub struct ScimPerson {
    /// As it was read.
    pub user: User,
    /// The external ids and names of its groups.
    pub groups: Option<Vec<(ExtId, String)>>,
    /// Its credentials.
    pub credentials: Option<Vec<Credential<Own>>>,
    /// Its profiles.
    pub profiles: Option<Vec<ProfileBeside>>,
    /// Its authorizations.
    pub authorizations: Option<Vec<AuthorizationBeside>>,
}

/// A profile, as it is shown beside a user.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileBeside {
    /// Its external id.
    pub ext_id: ExtId,
    /// Its name.
    pub name: String,
    /// The external id of its unit.
    pub unit: ExtId,
    /// Whether it is the one that its user has where none is chosen.
    pub is_default: bool,
    /// Its state.
    pub state: State,
    /// When it holds.
    pub validity: Validity,
}

/// An authorization, as it is shown beside a user.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthorizationBeside {
    /// Its external id.
    pub ext_id: ExtId,
    /// The external id of the profile that has it.
    pub profile: ExtId,
    /// The external id of the application of the role.
    pub application: ExtId,
    /// The external id of the role.
    pub role: String,
    /// The clients in which it holds; `None`: all.
    pub clients: Option<Vec<String>>,
    /// The units in which it holds; `None`: all.
    pub units: Option<Vec<String>>,
    /// When it holds.
    pub validity: Validity,
}

impl ScimPerson {
    /// A user of whom nothing else is shown.
    #[must_use]
    pub fn alone(user: User) -> Self {
        Self { user, groups: None, credentials: None, profiles: None, authorizations: None }
    }

    /// As SCIM shows it, but for where it is and where its groups are.
    #[must_use]
    pub fn shown(&self) -> Resource {
        let mut resource = shown(&self.user);
        if let Some(groups) = self.groups.as_deref().filter(|groups| !groups.is_empty()) {
            let one = |(id, name): &(ExtId, String)| json!({ "value": id.as_str(), "display": name, "type": "direct" });
            resource.insert("groups".to_owned(), groups.iter().map(one).collect());
        }
        let credentials = self.credentials.iter().flatten().map(credential).collect();
        let profiles = self.profiles.iter().flatten().map(profile).collect();
        let authorizations = self.authorizations.iter().flatten().map(authorization).collect();
        for (extension, name, all) in [
            (ScimExtension::Credentials, "credentials", credentials),
            (ScimExtension::Profiles, "profiles", profiles),
            (ScimExtension::Authorizations, "authorizations", authorizations),
        ] {
            put(&mut resource, extension, name, all);
        }
        resource
    }
}

fn put(resource: &mut Resource, extension: ScimExtension, name: &'static str, all: Vec<Value>) {
    if all.is_empty() {
        return;
    }
    if let Some(Value::Array(schemas)) = resource.get_mut("schemas") {
        schemas.push(extension.as_str().into());
    }
    resource.insert(extension.as_str().to_owned(), json!({ name: all }));
}

/// Members that are there.
fn there<const N: usize>(members: [(&'static str, Option<Value>); N]) -> Value {
    let members = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(members.collect())
}

fn time(at: Option<Timestamp>) -> Option<Value> {
    at.map(|at| at.to_string().into())
}

fn credential(one: &Credential<Own>) -> Value {
    there([
        ("type", Some(one.detail.kind.as_str().into())),
        ("extId", Some(one.ext_id.as_str().into())),
        ("state", Some(one.state.as_str().into())),
        ("validFrom", time(Some(one.validity.from))),
        ("validTo", time(one.validity.to)),
        ("successfulLoginCount", Some(one.logins.success_count.into())),
        ("lastSuccessfulLogin", time(one.logins.success_last)),
        ("failedLoginCount", Some(one.logins.failure_count.into())),
        ("lastFailedLogin", time(one.logins.failure_last)),
    ])
}

fn profile(one: &ProfileBeside) -> Value {
    there([
        ("extId", Some(one.ext_id.as_str().into())),
        ("name", Some(one.name.as_str().into())),
        ("unitExtId", Some(one.unit.as_str().into())),
        ("isDefaultProfile", Some(one.is_default.into())),
        ("state", Some(one.state.as_str().into())),
        ("validFrom", time(one.validity.from)),
        ("validTo", time(one.validity.to)),
    ])
}

fn authorization(one: &AuthorizationBeside) -> Value {
    let list = |all: &Option<Vec<String>>| all.as_ref().filter(|all| !all.is_empty()).map(|all| json!(all));
    there([
        ("extId", Some(one.ext_id.as_str().into())),
        ("profileExtId", Some(one.profile.as_str().into())),
        ("applicationExtId", Some(one.application.as_str().into())),
        ("roleExtId", Some(one.role.as_str().into())),
        ("clientGlobal", Some(one.clients.is_none().into())),
        ("clientExtIds", list(&one.clients)),
        ("unitGlobal", Some(one.units.is_none().into())),
        ("unitExtIds", list(&one.units)),
        ("validFrom", time(one.validity.from)),
        ("validTo", time(one.validity.to)),
    ])
}
