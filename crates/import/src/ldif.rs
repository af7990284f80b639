//! People of an LDAP server (RFC 2849): the passwords and certificates of each that has a `uid`.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use crate::{Creation, Entry, Unreadable};

pub(crate) fn read(text: &str) -> Result<Vec<Entry>, Unreadable> {
    let mut entries = Vec::new();
    let mut record = Record::default();
    for line in unfolded(text) {
        if line.text.is_empty() {
            entries.append(&mut record.ended());
        } else {
            record.add(&line)?;
        }
    }
    entries.append(&mut record.ended());
    Ok(entries)
}

/// A line with those that go on with it, by the number of the first one.
struct Line {
    number: usize,
    text: String,
}

fn unfolded(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut is_comment = false;
    for (number, text) in (1..).zip(text.lines()) {
        match (text.strip_prefix(' '), lines.last_mut()) {
            (Some(_), _) if is_comment => {}
            (Some(more), Some(line)) if !line.text.is_empty() => line.text.push_str(more),
            _ => {
                is_comment = text.starts_with('#');
                if !is_comment {
                    lines.push(Line { number, text: text.trim_end_matches('\r').to_owned() });
                }
            }
        }
    }
    lines
}

/// What stands of one person.
#[derive(Default)]
struct Record {
    name: Option<String>,
    found: Vec<(usize, Result<Creation, String>, &'static str)>,
    passwords: usize,
}

impl Record {
    fn add(&mut self, line: &Line) -> Result<(), Unreadable> {
        let failed = |why: &str| Unreadable::new(format!("line {}", line.number), why);
        let (name, value) = line.text.split_once(':').ok_or_else(|| failed("expected a name, a colon and a value"))?;
        let name = name.split(';').next().unwrap_or_default().to_ascii_lowercase();
        if name == "changetype" {
            return Err(failed("changes aren't read, only people as they are"));
        }
        if !["uid", "userpassword", "usercertificate"].contains(&name.as_str()) {
            return Ok(());
        }
        let octets = match value.strip_prefix(':') {
            Some(coded) => {
                BASE64_STANDARD.decode(coded.trim()).map_err(|_| failed("expected base64 after two colons"))?
            }
            None if value.starts_with('<') => return Err(failed("values that stand elsewhere aren't read")),
            None => value.trim_start().as_bytes().to_vec(),
        };
        let text = || String::from_utf8(octets.clone()).map_err(|_| "it is no text in UTF-8".to_owned());
        match name.as_str() {
            "uid" => self.name = self.name.take().or(text().ok()),
            "userpassword" => {
                self.passwords += 1;
                let made = match self.passwords {
                    1 => text().map(|text| password(&text)),
                    _ => Err("a user has one password: the first one is taken".to_owned()),
                };
                self.found.push((line.number, made, "password"));
            }
            _ => {
                let body = json!({ "certificate": pem(&octets) });
                let made = Creation { segment: "certificates", body, note: None };
                self.found.push((line.number, Ok(made), "certificate"));
            }
        }
        Ok(())
    }

    fn ended(&mut self) -> Vec<Entry> {
        let Self { name, found, .. } = std::mem::take(self);
        let entry = |(number, what, kind): (usize, Result<Creation, String>, &'static str)| Entry {
            place: format!("line {number}"),
            owner: name.clone(),
            name: kind.to_owned(),
            what,
        };
        found.into_iter().map(entry).collect()
    }
}

/// A value without a scheme is the password itself (RFC 4519, section 2.41).
fn password(value: &str) -> Creation {
    let clear = value.strip_prefix("{CLEARTEXT}").or_else(|| (!value.starts_with('{')).then_some(value));
    let (body, note) = match clear {
        Some(clear) => (json!({ "password": clear }), Some("it was there in clear: the policy here is asked")),
        None => (json!({ "passwordHash": value }), None),
    };
    Creation { segment: "password", body, note }
}

fn pem(der: &[u8]) -> String {
    let coded = BASE64_STANDARD.encode(der);
    let lines: Vec<String> =
        coded.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}
