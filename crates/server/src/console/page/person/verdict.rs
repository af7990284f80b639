//! Whether somebody can sign in, in one sentence; then why, and what repairs it.

use maud::{Markup, html};
use sigill_app::Permit;
use sigill_app::sign_in::Explained;
use sigill_domain::credential::{Credential, MobileSignature, Own, State, Typed};
use sigill_domain::right::{CredentialModify, UserModify};
use sigill_domain::sign_in::{Barrier, Cause, Weight, of_credential, of_user};
use sigill_domain::time::Timestamp;
use sigill_domain::user::User;

use super::cards;
use crate::console::look::Look;
use crate::console::part::{Tone, icon, name_of};
use crate::console::route::Route;
use crate::console::visit::Visit;

/// What is to be said.
struct Verdict {
    tone: Tone,
    sentence: String,
    /// When, and what is known.
    evidence: Vec<(String, String)>,
    /// Where it is repaired, and the word of the button.
    repair: Option<(String, String)>,
    works: Vec<String>,
    doesnt: Vec<String>,
}

pub(super) fn of(visit: &Visit, person: &User, explained: Option<&Explained>, all: &[Credential<Own>]) -> Markup {
    let look = &visit.look;
    let verdict = weigh(visit, person, explained, all);
    let (class, name) = match verdict.tone {
        Tone::Bad => ("card verdict", "lock"),
        Tone::Ok => ("card verdict can", "okc"),
        _ => ("card verdict maybe", "warn"),
    };
    html! {
        section class=(class) aria-labelledby="v" {
            (icon(look, name))
            div {
                h2 id="v" { (verdict.sentence) }
                @if !verdict.evidence.is_empty() {
                    ul { @for (at, what) in &verdict.evidence { li { time { (at) } span { (what) } } } }
                }
                @if let Some((href, word)) = &verdict.repair {
                    div class="acts" { a class="btn go" href=(href) { (word) " …" } }
                }
                @if !verdict.works.is_empty() || !verdict.doesnt.is_empty() {
                    p class="else" {
                        @if !verdict.works.is_empty() { b { (look.t("works")) } " " (verdict.works.join(", ")) ". " }
                        @if !verdict.doesnt.is_empty() { b { (look.t("doesnt-work")) } " " (verdict.doesnt.join(", ")) "." }
                    }
                }
            }
        }
    }
}

/// A credential, and what keeps it from serving.
struct Way<'a> {
    credential: &'a Credential<Own>,
    title: String,
    /// The rule, or what else is known of a phone or a provider.
    trouble: Option<String>,
    is_meant: bool,
}

fn weigh(visit: &Visit, person: &User, explained: Option<&Explained>, all: &[Credential<Own>]) -> Verdict {
    let (look, at) = (&visit.look, visit.look.now);
    let name = name_of(person);
    let causes: &[Cause] = explained.map_or(&[], |explained| &explained.sign_in.causes);
    let evidence = evidence(look, causes, at);
    let ways: Vec<Way<'_>> = all.iter().map(|one| way(look, one, causes, at)).collect();
    let title = |way: &&Way<'_>| way.title.clone();
    let works: Vec<String> = ways.iter().filter(|way| way.trouble.is_none()).map(|way| title(&way)).collect();
    let doesnt: Vec<String> =
        ways.iter().filter_map(|way| Some(format!("{} ({})", way.title, way.trouble.as_ref()?))).collect();
    if let Some(barrier) = of_user(person.state, person.validity, at).next() {
        let sentence = look.words.with(&format!("cause-{}", barrier.code()), &[("name", &name)]);
        return Verdict {
            tone: Tone::Bad,
            sentence,
            evidence,
            repair: of_person(visit, barrier),
            works: vec![],
            doesnt,
        };
    }
    if ways.is_empty() {
        let sentence = look.words.with("cause-no-credential", &[("name", &name)]);
        return Verdict { tone: Tone::Bad, sentence, evidence, repair: None, works, doesnt };
    }
    // What was taken away on purpose isn't what somebody calls for, as long as something else works.
    let lead = ways.iter().filter(|way| way.trouble.is_some()).min_by_key(|way| way.is_meant);
    match lead.filter(|way| works.is_empty() || !way.is_meant) {
        None => {
            let sentence = look.words.with("verdict-can", &[("name", &name), ("what", &works.join(", "))]);
            Verdict { tone: Tone::Ok, sentence, evidence, repair: None, works: vec![], doesnt }
        }
        Some(way) => {
            let id = if works.is_empty() { "verdict-cannot" } else { "verdict-partly" };
            let why = way.trouble.clone().unwrap_or_default();
            let sentence = look.words.with(id, &[("name", &name), ("what", &way.title), ("why", &why)]);
            let doesnt = doesnt.into_iter().filter(|other| !other.starts_with(&way.title)).collect();
            Verdict { tone: Tone::Bad, sentence, evidence, repair: of_way(visit, way), works, doesnt }
        }
    }
}

