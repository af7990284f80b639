//! A Vasco token: a device that shows codes, which only the vendor's own library can check. It is kept.
//!
//! Source: *Create Vasco credential*, *Get all Vasco credentials*, *Update Vasco credential*, *Unassign Vasco credential*
//! (8.2605). It belongs to a client before it belongs to a user. How it is assigned isn't documented, nor what a block of
//! data may be at most: see ADR 0033.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::breach::{Breach, Breaches};
use crate::code::Code;
use crate::credential::{
    Answers, Draft, Everywhere, Form, Kind, Member, Oneself, Opens, Own, Secret, SelfService, State, Takes,
};
use crate::policy::parameter::{self, Parameter};
use crate::policy::{PolicyForm, PolicyType};
use crate::text;

/// See the module.
#[derive(Debug)]
pub(crate) struct Vasco;

/// Blocks of a token: one for each way in which it shows codes.
const BLOCKS_MAX: usize = 8;
const BLOCKS: &str = "vascoTokens";
const MODE: &str = "authMode";

const BLOCK: &[Member] = &[
    Member::new(MODE, Takes::Text(50), "The way in which codes are made; each once.", "RO").mandatory(),
    Member::new("data", Takes::Base64(4000), "The block of the vendor's library, in base64.", "QUJDREVGR0g=")
        .mandatory(),
];

const BLOCKS_OF_TOKEN: Member =
    Member::new(BLOCKS, Takes::Objects(BLOCK, BLOCKS_MAX), "What the vendor's library knows of the token.", "");

const MEMBERS: &[Member] = &[BLOCKS_OF_TOKEN.mandatory().fixed().hidden()];
const OPENED: &[Member] = &[BLOCKS_OF_TOKEN];

const PARAMETERS: &[&[Parameter]] = &[parameter::ALL_CREDENTIALS];

static POLICY: PolicyForm = PolicyForm::new("VascoPolicy", PARAMETERS);

static FORM: Form = Form {
    is_of_client: true,
    members: MEMBERS,
    taken: Code::VascoExists,
    policy: Some(PolicyType::of(&POLICY)),
    answers: Answers::Whole,
    keeps_secret: true,
    oneself: SelfService { create: Oneself::No, view: Oneself::No, modify: Oneself::No, delete: Oneself::No },
    everywhere: Some(Everywhere { segment: "vasco", filters: &["extId", "stateName"], name: None }),
    ..Form::new(12, "Vasco", "Vasco", "vasco").called(
        "a Vasco token",
        "A device that shows codes. It is kept, and checked elsewhere. It is the client's own, and `initial`, until it is \
         assigned to a user.",
    )
};

impl Kind for Vasco {
    fn form(&self) -> &'static Form {
        &FORM
    }

    /// Nobody can use one that nobody has.
    fn begins(&self, _: &Draft<'_>) -> State {
        State::Initial
    }

    fn opens(&self) -> Option<Opens> {
        Some(Opens { members: OPENED, shown })
    }

    /// Who has its blocks can show its codes: they are sealed.
    fn shape(&self, draft: &mut Draft<'_>, broken: &mut Breaches) {
        let Some(blocks) = draft.own.members.remove(BLOCKS) else { return };
        let mut modes = HashSet::new();
        for (place, block) in blocks.as_array().into_iter().flatten().enumerate() {
            let mode = block.get(MODE).and_then(Value::as_str).unwrap_or_default();
            if !modes.insert(mode) {
                broken.push(Breach::invalid(format!(
                    "{BLOCKS}[{place}].{MODE}: expected each once, got {} again",
                    text::echo(mode)
                )));
            }
        }
        draft.secret = Some(Secret::Sealed(blocks.to_string()));
    }
}

fn shown(_: &Own, opened: &str) -> Map<String, Value> {
    serde_json::from_str(opened).map(|blocks: Value| Map::from_iter([(BLOCKS.to_owned(), blocks)])).unwrap_or_default()
}
