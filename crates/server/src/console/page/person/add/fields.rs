//! The fields of a type's form, made of what it declares; and what was typed, as the use case takes it.

use maud::{Markup, html};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use sigill_domain::breach::Breach;
use sigill_domain::certificate::SignerCert;
use sigill_domain::credential::{Form, Member, New, State, Takes};
use sigill_domain::identity_number::IdentityNumber;
use sigill_domain::property::Wishes;
use sigill_domain::text;
use sigill_domain::time::Timestamp;

use super::super::cards::masked;
use crate::console::look::Look;
use crate::console::pairs::Pairs;
use crate::console::part::{CORE, Entry, Input, facts, path_of};
use crate::console::route::Of;

/// What is filled in only now and then.
const SELDOM: [&str; 7] =
    ["extId", "policyExtId", "stateName", "validity.from", "validity.to", "passwordHash", "otpauthUri"];
/// How one may begin that somebody else gives.
const BEGINS: [(State, &str); 4] = [
    (State::Active, "begins-active"),
    (State::Initial, "begins-initial"),
    (State::AdminChanged, "begins-change"),
    (State::Disabled, "begins-disabled"),
];
/// Longest names of policies and ids.
const ID_MAX: usize = 50;

/// Those that are asked for at once, and the others.
pub(super) fn parted(all: Vec<Input>) -> (Vec<Input>, Vec<Input>) {
    all.into_iter().partition(|input| input.is_mandatory || !SELDOM.contains(&input.name.as_str()))
}

/// All of a new one.
pub(super) fn inputs_of(look: &Look, form: &Form, typed: &Pairs) -> Vec<Input> {
    let mut all: Vec<Input> = members_of(look, form, |name| typed.one(name).to_owned());
    let mut add = |name: &str, entry: Entry| {
        let label = look.t(&format!("member-{}", name.replace('.', "-")));
        all.push(Input::new(name, label, entry, typed.one(name)));
    };
    add("extId", Entry::Text(ID_MAX));
    if form.policy.is_some() {
        add("policyExtId", Entry::Text(ID_MAX));
    }
    if form.takes_state {
        let states = BEGINS.iter().map(|(state, word)| (state.as_str().to_owned(), look.t(word)));
        add("stateName", Entry::OneOf(states.collect()));
    }
    if form.takes_validity {
        add("validity.from", Entry::Day);
        add("validity.to", Entry::Day);
    }
    for input in &mut all {
        input.is_mandatory |= form.needs_ext_id && input.name == "extId";
    }
    all
}

/// The members of the type.
fn members_of(look: &Look, form: &Form, value: impl Fn(&str) -> String) -> Vec<Input> {
    let given = form.members.iter().filter(|member| member.is_given);
    given.filter_map(|member| input_of(look, member, &value(member.name))).collect()
}

/// Those that may be changed, as they are.
pub(in crate::console::page::person) fn changeable(
    look: &Look,
    form: &Form,
    value: impl Fn(&str) -> String,
) -> Vec<Input> {
    let given = form.members.iter().filter(|member| member.is_given && !member.is_fixed);
    let all = given.filter_map(|member| {
        let now = value(member.name);
        let input = input_of(look, member, if stays_where_empty(member) { "" } else { &now })?;
        Some(match () {
            () if !stays_where_empty(member) => input,
            () if may_go(member) && !now.is_empty() => {
                input.hint(look.words.with("stays-or-dash", &[("number", &masked(&now))])).free()
            }
            () if is_number(member) => {
                input.hint(look.words.with("stays-where-empty", &[("number", &masked(&now))])).free()
            }
            () => input.hint(look.t("secret-stays")).free(),
        })
    });
    all.collect()
}

/// Whether a member isn't shown in a form, so that an empty field leaves it as it is.
pub(in crate::console::page::person) fn stays_where_empty(member: &Member) -> bool {
    !member.is_shown() || is_number(member)
}

/// Whether a member that isn't shown can be taken away: by a dash.
pub(in crate::console::page::person) fn may_go(member: &Member) -> bool {
    is_number(member) && !member.is_mandatory
}

fn is_number(member: &Member) -> bool {
    matches!(member.takes, Takes::Number | Takes::IdentityNumber) || member.name == "mobileNumber"
}