fn way<'a>(look: &Look, credential: &'a Credential<Own>, causes: &[Cause], at: Timestamp) -> Way<'a> {
    let state = credential.state;
    let is_barred = of_credential(state, credential.validity, at).next().is_some();
    let is_due = matches!(state, State::AdminChanged | State::ResetCode);
    let is_of_phone = credential.detail.kind == MobileSignature::TYPE;
    let beyond = causes.iter().find(|cause| is_of_phone && cause.weight != Weight::Note && is_beyond(cause.code));
    let trouble = match beyond {
        _ if is_barred || is_due => Some(cards::state_of(look, credential, at).1),
        Some(cause) => Some(look.t(&format!("cause-{}", cause.code))),
        None => None,
    };
    let is_meant = matches!(state, State::Disabled | State::Archived);
    Way { credential, title: cards::title(look, credential), trouble, is_meant }
}

/// Whether a cause isn't of the credential's own state.
fn is_beyond(code: &str) -> bool {
    !Barrier::ALL.iter().any(|barrier| barrier.code() == code) || code == Barrier::ProviderNotConfigured.code()
}

/// Since when, and by whom.
fn evidence(look: &Look, causes: &[Cause], at: Timestamp) -> Vec<(String, String)> {
    let told = causes.iter().filter(|cause| cause.since.is_some()).take(4);
    told.map(|cause| {
        let when = cause.since.map(|since| look.words.short(since, at)).unwrap_or_default();
        let what = look.t(&format!("fact-{}", cause.code));
        let who = cause.by.as_ref().map(|by| look.words.with("told-by", &[("who", by)]));
        (when, [Some(what), who].into_iter().flatten().collect::<Vec<_>>().join(", "))
    })
    .collect()
}

fn of_person(visit: &Visit, barrier: Barrier) -> Option<(String, String)> {
    let (to, word) = match barrier {
        Barrier::UserDisabled => ("enable", "enable"),
        Barrier::UserExpired => ("endless", "take-end-away"),
        Barrier::UserNotYetValid => ("now", "begin-now"),
        _ => return None,
    };
    let look = &visit.look;
    visit.may::<UserModify>().then(|| (look.to(Route::PersonState(visit.of(), to)), look.t(word)))
}

fn of_way(visit: &Visit, way: &Way<'_>) -> Option<(String, String)> {
    let look = &visit.look;
    let of = way.credential.detail.kind;
    let may =
        visit.caller.granted_for::<CredentialModify>(of).and_then(|granted| granted.in_client(visit.path.client()));
    let _: Permit<CredentialModify> = may.ok()?;
    let (to, word) = match way.credential.state {
        State::TmpLocked | State::FailLocked => ("unlock", "unlock-now"),
        State::Disabled => ("enable", "enable"),
        _ => return None,
    };
    of.form().is_changed.then(|| {
        let route = Route::Credential(visit.of(), of.number(), way.credential.ext_id.as_str(), to);
        (look.to(route), look.t(word))
    })
}
