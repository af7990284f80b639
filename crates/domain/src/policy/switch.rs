//! Rules of a client that can only be changed where what is stored allows it: which numbers must be unique, and,
//! while they must, in which country they are read. What is stored doesn't depend on the country, so that nothing is
//! rewritten where it changes: see [`crate::msisdn::Msisdn::found_by`].
//!
//! Who creates or changes something decides by the rules that were read. Between that and the commit the rules
//! may change; so these changes name the revision of the rules ([`RulesSeen`]), and a change of the rules moves it
//! and checks once more that the [`Facts`] hold, when nothing that was decided under the old ones is under way.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::client::{MOBILE_UNIQUE, MSISDN_UNIQUE};
use super::{ClientRules, Parameters};
use crate::breach::{Breach, Breaches};
use crate::code::Code;
use crate::msisdn::CallingCode;

/// The rules of a client that a change was decided by, as far as the change depends on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RulesSeen {
    /// The client, by internal key.
    pub client_id: Uuid,
    /// [`ClientRules::rev`].
    pub rev: i64,
    /// Whether no two users of the client may have one mobile number.
    pub mobile_unique: bool,
}

impl RulesSeen {
    /// What was seen when `rules` were read for a decision about the client.
    #[must_use]
    pub fn of(client_id: Uuid, rules: &ClientRules) -> Self {
        Self { client_id, rev: rules.rev, mobile_unique: rules.mobile_unique }
    }
}

/// What must be so where rules are to change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// No two mobile signatures of the client have one number, national ones read in `country`.
    pub msisdns_differ: bool,
    /// In which country national numbers are read; `None` where [`Facts::msisdns_differ`] isn't needed, or there is
    /// none.
    pub country: Option<CallingCode>,
    /// No two users of the client have one mobile number.
    pub mobiles_differ: bool,
}

impl Facts {
    /// What a change of a client policy's parameters needs.
    #[must_use]
    pub fn needed(before: &Parameters, after: &Parameters) -> Self {
        let is_on = |parameters: &Parameters, name| parameters.get(name).is_some_and(|value| value == "true");
        let switched_on = |name| is_on(after, name) && !is_on(before, name);
        let country = ClientRules::country(after);
        let moves = is_on(after, MSISDN_UNIQUE) && ClientRules::country(before) != country;
        let msisdns_differ = switched_on(MSISDN_UNIQUE) || moves;
        Self { msisdns_differ, country: country.filter(|_| msisdns_differ), mobiles_differ: switched_on(MOBILE_UNIQUE) }
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
}

impl Obstacles {
    pub(super) fn tell(&self, broken: &mut Breaches) {
        for (parameter, code, whose, numbers) in [
            (MSISDN_UNIQUE, Code::DuplicateValue, "mobile signatures", &self.shared_msisdns),
            (MOBILE_UNIQUE, Code::DuplicateMobile, "users", &self.shared_mobiles),
        ] {
            if !numbers.is_empty() {
                let numbers: Vec<_> = numbers.iter().map(String::as_str).collect();
                broken.push(Breach::new(
                    code,
                    format!(
                        "parameters.{parameter}: can't be so with these parameters, since several {whose} have these numbers: {}",
                        numbers.join(", ")
                    ),
                ));
            }
        }
    }
}
