//! Credentials as cards, in plain words.

use maud::{Markup, html};
use serde_json::Value;
use sigill_domain::credential::{Act, ChangeReason, Credential, Kind, MobileSignature, Own, State, Typed};
use sigill_domain::msisdn::Msisdn;
use sigill_domain::right::{CredentialDelete, CredentialModify, SignatureRequest, SignatureView};
use sigill_domain::time::Timestamp;
use sigill_domain::user::User;

use crate::console::look::Look;
use crate::console::part::{Action, Card, Tone, hidden};
use crate::console::route::Route;
use crate::console::visit::Visit;

/// What ends within so many days is told before.
const SOON_DAYS: i64 = 30;
/// Longest value of a member that is shown, in characters.
const VALUE_MAX: usize = 120;

/// Members that help to tell one from another, and their words.
const MEMBERS: [(&str, &str); 13] = [
    ("msisdn", "fact-number"),
    ("mobileNumber", "fact-number"),
    ("number", "fact-number"),
    ("msspIdentifier", "fact-provider"),
    ("subjectDn", "fact-subject"),
    ("issuerDn", "fact-issuer"),
    ("serial", "fact-serial"),
    ("serialNumber", "fact-serial"),
    ("username", "fact-name-there"),
    ("context", "fact-context"),
    ("rpId", "fact-site"),
    ("method", "fact-method"),
    ("identification", "fact-identification"),
];

/// The name of a type, in plain words.
pub(crate) fn title(look: &Look, credential: &Credential<Own>) -> String {
    look.t(&format!("kind-{}", credential.detail.kind.number()))
}

/// The state of a credential as a sentence without its full stop, in small letters.
pub(crate) fn state_of(look: &Look, credential: &Credential<Own>, at: Timestamp) -> (Tone, String) {
    let words = look.words;
    let failures = credential.logins.failure_count;
    let by_failures = credential.reason == Some(ChangeReason::TooManyLoginFailures) && failures > 0;
    match credential.state {
        State::TmpLocked => {
            let until = credential.lock_until.map(|until| words.moment(until, at)).unwrap_or_default();
            let id = if by_failures { "state-tmp-locked-after" } else { "state-tmp-locked" };
            (Tone::Bad, words.count(id, failures, &[("until", &until)]))
        }
        State::FailLocked if by_failures => (Tone::Bad, words.count("state-fail-locked-after", failures, &[])),
        State::FailLocked => (Tone::Bad, words.t("state-fail-locked")),
        State::Disabled => {
            let by = credential.modified_by.as_deref().unwrap_or("–");
            (Tone::Off, words.with("state-disabled", &[("who", by), ("at", &words.date(credential.modified))]))
        }
        State::Archived => (Tone::Off, words.t("state-archived")),
        _ if credential.validity.to.is_some_and(|to| to <= at) => {
            let to = credential.validity.to.map(|to| words.date(to)).unwrap_or_default();
            (Tone::Bad, words.with("state-over", &[("at", &to)]))
        }
        _ if credential.validity.from > at => {
            (Tone::Info, words.with("state-not-yet", &[("at", &words.moment(credential.validity.from, at))]))
        }
        State::AdminChanged => (Tone::Warn, words.t("state-admin-changed")),
        State::ResetCode => (Tone::Warn, words.t("state-reset-code")),
        State::Initial => (Tone::Ok, words.t("state-initial")),
        State::Active => {
            let days = credential.validity.to.map(|to| words.days_until(to, at)).filter(|days| *days < SOON_DAYS);
            match days {
                Some(days) => (Tone::Warn, words.count("state-ends-in", days, &[])),
                None => (Tone::Ok, words.t("state-active")),
            }
        }
    }
}

/// A sentence as it stands alone.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub(super) const fn icon_of(number: i64) -> &'static str {
    match number {
        16 | 11 => "phone",
        1 | 8 | 15 | 19 | 13 => "pass",
        21 | 23 => "passkey",
        2 => "cert",
        20 | 12 => "app",
        22 => "buoy",
        4 | 14 => "mail",
        _ => "key",
    }
}

/// How numbers of phones are shown.
pub(crate) enum Numbers {
    /// With the form that shows them, where there is one.
    Masked(Option<Markup>),
    Whole,
}

/// A credential as its card.
pub(crate) fn card_of(
    look: &Look,
    credential: &Credential<Own>,
    person: &User,
    actions: Vec<Action>,
    numbers: Numbers,
) -> Card {
    let (tone, state) = state_of(look, credential, look.now);
    let own = &credential.detail;
    let named = ["label", "userFriendlyName", "name"].into_iter().find_map(|name| own.text(name));
    let beside = named.map(str::to_owned).or_else(|| {
        let policy = credential.policy.as_ref()?;
        Some(look.words.with("by-policy", &[("policy", policy.ext_id.as_str())]))
    });
    Card {
        icon: icon_of(own.kind.number()),
        title: title(look, credential),
        beside,
        tone,
        state: capital(&state),
        facts: facts(look, credential, person, &numbers),
        actions,
    }
}

