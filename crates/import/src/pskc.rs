//! Tokens in XML (RFC 6030): in clear, or encrypted by a key that both have, or by a passphrase.

use aws_lc_rs::{hmac, pbkdf2};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sigill_domain::oath::{BroughtToken, OathHash};

use crate::crypt::{derived, is_of, opened, unhex};
use crate::xml::Element;
use crate::{Creation, Entry, Opener, Unreadable, label, token};

pub(crate) fn read(text: &str, opener: Opener<'_>) -> Result<Vec<Entry>, Unreadable> {
    let root = Element::read(text)?;
    if !root.is("keycontainer") {
        return Err(Unreadable::new("the file", "expected a KeyContainer (RFC 6030)"));
    }
    let keys = Keys::of(&root, opener)?;
    let packages = (1..).zip(root.all("keypackage"));
    Ok(packages
        .flat_map(|(n, package)| package.all("key").map(move |key| (n, package, key)))
        .map(|(n, package, key)| {
            let place = format!("key package {n}");
            let serial = package.text(&["deviceinfo", "serialno"]).or(key.attribute("id")).unwrap_or_default();
            // A name such as DC=example,UID=anna: whoever imports says whose that is.
            let owner = key.text(&["userid"]).or(package.text(&["deviceinfo", "userid"])).map(str::to_owned);
            Entry { place, owner, name: serial.to_owned(), what: creation(key, serial, &keys) }
        })
        .collect())
}

/// What opens the secrets.
struct Keys {
    secret: Option<Vec<u8>>,
    mac: Option<(hmac::Algorithm, Vec<u8>)>,
}

impl Keys {
    fn of(root: &Element, opener: Opener<'_>) -> Result<Self, Unreadable> {
        let failed = |why: &str| Unreadable::new("EncryptionKey", why);
        let Some(encryption) = root.at(&["encryptionkey"]) else { return Ok(Self { secret: None, mac: None }) };
        let given = opener.key.ok_or_else(|| failed("the file is encrypted: its key or passphrase is needed"))?;
        let secret = match encryption.at(&["derivedkey", "keyderivationmethod"]) {
            Some(method) => of_passphrase(method, given).map_err(|why| failed(&why))?,
            None => unhex(given.trim())
                .filter(|key| [16, 24, 32].contains(&key.len()))
                .ok_or_else(|| failed("expected a key of 16, 24 or 32 octets in hexadecimal digits"))?,
        };
        let mac = match root.at(&["macmethod"]) {
            None => None,
            Some(method) => {
                let algorithm = match named(method) {
                    "hmac-sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
                    "hmac-sha256" => hmac::HMAC_SHA256,
                    "hmac-sha512" => hmac::HMAC_SHA512,
                    other => return Err(Unreadable::new("MACMethod", format!("{other} isn't read"))),
                };
                let sealed = method.at(&["mackey"]).and_then(sealed_of);
                let key = sealed.as_deref().and_then(|sealed| opened(&secret, sealed));
                Some((algorithm, key.ok_or_else(|| failed("the key isn't the one of this file"))?))
            }
        };
        Ok(Self { secret: Some(secret), mac })
    }
}

/// The last part of the algorithm of an element.
fn named(element: &Element) -> &str {
    element.attribute("algorithm").and_then(|name| name.rsplit(['#', ':']).next()).unwrap_or_default()
}

fn of_passphrase(method: &Element, passphrase: &str) -> Result<Vec<u8>, String> {
    let parameters = method.at(&["pbkdf2-params"]).filter(|_| named(method) == "pbkdf2");
    let parameters = parameters.ok_or("of keys from a passphrase, only PBKDF2 is read")?;
    let number = |name| parameters.text(&[name]).and_then(|text| text.parse().ok());
    let salt = parameters.text(&["salt", "specified"]).and_then(|salt| BASE64_STANDARD.decode(salt).ok());
    let algorithm = match parameters.at(&["prf"]).map_or("hmac-sha1", named) {
        "hmac-sha1" => pbkdf2::PBKDF2_HMAC_SHA1,
        "hmac-sha256" => pbkdf2::PBKDF2_HMAC_SHA256,
        "hmac-sha512" => pbkdf2::PBKDF2_HMAC_SHA512,
        other => return Err(format!("PBKDF2 by {other} isn't read")),
    };
    let len = number("keylength").and_then(|len| usize::try_from(len).ok());
    let (Some(salt), Some(rounds), Some(len)) = (salt, number("iterationcount"), len) else {
        return Err("expected Salt, IterationCount and KeyLength".to_owned());
    };
    derived(algorithm, (passphrase.as_bytes(), &salt), (rounds, len))
}

