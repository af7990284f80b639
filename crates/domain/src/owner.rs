//! The owner of credentials: a user with all that a decision about one needs to know.

use std::marker::PhantomData;

use crate::breach::Breach;
use crate::client::ClientRef;
use crate::code::Code;
use crate::credential::Credential;
use crate::ext_id::ExtId;
use crate::policy::{ClientRules, Policy};
use crate::user::UserRef;

/// A user, its client and policies, and what it already has of one type of credential.
///
/// It was read under the right `R` and carries the proof: only the decisions which that right
/// covers are defined on it.
#[derive(Clone, Debug)]
pub struct Owner<R, K> {
    /// The client of the user.
    pub client: ClientRef,
    /// What its client policy says.
    pub client_rules: ClientRules,
    /// Whose credentials they are.
    pub user: UserRef,
    /// The revision that every change below the user moves.
    pub rev: i64,
    /// Whether the user has any role: if not, anybody may give it credentials.
    pub has_roles: bool,
    /// The policy that the request names, or the client's default one of the type.
    pub policy: Option<Policy>,
    /// The credential of the type that the user has.
    pub existing: Option<Credential<K>>,
    /// Whether another credential of the client has the wanted external id.
    pub ext_id_taken: bool,
    /// Whether another credential of the type in the client is looked up by the same value.
    pub lookup_taken: bool,
    /// Marks the right under which it was read; holds no data.
    pub right: PhantomData<fn() -> R>,
}

impl<R, K: crate::credential::Kind> Owner<R, K> {
    /// The policy that governs the credential: the one named, of the right type, or the default.
    pub fn governing(&self, named: Option<&ExtId>) -> Result<&Policy, Breach> {
        let wanted = K::POLICY.as_str();
        match (&self.policy, named) {
            (Some(policy), _) if policy.kind == K::POLICY => Ok(policy),
            (Some(policy), _) => Err(Breach::invalid(format!(
                "policyExtId: expected a policy of type {wanted}, got one of type {}",
                policy.kind.as_str()
            ))),
            (None, Some(named)) => Err(Breach::new(
                Code::MissingReferenceData,
                format!("policyExtId: the client has no policy with extId {named}"),
            )),
            (None, None) => Err(Breach::new(
                Code::MissingReferenceData,
                format!("policyExtId: none given, and the client has no default policy of type {wanted}"),
            )),
        }
    }
}
