//! `otpauth` URIs, one a line. Empty lines, and those that begin with `#`, are passed over.

use sigill_domain::oath::BroughtToken;

use crate::{Entry, label, migration, token};

pub(crate) fn read(text: &str) -> Vec<Entry> {
    let lines = (1..).zip(text.lines().map(str::trim));
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.flat_map(|(n, line)| of_line(&format!("line {n}"), line)).collect()
}

fn of_line(place: &str, line: &str) -> Vec<Entry> {
    if let Some(data) = line.strip_prefix("otpauth-migration://offline?data=") {
        return migration::read(place, data);
    }
    vec![match BroughtToken::read(line) {
        Ok(read) => of(place.to_owned(), &read, Some(line.to_owned())),
        Err(why) => Entry { place: place.to_owned(), owner: None, name: String::new(), what: Err(why.to_string()) },
    }]
}

/// A token with its name; `uri` where there is one already.
pub(crate) fn of(place: String, read: &BroughtToken, uri: Option<String>) -> Entry {
    let owner = Some(read.account.clone()).filter(|account| !account.is_empty());
    let issuer = read.issuer.clone().unwrap_or_default();
    let name = format!("{issuer} {}", read.account).trim().to_owned();
    let called = label(&issuer, &label(&read.account, "token"));
    Entry { place, owner, name, what: Ok(token(called, uri.unwrap_or_else(|| read.uri()), None)) }
}
