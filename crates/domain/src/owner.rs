//! The owner of credentials: a user with all that a decision about one needs to know.

use crate::breach::Breach;
use crate::client::ClientRef;
use crate::code::Code;
use crate::credential::{Credential, CredentialType, Machine};
use crate::ext_id::ExtId;
use crate::policy::{AllowedTypes, ClientRules, Policy};
use crate::user::UserRef;

/// A user, its client and policies, and what it already has of one type of credential. Of a type that is made for no
/// user yet, `U` is an option, and there is none.
#[derive(Clone, Debug)]
pub struct Owner<K, U = UserRef> {
    /// The client of the user.
    pub client: ClientRef,
    /// What its client policy says.
    pub client_rules: ClientRules,
    /// The types of credentials that the policy of the unit lets, in which the user's default profile is.
    pub unit_types: AllowedTypes,
    /// Whose credentials they are.
    pub user: U,
    /// Its login id, where it has one.
    pub login_id: Option<String>,
    /// Its mail address as it is looked for: in lower case; empty where it has none.
    pub email: Option<String>,
    /// The revision that every change below the user moves.
    pub rev: i64,
    /// Whether the user has any role: if not, anybody may give it credentials.
    pub has_roles: bool,
    /// The policy that the request names, or the client's default one of the type.
    pub policy: Option<Policy>,
    /// The credential of the type that the user has, one of them where it has several.
    pub existing: Option<Credential<K>>,
    /// How many of the type the user has, where there may be several.
    pub count: u32,
    /// Whether another credential of the client has the wanted external id.
    pub ext_id_taken: bool,
    /// Whether another credential of the type in the client is looked up by the same value.
    pub lookup_taken: bool,
    /// Of a type by which technical users sign in, what else must be known.
    pub machine: Option<Machine>,
}

impl<K, U> Owner<K, U> {
    /// The policy that governs the credential: the one named, of the right type, or the default; `None` where the type
    /// needs none.
    ///
    /// # Errors
    /// There is no such policy, or it is of another type.
    pub fn governing(&self, kind: CredentialType, named: Option<&ExtId>) -> Result<Option<&Policy>, Breach> {
        governing(kind, self.policy.as_ref(), named.map(ExtId::as_str))
    }
}

/// The policy that was found where the one `named`, or the default, was looked for.
pub(crate) fn governing<'a>(
    kind: CredentialType,
    found: Option<&'a Policy>,
    named: Option<&str>,
) -> Result<Option<&'a Policy>, Breach> {
    let missing = |what: String| Err(Breach::new(Code::MissingReferenceData, format!("policyExtId: {what}")));
    let Some(wanted) = kind.form().policy else {
        return match named {
            Some(_) => Err(Breach::invalid(format!("policyExtId: {} has no policy", kind.form().noun))),
            None => Ok(None),
        };
    };
    match (found, named) {
        (Some(policy), _) if policy.kind == wanted => Ok(Some(policy)),
        (Some(policy), _) => Err(Breach::invalid(format!(
            "policyExtId: expected a policy of type {}, got one of type {}",
            wanted.as_str(),
            policy.kind.as_str()
        ))),
        (None, Some(named)) => missing(format!("the client has no policy with extId {named}")),
        (None, None) if kind.form().needs_policy => {
            missing(format!("none given, and the client has no default policy of type {}", wanted.as_str()))
        }
        (None, None) => Ok(None),
    }
}
