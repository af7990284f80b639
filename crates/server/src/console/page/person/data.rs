//! What is known of a person as the fields of a form, and what was typed as the use cases take it.

use serde_json::{Map, Value};
use sigill_domain::msisdn::Msisdn;
use sigill_domain::user::{Person, User};

use crate::console::look::Look;
use crate::console::pairs::Pairs;
use crate::console::part::{Entry, Input};

/// How a field is filled in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum As {
    Text(usize),
    Phone,
    Email,
    Day,
    Sex,
}

/// A field of the person, by its name in the API.
struct Field {
    name: &'static str,
    word: &'static str,
    filled: As,
}

const fn field(name: &'static str, word: &'static str, filled: As) -> Field {
    Field { name, word, filled }
}

/// Those that are asked for at once.
const USUAL: [Field; 6] = [
    field("name.firstName", "first-name", As::Text(100)),
    field("name.familyName", "family-name", As::Text(100)),
    field("contacts.email", "email", As::Email),
    field("contacts.mobile", "mobile", As::Phone),
    field("contacts.telephone", "telephone", As::Phone),
    field("languageCode", "language", As::Text(10)),
];

const FURTHER: [Field; 11] = [
    field("name.title", "form-of-address", As::Text(100)),
    field("sex", "sex", As::Sex),
    field("birthDate", "birth-date", As::Day),
    field("address.street", "street", As::Text(100)),
    field("address.houseNumber", "house-number", As::Text(20)),
    field("address.addressline1", "address-line", As::Text(100)),
    field("address.postalCode", "postal-code", As::Text(20)),
    field("address.city", "city", As::Text(100)),
    field("address.countryCode", "country", As::Text(2)),
    field("remarks", "remarks", As::Text(1_000)),
    field("modificationComment", "reason", As::Text(1_000)),
];

/// A value of a member of a member.
fn at<'a>(person: &'a Value, name: &str) -> &'a str {
    let value = name.split('.').try_fold(person, |value, name| value.get(name));
    value.and_then(Value::as_str).unwrap_or_default()
}

fn input(look: &Look, field: &Field, typed: &str, now: Option<&str>) -> Input {
    let entry = match field.filled {
        As::Text(max) => Entry::Text(max),
        As::Phone => Entry::Phone,
        As::Email => Entry::Email,
        As::Day => Entry::Day,
        As::Sex => {
            Entry::OneOf(["female", "male", "other"].map(|sex| (sex.to_owned(), look.t(sex_word(sex)))).to_vec())
        }
    };
    let input = Input::new(field.name, look.t(field.word), entry, typed).by_policy();
    match now.filter(|now| field.filled == As::Phone && !now.is_empty()) {
        Some(now) => input.hint(look.words.with("stays-or-dash", &[("number", &masked(now))])),
        None => input,
    }
}

const fn sex_word(sex: &str) -> &'static str {
    match sex.as_bytes().first() {
        Some(b'f') => "sex-female",
        Some(b'm') => "sex-male",
        _ => "sex-other",
    }
}

/// A number as a screen may show it, in whatever notation.
fn masked(number: &str) -> String {
    let bare: String = number.chars().filter(|letter| !letter.is_whitespace()).collect();
    Msisdn::parse("mobile", Some(&bare)).map_or_else(|_| "•••".to_owned(), |number| number.masked().replace('*', "•"))
}

/// The fields of a new person: those that are asked for at once, and the others.
pub(crate) fn of_new(look: &Look, typed: &Pairs) -> (Vec<Input>, Vec<Input>) {
    let all = |fields: &[Field]| fields.iter().map(|field| input(look, field, typed.one(field.name), None)).collect();
    (all(&USUAL), all(&FURTHER))
}

/// The same of somebody who is there. Numbers aren't shown: an empty field leaves them, and a dash takes them away.
pub(super) fn of_user(look: &Look, user: &User, typed: &Pairs) -> (Vec<Input>, Vec<Input>) {
    let person = serde_json::to_value(&user.person).unwrap_or_default();
    let one = |field: &Field| {
        let now = at(&person, field.name);
        let shown = match () {
            () if !typed.is_empty() => typed.one(field.name),
            () if field.filled == As::Phone || field.name == "modificationComment" => "",
            () => now,
        };
        input(look, field, shown, Some(now))
    };
    (USUAL.iter().map(one).collect(), FURTHER.iter().map(one).collect())
}

fn set(all: &mut Map<String, Value>, name: &str, value: Value) {
    match name.split_once('.') {
        Some((outer, inner)) => {
            if let Value::Object(within) = all.entry(outer).or_insert_with(|| Value::Object(Map::new())) {
                set(within, inner, value);
            }
        }
        None => _ = all.insert(name.to_owned(), value),
    }
}

/// What was typed of a new person.
pub(crate) fn person(typed: &Pairs) -> Person {
    let mut all = Map::new();
    for field in USUAL.iter().chain(&FURTHER) {
        let text = typed.one(field.name).trim();
        if !text.is_empty() {
            set(&mut all, field.name, text.into());
        }
    }
    // All of it are texts, which a person is made of.
    serde_json::from_value(Value::Object(all)).unwrap_or_default()
}

/// What is to become of somebody who is there, as a merge patch: only what isn't so already.
pub(super) fn patch(user: &User, typed: &Pairs) -> Value {
    let person = serde_json::to_value(&user.person).unwrap_or_default();
    let mut all = Map::new();
    for field in USUAL.iter().chain(&FURTHER) {
        let (text, now) = (typed.one(field.name).trim(), at(&person, field.name));
        let becomes = match (field.filled, text) {
            (As::Phone, "") => now,
            (As::Phone, "-") => "",
            (_, text) => text,
        };
        let is_reason = field.name == "modificationComment";
        if if is_reason { !text.is_empty() } else { becomes != now } {
            set(&mut all, field.name, if becomes.is_empty() { Value::Null } else { becomes.into() });
        }
    }
    Value::Object(all)
}
