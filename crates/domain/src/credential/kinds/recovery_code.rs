//! A set of recovery codes: sixteen, each of which works once where nothing else does.
//!
//! Source: *Create recovery codes*, *Get recovery codes*, *Use recovery code* (2.78). The codes are encrypted and not hashed,
//! and can be read again. The names in the list of codes aren't documented. Nothing is documented to change a set: who is
//! locked out gets a new one.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::breach::Breaches;
use crate::code::Code;
use crate::credential::{
    Act, Acted, ChangeReason, Check, Draft, Form, Holds, Kind, LoginAnswers, Member, Oneself, Opens, Own, Secret,
    SelfService, State, Takes, Trying,
};
use crate::oath;
use crate::policy::parameter;
use crate::rejection::Rejection;

/// See the module.
#[derive(Debug)]
pub(crate) struct RecoveryCode;

/// Codes of a set.
const COUNT: usize = 16;
/// What they consist of: nothing that looks like something else.
const CHARACTERS: &str = "a-hjkmnp-z2-9";
/// Characters of a group, and groups of a code.
const GROUP: usize = 4;
const CODE: &str = "code";

/// What a view shows of each code.
const SHOWN: &[Member] = &[
    Member::new(CODE, Takes::Text(19), "The code.", "abcd-efgh-2345-6789").mandatory(),
    Member::new("used", Takes::Flag, "Whether it was used, and so works no longer.", "false").mandatory(),
    Member::new("usageDate", Takes::Text(20), "When it was used.", "2026-05-18T12:34:56Z"),
];

const OPENED: &[Member] = &[Member::new("codes", Takes::Objects(SHOWN, COUNT), "All of them.", "")];

/// What somebody shows to sign in.
static SHOWS: &[Member] = &[Member::new(
    CODE,
    Takes::Secret(64),
    "One of the codes; blanks, dashes and capitals don't count.",
    "abcd-efgh-2345-6789",
)
.mandatory()];

static REMAKE: Act = Act {
    name: "remake",
    summary: "Make it anew",
    about: "Other codes take the place of all that there were.",
    takes: &[],
    answers: Acted::Revealed,
    oneself: Oneself::Proven,
    proves: None,
};

static FORM: Form = Form {
    holds: Holds::One(Code::RecoveryCodeExists),
    takes_state: false,
    keeps_secret: true,
    is_changed: false,
    is_checked_here: true,
    login: Some("recovery-codes"),
    login_answers: LoginAnswers::Nothing,
    oneself: SelfService { create: Oneself::Proven, view: Oneself::Yes, modify: Oneself::No, delete: Oneself::Proven },
    ..Form::new(22, "Recovery Code", "RecoveryCode", "recovery-codes")
        .called("a set of recovery codes", "Sixteen codes, each of which works once where nothing else does.")
};

/// A code as it is sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    used: Option<String>,
}

impl Kind for RecoveryCode {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn check(&self) -> Option<Check> {
        Some(Check::Opened { takes: SHOWS, is_right, keeps_wrong: false })
    }

    fn opens(&self) -> Option<Opens> {
        Some(Opens { members: OPENED, shown })
    }

    fn remade(&self) -> Option<&'static Act> {
        Some(&REMAKE)
    }

    fn act(&self, _: &Act, draft: &mut Draft<'_>, _: &mut Breaches) -> Result<(), Rejection> {
        make_up(draft);
        draft.state = State::Active;
        draft.reason = Some(ChangeReason::Renewal);
        draft.logins.failure_count = 0;
        Ok(())
    }

    fn shape(&self, draft: &mut Draft<'_>, _: &mut Breaches) {
        if draft.is_new() {
            make_up(draft);
        }
    }
}

fn make_up(draft: &mut Draft<'_>) {
    let set = parameter::characters(CHARACTERS);
    let one = |n: usize| {
        let letters: Vec<char> = draft.random.text(&format!("recovery code {n}"), &set, GROUP * 4).chars().collect();
        let groups: Vec<String> = letters.chunks(GROUP).map(|group| group.iter().collect()).collect();
        Kept { code: groups.join("-"), used: None }
    };
    let codes: Vec<Kept> = (0..COUNT).map(one).collect();
    draft.secret = Some(Secret::Sealed(sealed(&codes)));
}

/// Texts always have a JSON form.
fn sealed(codes: &[Kept]) -> String {
    serde_json::to_string(codes).unwrap_or_default()
}

fn opened(text: &str) -> Vec<Kept> {
    serde_json::from_str(text).unwrap_or_default()
}

fn shown(_: &Own, text: &str) -> Map<String, Value> {
    let codes: Vec<Value> = opened(text)
        .into_iter()
        .map(|Kept { code, used }| match used {
            Some(at) => json!({ CODE: code, "used": true, "usageDate": at }),
            None => json!({ CODE: code, "used": false }),
        })
        .collect();
    Map::from_iter([("codes".to_owned(), codes.into())])
}

/// What counts of a code.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_lowercase).collect()
}

/// Whether it is one that wasn't used. All are compared, so that time doesn't tell which one it is.
fn is_right(trying: &mut Trying<'_>) -> bool {
    let given = plain(trying.given.get(CODE).and_then(Value::as_str).unwrap_or_default());
    let mut codes = opened(trying.opened);
    let found = codes
        .iter()
        .enumerate()
        .fold(None, |found, (n, one)| if oath::is_same(&plain(&one.code), &given) { Some(n) } else { found });
    let Some(one) = found.and_then(|n| codes.get_mut(n)).filter(|one| one.used.is_none()) else { return false };
    one.used = Some(trying.now.to_string());
    *trying.opened = sealed(&codes);
    true
}
