//! Rules of a client that can only be changed where what is stored allows it: which numbers must be unique, and
//! in which country they are read.
//!
//! Who creates or changes something decides by the rules that were read. Between that and the commit the rules
//! may change; so these changes name the revision of the rules ([`RulesSeen`]), and a change of the rules moves it
//! and checks once more that the [`Facts`] hold, when nothing that was decided under the old ones is under way.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::client::{MOBILE_UNIQUE, MSISDN_COUNTRY, MSISDN_UNIQUE};
use super::{ClientRules, Parameters};
use crate::breach::{Breach, Breaches};
use crate::code::Code;

/// The rules of a client that a change was decided by, as far as the change depends on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RulesSeen {
    pub client_id: Uuid,
    /// [`ClientRules::rev`].
    pub rev: i64,
    /// Whether no two users of the client may have one mobile number.
    pub mobile_unique: bool,
}

impl RulesSeen {
    #[must_use]
    pub fn of(client_id: Uuid, rules: &ClientRules) -> Self {
        Self { client_id, rev: rules.rev, mobile_unique: rules.mobile_unique }
    }
}

/// What must be so where rules are to change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// No two mobile signatures of the client have one number.
    pub msisdns_differ: bool,
    /// No two users of the client have one mobile number.
    pub mobiles_differ: bool,
    /// The client has no mobile signatures.
    pub no_numbers: bool,
}

impl Facts {
    /// What a change of a client policy's parameters needs.
    #[must_use]
    pub fn needed(before: &Parameters, after: &Parameters) -> Self {
        let is_on = |parameters: &Parameters, name| parameters.get(name).is_some_and(|value| value == "true");
        let switched_on = |name| is_on(after, name) && !is_on(before, name);
        Self {
            msisdns_differ: switched_on(MSISDN_UNIQUE),
            mobiles_differ: switched_on(MOBILE_UNIQUE),
            no_numbers: before.get(MSISDN_COUNTRY) != after.get(MSISDN_COUNTRY),
        }
    }

    /// Whether anything is needed.
    #[must_use]
    pub fn any(self) -> bool {
        self != Self::default()
    }
}

/// What was found of what stands in the way; empty where it wasn't looked for.
#[derive(Clone, Debug, Default)]
pub struct Obstacles {
    /// Some numbers that several mobile signatures have.
    pub shared_msisdns: BTreeSet<String>,
    /// Some mobile numbers that several users have.
    pub shared_mobiles: BTreeSet<String>,
    pub has_numbers: bool,
}

impl Obstacles {
    pub(super) fn tell(&self, broken: &mut Breaches) {
        // Numbers that are stored are looked up as they were read; in another country they would be others, and
        // two of them perhaps the same.
        if self.has_numbers {
            broken.push(Breach::new(
                Code::UndeletedDependencies,
                format!("parameters.{MSISDN_COUNTRY}: can't be changed once the client has mobile signatures"),
            ));
        }
        for (parameter, code, whose, numbers) in [
            (MSISDN_UNIQUE, Code::DuplicateValue, "mobile signatures", &self.shared_msisdns),
            (MOBILE_UNIQUE, Code::DuplicateMobile, "users", &self.shared_mobiles),
        ] {
            if !numbers.is_empty() {
                let numbers: Vec<_> = numbers.iter().map(String::as_str).collect();
                broken.push(Breach::new(
                    code,
                    format!(
                        "parameters.{parameter}: can't be switched on, since several {whose} have these numbers: {}",
                        numbers.join(", ")
                    ),
                ));
            }
        }
    }
}
