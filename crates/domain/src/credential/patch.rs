//! A patch of a credential of any type, and what it does to its members.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Credential, Form, Own, State, Unchanged};
use crate::breach::{Breach, Breaches};
use crate::code::Code;
use crate::patch::Patch;
use crate::policy::Parameters;
use crate::standing::Effect;
use crate::version::Expected;

/// A patch of a credential as a caller sends it, unchecked. `Debug` hides its members.
#[derive(Clone, Default)]
pub struct PatchCredential {
    /// Can't be removed; see [`State::can_be_set`].
    pub state_name: Patch<String>,
    /// `null` and `""` remove.
    pub modification_comment: Patch<String>,
    /// `null` and `""` go back to the client's default policy.
    pub policy_ext_id: Patch<String>,
    /// The members of its type that were sent, each of the JSON type that it takes.
    pub members: BTreeMap<String, Patch<Value>>,
    /// What can't be changed; of a type that takes it, `validity` can.
    pub unchanged: Unchanged,
    /// The versions that the caller named.
    pub expected: Expected,
}

impl std::fmt::Debug for PatchCredential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PatchCredential").field("state_name", &self.state_name).finish_non_exhaustive()
    }
}

impl PatchCredential {
    /// What was sent: values, and `null` for what is to be removed.
    pub(super) fn given(&self) -> Map<String, Value> {
        let given = self.members.iter().filter_map(|(name, patch)| match patch {
            Patch::Keep => None,
            Patch::Clear => Some((name.clone(), Value::Null)),
            Patch::Set(value) if is_empty(value) => Some((name.clone(), Value::Null)),
            Patch::Set(value) => Some((name.clone(), value.clone())),
        });
        given.collect()
    }

    /// Whether a credential that works may work no longer afterwards, or less long.
    pub(super) fn may_end(&self, credential: &Credential<Own>) -> bool {
        let leaves = |name: &str| name != State::Active.as_str() && name != credential.state.as_str();
        matches!(&self.state_name, Patch::Set(name) if leaves(name))
            || (self.moves_validity(credential) && self.unchanged.shortens(credential.validity))
    }

    /// Whether the credential may be used at other times afterwards.
    fn moves_validity(&self, credential: &Credential<Own>) -> bool {
        credential.detail.kind.form().takes_validity && self.unchanged.moves(credential.validity)
    }

    /// What the patch does to what the user may do: by another secret or phone, somebody else signs in as that
    /// user, and by another validity for longer or not at all.
    pub(super) fn effect(&self, credential: &Credential<Own>) -> Effect {
        let policy = credential.policy.as_ref().map(|policy| policy.ext_id.as_str());
        let differs = |patch: &Patch<String>, there: Option<&str>| match patch.empty_clears() {
            Patch::Keep => false,
            Patch::Clear => there.is_some(),
            Patch::Set(value) => there != Some(value),
        };
        let of_own = self.members.iter().any(|(name, patch)| match patch {
            Patch::Keep => false,
            Patch::Clear => credential.detail.members.contains_key(name),
            Patch::Set(value) => credential.detail.members.get(name) != Some(value),
        });
        let of_all = differs(&self.state_name, Some(credential.state.as_str())) || differs(&self.policy_ext_id, policy);
        if of_own || of_all || self.moves_validity(credential) { Effect::REPLACES } else { Effect::default() }
    }

    /// Sets and removes members; what is a secret isn't kept with them.
    pub(super) fn apply(&self, form: &Form, parameters: &Parameters, own: &mut Own, broken: &mut Breaches) {
        for member in form.members {
            let (name, there) = (member.name, own.members.get(member.name));
            let patch = self.members.get(name).unwrap_or(&Patch::Keep);
            let instead = member.instead.and_then(|parameter| parameters.get(parameter));
            let removes = match patch {
                Patch::Keep => continue,
                Patch::Set(value) if there == Some(value) => continue,
                Patch::Set(value) => is_empty(value),
                Patch::Clear => true,
            };
            match (patch, instead) {
                _ if member.is_fixed => {
                    broken.push(Breach::new(Code::ModifyReadonlyData, format!("{name} can't be changed")));
                }
                (_, Some(instead)) if removes => own.set(name, instead.as_str()),
                _ if removes && !member.is_mandatory => own.set(name, Value::Null),
                (Patch::Set(value), _) => {
                    if let Some(read) = broken.keep(member.read(Some(value)))
                        && !member.is_secret()
                    {
                        own.set(name, read);
                    }
                }
                _ => drop(broken.keep(member.read(None))),
            }
        }
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_str().is_some_and(str::is_empty)
}
