//! All four languages say the same, and nothing that nobody asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sigill_domain::credential::CredentialType;
use sigill_domain::effective::HeldWhy;
use sigill_domain::message::MessagePurpose;
use sigill_domain::sign_in::{Barrier, CODES};
use sigill_domain::signing::Outcome;

use super::*;

/// Each text with what it is about, `$count` and so on.
fn texts(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut last = String::new();
    for line in language.text().lines().filter(|line| !line.starts_with('#')) {
        if let Some((id, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
            assert!(texts.insert(id.to_owned(), BTreeSet::new()).is_none(), "{language:?} has {id} twice");
            last = id.to_owned();
        }
        let names = line.split('$').skip(1).map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect());
        texts.entry(last.clone()).or_default().extend(names);
    }
    texts.remove("");
    texts
}

#[test]
fn all_languages_have_the_same_texts_about_the_same() {
    let english = texts(Language::English);
    for language in Language::ALL {
        let others = texts(*language);
        let names = |texts: &BTreeMap<String, BTreeSet<String>>| texts.keys().cloned().collect::<BTreeSet<_>>();
        let missing: Vec<_> = names(&english).symmetric_difference(&names(&others)).cloned().collect();
        assert!(missing.is_empty(), "{language:?}: {missing:?}");
        for (id, about) in &english {
            assert_eq!(about, &others[id], "{language:?}: {id}");
        }
        for id in english.keys() {
            assert!(Words::of(*language).has(id), "{language:?}: {id} can't be read");
        }
    }
}

#[test]
fn each_language_is_spelled_as_in_switzerland() {
    assert!(!Language::German.text().contains('ß'));
    for language in [Language::German, Language::French, Language::Italian] {
        assert!(!language.text().contains(['"', '“', '”']), "{language:?}");
    }
    // Nobody can see whether the blank is the narrow one that doesn't break.
    for line in Language::French.text().lines().filter(|line| !line.starts_with('#')) {
        assert!(![" ?", " ;", " !", " :"].iter().any(|end| line.contains(end)), "{line}");
    }
}

/// Everything that is put together of a word and something else.
fn families() -> BTreeSet<String> {
    let kinds = CredentialType::all().map(|kind| format!("kind-{}", kind.number()));
    let barriers = || Barrier::ALL.iter().map(|barrier| barrier.code());
    let facts = barriers().chain(CODES.iter().copied()).map(|code| format!("fact-{code}"));
    let of_user = ["user-archived", "user-disabled", "user-expired", "user-not-yet-valid", "no-credential"];
    let notes = ["failed-attempts", "refused-attempts"];
    let beyond = CODES.iter().copied().filter(|code| !notes.contains(code));
    let causes =
        beyond.chain(of_user).chain([Barrier::ProviderNotConfigured.code()]).map(|code| format!("cause-{code}"));
    let holds = HeldWhy::NAMES.map(|name| format!("holds-{name}"));
    let about = CredentialType::all().map(|kind| format!("kind-about-{}", kind.number()));
    let acts = ["unlock", "lock", "enable", "disable", "archive", "delete", "reset", "remake"];
    let acts = acts.iter().flat_map(|act| ["what", "effect"].map(|end| format!("{act}-{end}")));
    let person = ["enable", "disable", "archive", "delete", "endless", "now", "sessions"];
    let person = person.iter().flat_map(|act| ["what", "effect"].map(|end| format!("person-{act}-{end}")));
    let troubles = ["forbidden", "missing", "moved", "gone", "too-many", "ours", "busy", "not-so"];
    let troubles = troubles.iter().map(|word| format!("trouble-{word}-next"));
    let outcomes = Outcome::ALL.iter().map(|outcome| format!("outcome-{}", outcome.as_str()));
    let purposes = MessagePurpose::ALL.iter().map(|purpose| format!("purpose-{}", purpose.as_str()));
    let all = outcomes.chain(purposes).chain(kinds).chain(about);
    all.chain(facts).chain(causes).chain(holds).chain(acts).chain(person).chain(troubles).collect()
}

#[test]
fn types_of_credentials_are_called_as_in_messages() {
    for (language, code) in
        [(Language::English, "en"), (Language::German, "de"), (Language::French, "fr"), (Language::Italian, "it")]
    {
        for kind in CredentialType::all() {
            let name = sigill_domain::message::credential_name(kind, code).unwrap();
            let said = format!("kind-{} = {name}", kind.number());
            assert!(language.text().lines().any(|line| line == said), "{code}: {said}");
        }
    }
}

#[test]
fn what_is_put_together_is_there() {
    for id in families() {
        assert!(Words::of(Language::English).has(&id), "{id}");
    }
}

/// Whether a word is found by the name of an event or of a member.
fn is_of_a_name(id: &str) -> bool {
    id.starts_with("event-") || id.starts_with("member-")
}

/// Members that all types share.
const SHARED: [&str; 5] = ["extId", "policyExtId", "stateName", "validity-from", "validity-to"];

#[test]
fn nothing_is_there_that_nobody_asks_for() {
    fn sources(folder: &Path, all: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                sources(&entry, all);
            } else if entry.extension().is_some_and(|end| end == "rs") && !entry.ends_with("tests.rs") {
                all.push_str(&std::fs::read_to_string(&entry).unwrap());
            }
        }
    }
    let mut all = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/console"), &mut all);
    let families = families();
    let unused: Vec<_> = texts(Language::English)
        .into_keys()
        .filter(|id| !families.contains(id) && !is_of_a_name(id) && !all.contains(&format!("\"{id}\"")))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
    for id in texts(Language::English).into_keys().filter(|id| id.starts_with("event-")) {
        let kind = id.trim_start_matches("event-").to_uppercase().replace('-', "_");
        assert!(sigill_domain::event::EventKind::from_wire(&kind).is_some(), "{id}");
    }
    let named = CredentialType::all().flat_map(|kind| kind.form().members).map(|member| member.name).chain(SHARED);
    let members: BTreeSet<String> = named.map(|name| name.replace('.', "-")).collect();
    for id in texts(Language::English).into_keys() {
        let Some(name) = id.strip_prefix("member-") else { continue };
        assert!(members.contains(name.trim_end_matches("-hint")), "{id}");
    }
}

#[test]
fn a_text_is_about_what_it_is_given() {
    let (english, french) = (Words::of(Language::English), Words::of(Language::French));
    assert_eq!(english.count("hits", 1, &[]), "1 person");
    assert_eq!(english.count("state-fail-locked-after", 9, &[]), "locked for good after 9 failures");
    assert_eq!(french.count("state-fail-locked-after", 1, &[]), "blocage définitif après 1 échec");
    assert_eq!(english.with("told-by", &[("who", "<b>")]), "by <b>", "it is escaped where it is written into a page");
    assert_eq!(english.t("no-such-text"), "no-such-text");
}
