//! Tokens of privacyIDEA: the list that it writes, as it is or encrypted (Fernet) by the key that it prints; and OATH CSV,
//! which doesn't say everything.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE;
use serde_json::{Map, Value, json};
use sigill_domain::oath::{BroughtToken, OathHash};

use crate::crypt::{is_of, opened, unhex};
use crate::{Creation, Entry, Opener, Unreadable, label, pskc, token};

pub(crate) fn read(text: &str, opener: Opener<'_>) -> Result<Vec<Entry>, Unreadable> {
    let text = text.trim();
    match text.chars().next() {
        Some('<') => return pskc::read(text, opener),
        Some('[') => return list(text),
        Some('-') => return Err(Unreadable::new("line 1", "YAML isn't read: export with --format pi, or pskc")),
        _ => {}
    }
    if text.starts_with("gAAAA") {
        return list(&unsealed(text, opener)?);
    }
    Ok((1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(of_line)
        .collect())
}

/// What is in a Fernet token: version, time, vector, AES in CBC, HMAC.
fn unsealed(text: &str, opener: Opener<'_>) -> Result<String, Unreadable> {
    let failed = |why: &str| Unreadable::new("the file", why);
    let key = opener.key.ok_or_else(|| failed("it is encrypted: the key that privacyIDEA has printed is needed"))?;
    let key = BASE64_URL_SAFE.decode(key.trim()).ok().filter(|key| key.len() == 32);
    let key = key.ok_or_else(|| failed("expected a key of 32 octets in base64url, as privacyIDEA prints it"))?;
    let wrong = || failed("the key isn't the one of this file, or somebody has changed it");
    let all = BASE64_URL_SAFE.decode(text).map_err(|_| failed("expected base64url"))?;
    let (signed, mac) = all.len().checked_sub(32).and_then(|at| all.split_at_checked(at)).ok_or_else(wrong)?;
    let (signing, sealing) = key.split_at_checked(16).ok_or_else(wrong)?;
    if signed.first() != Some(&0x80) || !is_of(hmac::HMAC_SHA256, signing, signed, mac) {
        return Err(wrong());
    }
    let plain = signed.get(9..).and_then(|sealed| opened(sealing, sealed)).ok_or_else(wrong)?;
    String::from_utf8(plain).map_err(|_| wrong())
}

fn list(text: &str) -> Result<Vec<Entry>, Unreadable> {
    let all: Vec<Map<String, Value>> = serde_json::from_str(text)
        .map_err(|error| Unreadable::new(format!("line {}", error.line()), "expected a list of tokens in JSON"))?;
    Ok((1..)
        .zip(&all)
        .map(|(n, one)| {
            let owner = match one.get("owner") {
                Some(Value::Object(owner)) => owner.get("login").and_then(Value::as_str),
                owner => owner.and_then(Value::as_str),
            };
            let serial = text_of(one, "serial");
            Entry {
                place: format!("token {n}"),
                owner: known(owner),
                name: serial.to_owned(),
                what: of_list(one, serial),
            }
        })
        .collect())
}

/// `n/a` is nobody.
fn known(owner: Option<&str>) -> Option<String> {
    owner.map(str::trim).filter(|owner| !owner.is_empty() && *owner != "n/a").map(str::to_owned)
}

fn text_of<'a>(one: &'a Map<String, Value>, name: &str) -> &'a str {
    one.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn of_list(one: &Map<String, Value>, serial: &str) -> Result<Creation, String> {
    let none = Map::new();
    let info = one.get("info_list").and_then(Value::as_object).unwrap_or(&none);
    let flag = |name: &str| one.get(name).and_then(Value::as_bool);
    let is_off = flag("active") == Some(false) || flag("revoked") == Some(true) || flag("locked") == Some(true);
    let mut made = match text_of(one, "type") {
        method @ ("hotp" | "totp") => {
            let number = |name: &str| one.get(name).and_then(Value::as_i64);
            let algorithm = text_of(info, "hashlib").to_ascii_uppercase();
            if !algorithm.is_empty() && !OathHash::NAMES.contains(&algorithm.as_str()) {
                return Err("hashlib: expected sha1, sha256 or sha512".to_owned());
            }
            let read = BroughtToken {
                method: if method == "hotp" { "hotp" } else { "totp" },
                issuer: None,
                account: serial.to_owned(),
                key: unhex(text_of(one, "otpkey")).ok_or("otpkey: expected hexadecimal digits")?,
                algorithm: OathHash::named(&algorithm),
                digits: number("otplen").unwrap_or(6),
                period: text_of(info, "timeStep").parse().unwrap_or(30),
                counter: number("counter").or(number("count")).unwrap_or_default(),
            };
            let pin = !text_of(one, "_hashed_pin").is_empty();
            let note = pin.then_some("its PIN doesn't come along: here, the code is shown alone");
            sound(&read)?;
            token(label(serial, "token"), read.uri(), note)
        }
        "sms" => match text_of(info, "phone") {
            "" => return Err("an SMS token without a phone".to_owned()),
            phone => Creation { segment: "mtans", body: json!({ "mobileNumber": phone }), note: None },
        },
        "pw" => return Err("a password in clear: its user chooses a new one".to_owned()),
        other => return Err(format!("tokens of type {other} aren't read")),
    };
    if is_off && made.segment == "oath-credentials" {
        made.body["stateName"] = "disabled".into();
    }
    Ok(made)
}

fn sound(read: &BroughtToken) -> Result<(), String> {
    BroughtToken::read(&read.uri()).map(|_| ()).map_err(|why| why.to_string())
}

/// What the file doesn't say of a token in CSV.
const GUESSED: &str = "OATH CSV doesn't say the hash, nor the counter of hotp: SHA-1 and 0 are taken";

/// `owner, serial, key, type, digits, period`, as it is written; or without the owner, as it is imported there.
fn of_line((n, line): (usize, &str)) -> Entry {
    let cells: Vec<&str> = line.split(',').map(str::trim).collect();
    let at = |place: usize| cells.get(place).copied().unwrap_or_default();
    let place = format!("line {n}");
    let is_type = |text: &str| ["hotp", "totp"].contains(&text.to_ascii_lowercase().as_str());
    let shift = match (is_type(at(3)), is_type(at(2))) {
        (true, _) => 1,
        (false, true) => 0,
        (false, false) => {
            let why = "expected owner, serial, key, hotp or totp, digits, period".to_owned();
            return Entry { place, owner: None, name: String::new(), what: Err(why) };
        }
    };
    let owner = if shift == 1 { known(Some(at(0))) } else { None };
    let (serial, is_counted) = (at(shift), at(shift + 2).eq_ignore_ascii_case("hotp"));
    let number = |place: usize, or: i64| if at(place).is_empty() { Some(or) } else { at(place).parse().ok() };
    let what = (|| {
        let moves = number(shift + 4, if is_counted { 0 } else { 30 }).ok_or("expected a whole number at the end")?;
        let read = BroughtToken {
            method: if is_counted { "hotp" } else { "totp" },
            issuer: None,
            account: serial.to_owned(),
            key: unhex(at(shift + 1)).ok_or("expected a key in hexadecimal digits")?,
            algorithm: OathHash::Sha1,
            digits: number(shift + 3, 6).ok_or("expected a number of digits")?,
            period: if is_counted { 30 } else { moves },
            counter: if is_counted { moves } else { 0 },
        };
        sound(&read)?;
        Ok(token(label(serial, "token"), read.uri(), Some(GUESSED)))
    })();
    Entry { place, owner, name: serial.to_owned(), what }
}