fn facts(look: &Look, credential: &Credential<Own>, person: &User, numbers: &Numbers) -> Vec<(String, Markup)> {
    let (words, at, logins) = (look.words, look.now, &credential.logins);
    let mut all: Vec<(String, Markup)> = Vec::new();
    for (name, value) in credential.detail.shown() {
        let Some((_, word)) = MEMBERS.iter().find(|(member, _)| *member == name) else { continue };
        let Value::String(text) = value else { continue };
        let value = match numbers {
            Numbers::Masked(form) if *word == "fact-number" => {
                html! { (masked(text)) @if let Some(form) = form { " " (form) } }
            }
            _ => html! { (text.chars().take(VALUE_MAX).collect::<String>()) },
        };
        all.push((words.t(word), value));
    }
    let by = credential.created_by.as_deref().filter(|by| !by.ends_with(&format!("/{}", person.ext_id)));
    let made = words.date(credential.created);
    let made = by.map_or_else(|| made.clone(), |by| words.with("made-by", &[("at", &made), ("who", by)]));
    all.push((words.t("fact-made"), html! { (made) }));
    let told = |last: Option<Timestamp>, count: i64, id: &str| match last {
        Some(last) => words.count(id, count, &[("at", &words.moment(last, at)), ("number", &words.number(count))]),
        None => words.t("never"),
    };
    all.push((words.t("fact-success"), html! { (told(logins.success_last, logins.success_count, "so-often")) }));
    if logins.failure_last.is_some() {
        all.push((
            words.t("fact-failure"),
            html! { (told(logins.failure_last, logins.failure_count, "so-often-since")) },
        ));
    }
    if let Some(comment) = &credential.comment {
        all.push((words.t("reason"), html! { q { (comment) } }));
    }
    all.push((words.t("id"), html! { span class="id" { (credential.ext_id) } }));
    all
}

/// A number as a screen may show it.
pub(super) fn masked(number: &str) -> String {
    Msisdn::parse("msisdn", Some(number)).map_or_else(|_| "•••".to_owned(), |number| number.masked().replace('*', "•"))
}

/// The form that shows the number of a phone, where there is one to show.
pub(super) fn reveals(visit: &Visit, credential: &Credential<Own>) -> Option<Markup> {
    let (look, of) = (&visit.look, credential.detail.kind);
    let is_number = |name: &str| MEMBERS.iter().any(|(member, word)| *member == name && *word == "fact-number");
    credential.detail.shown().any(|(name, _)| is_number(name)).then(|| {
        let action = look.to(Route::Reveal(visit.of(), of.number(), credential.ext_id.as_str()));
        html! {
            form class="inline" method="post" action=(action) {
                (hidden(look))
                button class="btn sm quiet" title=(look.t("reveal-recorded")) { (look.t("reveal")) }
            }
        }
    })
}

/// The call by which a type makes another secret.
pub(super) fn anew(kind: &dyn Kind, name: &str) -> Option<&'static Act> {
    kind.acts().iter().chain(kind.remade()).find(|act| act.name == name)
}

/// Whether a mobile signature can be tried by who looks.
fn tries(visit: &Visit, credential: &Credential<Own>) -> Option<Action> {
    let is_one = credential.detail.kind == MobileSignature::TYPE;
    let is_open = !matches!(credential.state, State::Archived | State::Disabled);
    (is_one && is_open && visit.may::<SignatureRequest>() && visit.may::<SignatureView>()).then(|| Action {
        href: visit.look.to(Route::Sign(visit.of())),
        word: visit.look.t("sign-try"),
        is_last: false,
    })
}

/// What the caller may do with a credential. The use cases decide; this only says what is worth a button.
pub(super) fn actions(visit: &Visit, credential: &Credential<Own>) -> Vec<Action> {
    let (look, client, of) = (&visit.look, visit.path.client(), credential.detail.kind);
    let form = of.form();
    let mut all: Vec<Action> = tries(visit, credential).into_iter().collect();
    let mut add = |to: &str, is_last: bool| {
        let route = Route::Credential(visit.of(), of.number(), credential.ext_id.as_str(), to);
        all.push(Action { href: look.to(route), word: look.t(to), is_last });
    };
    let modifies = visit.caller.granted_for::<CredentialModify>(of).and_then(|granted| granted.in_client(client));
    if modifies.is_ok() && form.is_changed {
        match credential.state {
            State::TmpLocked | State::FailLocked => add("unlock", false),
            State::Disabled => add("enable", false),
            State::Archived => {}
            _ => add("lock", true),
        }
        if credential.state != State::Archived {
            let is_replaced = matches!(of.number(), 11 | 16);
            if form.members.iter().any(|member| member.is_given && !member.is_fixed) {
                add("change", !is_replaced);
            }
        }
        if !matches!(credential.state, State::Disabled | State::Archived) {
            add("disable", true);
        }
        if form.is_archived && credential.state != State::Archived {
            add("archive", true);
        }
    }
    if let (Ok(_), Some(kind)) = (&modifies, of.kind()) {
        for act in ["reset", "remake"] {
            if credential.state != State::Archived && anew(kind, act).is_some() {
                add(act, false);
            }
        }
    }
    let deletes = visit.caller.granted_for::<CredentialDelete>(of).and_then(|granted| granted.in_client(client));
    if deletes.is_ok() {
        add("delete", true);
    }
    all
}