/// What is encrypted below an element.
fn sealed_of(element: &Element) -> Option<Vec<u8>> {
    let value = element.text(&["cipherdata", "ciphervalue"])?;
    BASE64_STANDARD.decode(value.split_whitespace().collect::<String>()).ok()
}

fn creation(key: &Element, serial: &str, keys: &Keys) -> Result<Creation, String> {
    let method = match named(key) {
        "hotp" => "hotp",
        "totp" => "totp",
        other => return Err(format!("a key for {other}: only those for hotp and totp become tokens")),
    };
    let data = key.at(&["data"]).ok_or("expected Data")?;
    let parameters = key.at(&["algorithmparameters"]);
    let suite = parameters.and_then(|parameters| parameters.at(&["suite"]));
    let algorithm = match suite.map(|suite| suite.attribute("hashalgo").unwrap_or_else(|| suite.own_text())) {
        None | Some("") => OathHash::Sha1,
        Some(name) => {
            let name = name.to_ascii_uppercase().replace('-', "");
            let name = name.strip_prefix("HMAC").unwrap_or(&name);
            let known = OathHash::NAMES.iter().find(|known| **known == name);
            OathHash::named(known.ok_or("Suite: expected SHA-1, SHA-256 or SHA-512")?)
        }
    };
    let format = parameters.and_then(|parameters| parameters.at(&["responseformat"]));
    if let Some(encoding) = format.and_then(|format| format.attribute("encoding"))
        && !encoding.eq_ignore_ascii_case("DECIMAL")
    {
        return Err("ResponseFormat: expected digits (DECIMAL)".to_owned());
    }
    let number = |name: &str, or| match data.text(&[name, "plainvalue"]) {
        None if data.at(&[name, "encryptedvalue"]).is_some() => {
            Err(format!("{name}: it is encrypted, which isn't read"))
        }
        None => Ok(or),
        // Some write 0.0.
        Some(text) => {
            text.trim_end_matches(".0").parse::<i64>().map_err(|_| format!("{name}: expected a whole number"))
        }
    };
    let digits = format.and_then(|format| format.attribute("length")).map_or(Ok(6), str::parse);
    let interval = number("timeinterval", 30)?;
    let read = BroughtToken {
        method,
        issuer: key.text(&["issuer"]).map(str::to_owned),
        account: serial.to_owned(),
        key: secret(data, keys)?,
        algorithm,
        digits: digits.map_err(|_| "ResponseFormat: expected a Length".to_owned())?,
        period: if method == "totp" && interval > 0 { interval } else { 30 },
        counter: number("counter", 0)?,
    };
    if method == "totp" && number("time", 0)? != 0 {
        return Err("Time: its periods aren't counted from 1970".to_owned());
    }
    let drifts = number("timedrift", 0)? != 0;
    let note = drifts.then_some("its clock is off, which is learnt anew by its first codes");
    BroughtToken::read(&read.uri()).map_err(|why| why.to_string())?;
    Ok(token(label(serial, "token"), read.uri(), note))
}

fn secret(data: &Element, keys: &Keys) -> Result<Vec<u8>, String> {
    let secret = data.at(&["secret"]).ok_or("expected a Secret")?;
    if let Some(plain) = secret.text(&["plainvalue"]) {
        return BASE64_STANDARD.decode(plain).map_err(|_| "Secret: expected octets in base64".to_owned());
    }
    let sealed = secret.at(&["encryptedvalue"]).and_then(sealed_of);
    let (Some(sealed), Some(key)) = (sealed, &keys.secret) else {
        return Err("Secret: expected a PlainValue, or an EncryptedValue with the EncryptionKey of the file".to_owned());
    };
    let mac = secret.text(&["valuemac"]).and_then(|mac| BASE64_STANDARD.decode(mac).ok());
    match (&keys.mac, mac) {
        (Some((algorithm, key)), Some(mac)) if is_of(*algorithm, key, &sealed, &mac) => {}
        (None, None) => {}
        _ => {
            return Err(
                "ValueMAC: it is missing, or not the one of this value: somebody may have changed it".to_owned()
            );
        }
    }
    opened(key, &sealed).ok_or_else(|| "Secret: the key isn't the one of this value".to_owned())
}
