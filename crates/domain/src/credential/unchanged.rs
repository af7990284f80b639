//! What a patch of a credential may send back as it was read, and not otherwise.

use super::{Credential, CredentialType, Validity};
use crate::breach::{Breach, Breaches};
use crate::code::Code;
use crate::patch::Patch;
use crate::time::Timestamp;
use crate::user;

/// Members that may be sent back as they were read, and not otherwise.
#[derive(Clone, Debug, Default)]
pub struct Unchanged {
    /// As the credential has it.
    pub ext_id: Patch<String>,
    /// As its user has it.
    pub user_ext_id: Patch<String>,
    /// `type`.
    pub kind: Patch<String>,
    /// As it was read.
    pub created: Patch<String>,
    /// `validity.from`, to the second.
    pub validity_from: Patch<String>,
    /// `validity.to`, to the second; `null` where it has no end.
    pub validity_to: Patch<String>,
}

impl Unchanged {
    /// What is sent and isn't as it was read.
    pub(super) fn breaches<K>(
        &self,
        credential: &Credential<K>,
        kind: CredentialType,
        takes_validity: bool,
    ) -> Vec<Breach> {
        let user = credential.user.as_ref().map(|user| user.ext_id.to_string());
        let of_all = [
            ("extId", &self.ext_id, credential.ext_id.to_string()),
            ("userExtId", &self.user_ext_id, user.unwrap_or_default()),
            ("type", &self.kind, kind.as_str().to_owned()),
            ("created", &self.created, credential.created.to_string()),
        ];
        let differs = |given: &Patch<String>, current: &str| match given {
            Patch::Keep => false,
            Patch::Clear => !current.is_empty(),
            Patch::Set(given) => given != current,
        };
        let mut breaches: Vec<Breach> = of_all
            .into_iter()
            .filter(|(_, given, current)| differs(given, current))
            .map(|(field, _, current)| is(field, &current))
            .collect();
        if !takes_validity {
            breaches.extend(self.other_validity(credential.validity));
        }
        breaches
    }

    /// What is sent as `validity` is when it may be used, to the second.
    fn other_validity(&self, Validity { from, to }: Validity) -> Vec<Breach> {
        [
            ("validity.from", &self.validity_from, Some(from.to_string())),
            ("validity.to", &self.validity_to, to.map(|to| to.to_string())),
        ]
        .into_iter()
        .filter(|(_, given, current)| match given {
            Patch::Keep => false,
            Patch::Clear => current.is_some(),
            Patch::Set(given) => Timestamp::parse(given).map(|given| given.to_string()) != *current,
        })
        .map(|(field, _, current)| is(field, current.as_deref().unwrap_or("without end")))
        .collect()
    }

    /// Whether what is sent as `validity` is another one than this.
    pub(super) fn moves(&self, before: Validity) -> bool {
        !self.other_validity(before).is_empty()
    }

    /// Whether it may be used from later on than before, or until sooner.
    pub(super) fn shortens(&self, Validity { from, to }: Validity) -> bool {
        let read = |patch: &Patch<String>| match patch {
            Patch::Set(text) => user::instant("validity", Some(text)).ok().flatten(),
            Patch::Keep | Patch::Clear => None,
        };
        let is_sooner = |end: Timestamp| to.is_none_or(|to| end < to);
        read(&self.validity_from).is_some_and(|begin| begin > from) || read(&self.validity_to).is_some_and(is_sooner)
    }

    /// From when until when it may be used then.
    pub(super) fn validity(&self, before: Validity, takes_validity: bool, broken: &mut Breaches) -> Validity {
        let mut after = before;
        if !takes_validity || self.other_validity(before).is_empty() {
            return after;
        }
        match &self.validity_from {
            Patch::Keep => {}
            Patch::Clear => broken.push(Breach::invalid("validity.from is mandatory: it can't be removed")),
            Patch::Set(text) => {
                let read = broken.keep(user::instant("validity.from", Some(text))).flatten();
                after.from = read.unwrap_or(before.from);
            }
        }
        match &self.validity_to {
            Patch::Keep => {}
            Patch::Clear => after.to = None,
            Patch::Set(text) => {
                let read = broken.keep(user::instant("validity.to", Some(text))).flatten();
                after.to = read.or(before.to);
            }
        }
        if after.to.is_some_and(|to| to <= after.from) {
            broken.push(Breach::invalid("validity.to: expected a time after validity.from"));
        }
        after
    }
}

fn is(field: &str, current: &str) -> Breach {
    Breach::new(Code::ModifyReadonlyData, format!("{field} can't be changed: it is {current}"))
}