fn input_of(look: &Look, member: &Member, value: &str) -> Option<Input> {
    let entry = match member.takes {
        Takes::Text(max) => Entry::Text(max),
        Takes::OneOf(words) => {
            Entry::OneOf(words.iter().map(|word| ((*word).to_owned(), (*word).to_owned())).collect())
        }
        Takes::Flag => Entry::Flag,
        Takes::Count(_) | Takes::Version => Entry::Number,
        Takes::Certificate => Entry::Block(SignerCert::LEN_MAX),
        Takes::Number => Entry::Phone,
        Takes::IdentityNumber => Entry::Text(IdentityNumber::LEN),
        Takes::Base64(max) => Entry::Block(max),
        Takes::Secret(max) => Entry::Secret(max),
        Takes::Hash | Takes::Token => Entry::Secret(1_000),
        // No form can make them: they come from elsewhere.
        Takes::Objects(..) | Takes::Object => return None,
    };
    let entry = if member.name == "mobileNumber" { Entry::Phone } else { entry };
    let id = format!("member-{}", member.name.replace('.', "-"));
    let label = if look.words.has(&id) { look.t(&id) } else { member.name.to_owned() };
    let input = Input::new(member.name, label, entry, value);
    let hint = format!("{id}-hint");
    let input = if look.words.has(&hint) { input.hint(look.t(&hint)) } else { input };
    Some(match member.takes {
        _ if member.is_mandatory => input.mandatory(),
        Takes::Secret(_) => input.by_policy(),
        _ => input,
    })
}

/// What was typed, as a new credential; with what can't be read.
pub(super) fn read(form: &Form, typed: &Pairs) -> (New, Vec<Breach>) {
    let word = |name: &str| Some(typed.one(name).trim()).filter(|word| !word.is_empty()).map(str::to_owned);
    let (mut members, mut extra) = (Map::new(), Vec::new());
    for member in form.members.iter().filter(|member| member.is_given) {
        match value_of(member, typed.one(member.name)) {
            Ok(Some(value)) => _ = members.insert(member.name.to_owned(), value),
            Ok(None) => {}
            Err(breach) => extra.push(breach),
        }
    }
    let new = New {
        ext_id: word("extId"),
        policy_ext_id: word("policyExtId").filter(|_| form.policy.is_some()),
        state_name: word("stateName").filter(|_| form.takes_state),
        validity_from: word("validity.from").filter(|_| form.takes_validity),
        validity_to: word("validity.to").filter(|_| form.takes_validity),
        properties: Wishes::new(),
        members,
    };
    (new, extra)
}

/// What was typed into the field of a member; `None`: nothing.
///
/// # Errors
/// It isn't what the member takes.
pub(in crate::console::page::person) fn value_of(member: &Member, typed: &str) -> Result<Option<Value>, Breach> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    Ok(Some(match member.takes {
        // A blank may be part of it.
        Takes::Secret(_) => typed.into(),
        Takes::Flag => (typed == "true").into(),
        Takes::Count(_) | Takes::Version => match typed.trim().parse::<i64>() {
            Ok(count) => count.into(),
            Err(_) => {
                let got = text::echo(typed);
                return Err(Breach::invalid(format!("{}: expected a whole number, got {got}", member.name)));
            }
        },
        // Browsers end lines as mail does.
        Takes::Certificate => typed.replace("\r\n", "\n").into(),
        _ => typed.trim().into(),
    }))
}

/// What certificates say that were pasted and can be read.
pub(in crate::console::page::person) fn preview(look: &Look, form: &Form, typed: &Pairs) -> Markup {
    let certificates = form.members.iter().filter(|member| matches!(member.takes, Takes::Certificate));
    let read = certificates.filter_map(|member| SignerCert::parse(&typed.one(member.name).replace("\r\n", "\n")).ok());
    html! { @for certificate in read { (certificate_of(look, &certificate)) } }
}

fn certificate_of(look: &Look, certificate: &SignerCert) -> Markup {
    let words = look.words;
    let (from, to) = (at(certificate.not_before()), at(certificate.not_after()));
    let left = if to <= look.now {
        words.with("state-over", &[("at", &words.date(to))])
    } else if from > look.now {
        words.with("state-not-yet", &[("at", &words.moment(from, look.now))])
    } else {
        words.count("state-ends-in", words.days_until(to, look.now), &[])
    };
    let digest: String = Sha256::digest(certificate.der()).iter().map(|byte| format!("{byte:02X} ")).collect();
    let said = |text: String| html! { (text) };
    let code = |text: &str| html! { code { (text) } };
    let all = [
        (words.t("fact-subject"), said(certificate.subject())),
        (words.t("fact-issuer"), said(certificate.issuer())),
        (words.t("fact-serial"), code(certificate.serial_hex())),
        (words.t("fact-validity"), said(format!("{} – {} ({left})", words.date(from), words.date(to)))),
        (words.t("fact-sha256"), code(digest.trim())),
    ];
    html! { div class="preview" { h3 { (words.t("seen-in-it")) } (facts(&all)) } }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds.saturating_mul(1_000_000))
}

/// The call that makes one.
pub(super) fn path(own: &str, of: Of<'_>, form: &Form) -> String {
    path_of(if form.is_own { own } else { CORE }, &[of.client, "users", of.user, form.segment])
}
