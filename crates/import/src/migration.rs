//! What Google Authenticator exports: Protocol Buffers in base64 in a URI. An export of several URIs is read URI by URI.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sigill_domain::oath::{BroughtToken, OathHash};

use crate::{Entry, otpauth};

const BROKEN: &str = "expected the data of an export of Google Authenticator";

pub(crate) fn read(place: &str, data: &str) -> Vec<Entry> {
    let failed = |why: &str| {
        vec![Entry { place: place.to_owned(), owner: None, name: String::new(), what: Err(why.to_owned()) }]
    };
    // A blank was a plus, where somebody took the URI for a form.
    let plain: Option<String> = unescaped(data).map(|text| text.replace(' ', "+"));
    let Some(octets) = plain.and_then(|text| BASE64_STANDARD.decode(text.trim()).ok()) else { return failed(BROKEN) };
    let Some(fields) = fields(&octets) else { return failed(BROKEN) };
    let accounts = fields.into_iter().filter_map(|field| match field {
        (1, Field::Octets(account)) => Some(account),
        _ => None,
    });
    let entries: Vec<Entry> =
        (1..).zip(accounts).map(|(n, account)| of(format!("{place}, token {n}"), account)).collect();
    if entries.is_empty() { failed(BROKEN) } else { entries }
}

fn of(place: String, account: &[u8]) -> Entry {
    let failed =
        |place: String, why: &str| Entry { place, owner: None, name: String::new(), what: Err(why.to_owned()) };
    let Some(fields) = fields(account) else { return failed(place, BROKEN) };
    let mut read = BroughtToken {
        method: "totp",
        issuer: None,
        account: String::new(),
        key: Vec::new(),
        algorithm: OathHash::Sha1,
        digits: 6,
        period: 30,
        counter: 0,
    };
    for field in fields {
        match field {
            (1, Field::Octets(key)) => read.key = key.to_vec(),
            (2, Field::Octets(name)) => read.account = String::from_utf8_lossy(name).into_owned(),
            (3, Field::Octets(name)) => read.issuer = Some(String::from_utf8_lossy(name).into_owned()),
            (4, Field::Number(0 | 1)) => read.algorithm = OathHash::Sha1,
            (4, Field::Number(2)) => read.algorithm = OathHash::Sha256,
            (4, Field::Number(3)) => read.algorithm = OathHash::Sha512,
            (4, Field::Number(_)) => return failed(place, "its hash is neither SHA-1 nor SHA-256 nor SHA-512"),
            (5, Field::Number(2)) => read.digits = 8,
            (5, Field::Number(3)) => read.digits = 7,
            (6, Field::Number(1)) => read.method = "hotp",
            (7, Field::Number(counter)) => read.counter = i64::try_from(counter).unwrap_or(-1),
            _ => {}
        }
    }
    // The name often repeats the issuer.
    let prefix = read.issuer.as_ref().and_then(|issuer| read.account.strip_prefix(&format!("{issuer}:")));
    read.account = prefix.unwrap_or(&read.account).trim().to_owned();
    read.issuer = read.issuer.filter(|issuer| !issuer.is_empty());
    // As whoever gets it reads it.
    match BroughtToken::read(&read.uri()) {
        Ok(_) => otpauth::of(place, &read, None),
        Err(why) => failed(place, &why.to_string()),
    }
}

enum Field<'a> {
    Number(u64),
    Octets(&'a [u8]),
}

/// The fields of a message, by number; `None`: it isn't one.
fn fields(mut rest: &[u8]) -> Option<Vec<(u64, Field<'_>)>> {
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let tag = number(&mut rest)?;
        fields.push((
            tag >> 3,
            match tag & 7 {
                0 => Field::Number(number(&mut rest)?),
                1 => Field::Octets(taken(&mut rest, 8)?),
                2 => {
                    let len = usize::try_from(number(&mut rest)?).ok()?;
                    Field::Octets(taken(&mut rest, len)?)
                }
                5 => Field::Octets(taken(&mut rest, 4)?),
                _ => return None,
            },
        ));
    }
    Some(fields)
}

fn taken<'a>(rest: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(len)?;
    *rest = left;
    Some(taken)
}

/// Seven bits an octet, the lowest first; ten octets at most.
fn number(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..70).step_by(7) {
        let [octet] = taken(rest, 1)? else { return None };
        number |= u64::from(octet & 0x7f).checked_shl(shift).unwrap_or_default();
        if octet & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Percent-decoded, as far as base64 needs it.
fn unescaped(data: &str) -> Option<String> {
    let mut parts = data.split('%');
    let mut text = parts.next()?.to_owned();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        text.push(char::from(u8::from_str_radix(digits, 16).ok()?));
        text.push_str(rest);
    }
    Some(text)
}
