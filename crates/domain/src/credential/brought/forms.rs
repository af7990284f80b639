//! The forms in which products write the hashes of passwords.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD};

use super::hash::{Brought, Digest, KEY_MIN, NotBrought, SALT_MAX};

type Read = Result<Brought, NotBrought>;

const UNKNOWN: NotBrought = NotBrought::Unknown;
const MD5: NotBrought = NotBrought::Refused("MD5", "it is found by trying within hours");
const DES: NotBrought =
    NotBrought::Refused("the DES of crypt(3)", "only eight characters of a password count, and it is found by trying");
const YESCRYPT: NotBrought = NotBrought::Refused("yescrypt", "nothing that is kept well reads it");
const FLAWED: NotBrought = NotBrought::Refused("bcrypt's $2x$", "it is of a flawed program");

/// Reads a hash in whatever form it comes.
pub(super) fn read(text: &str) -> Read {
    if text.starts_with('{')
        && let Some((scheme, rest)) = text.get(1..).and_then(|text| text.split_once('}'))
    {
        return of_scheme(scheme, rest);
    }
    if text.starts_with('$') {
        return modular(text);
    }
    if text.starts_with('!') {
        return Err(NotBrought::Never);
    }
    if let Some((method, rest)) = text.split_once('$') {
        return match method.split_once(':') {
            Some((method, parameters)) => werkzeug(method, parameters, rest),
            None => django(method, rest),
        };
    }
    match aspnet(text) {
        Some(read) => Ok(read),
        None if text.is_empty() => Err(UNKNOWN),
        None => Err(NotBrought::Clear),
    }
}

/// `{SCHEME}…`, of LDAP servers and of Spring Security, in whatever case.
fn of_scheme(scheme: &str, rest: &str) -> Read {
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        "cleartext" | "clear" | "noop" => Err(NotBrought::Clear),
        "md5" | "smd5" => Err(MD5),
        "crypt" => crypt(rest),
        "argon2" => argon2(rest),
        "bcrypt" => bcrypt(rest, false),
        "pbkdf2" | "pbkdf2-sha1" => iterated(Digest::Sha1, rest),
        "pbkdf2-sha256" => iterated(Digest::Sha256, rest),
        "pbkdf2-sha512" => iterated(Digest::Sha512, rest),
        "pbkdf2_sha256" => of_389(rest),
        "pbkdf2@springsecurity_v5_8" => spring(rest),
        _ => match (scheme.strip_prefix('s').and_then(Digest::named), Digest::named(&scheme)) {
            (Some(of), _) => digest(of, true, rest),
            (None, Some(of)) => digest(of, false, rest),
            (None, None) => Err(UNKNOWN),
        },
    }
}

/// A digest, and behind it the salt, whatever its length.
fn digest(of: Digest, is_salted: bool, rest: &str) -> Read {
    let mut key = octets(rest)?;
    if key.len() < of.octets() || (key.len() > of.octets()) != is_salted {
        return Err(UNKNOWN);
    }
    let salt = key.split_off(of.octets());
    Ok(Brought::Digest { of, salt, key })
}

/// `iterations$salt$key`, as OpenLDAP and passlib write it.
fn iterated(of: Digest, rest: &str) -> Read {
    let [iterations, salt, key] = parts(rest)?;
    pbkdf2(of, number(iterations)?, octets(salt)?, octets(key)?)
}

fn pbkdf2(of: Digest, iterations: u32, salt: Vec<u8>, key: Vec<u8>) -> Read {
    Ok(Brought::Pbkdf2 { of, iterations, salt, key: strong(key)? })
}

/// 389 Directory Server: four octets of iterations, 64 of salt, 256 of key.
fn of_389(rest: &str) -> Read {
    let all = octets(rest)?;
    let (iterations, rest) = all.split_first_chunk().ok_or(UNKNOWN)?;
    let (salt, key) = rest.split_first_chunk::<64>().filter(|(_, key)| key.len() == 256).ok_or(UNKNOWN)?;
    pbkdf2(Digest::Sha256, u32::from_be_bytes(*iterations), salt.to_vec(), key.to_vec())
}

/// Spring Security 5.8: 16 octets of salt and 32 of key in hexadecimal digits. The iterations aren't in the text.
fn spring(rest: &str) -> Read {
    let mut salt = hex(rest)?;
    if salt.len() != 48 {
        return Err(UNKNOWN);
    }
    let key = salt.split_off(16);
    pbkdf2(Digest::Sha256, 310_000, salt, key)
}

/// `$…$`: PHC strings, passlib, and crypt(3).
fn modular(text: &str) -> Read {
    let scheme = text.split('$').nth(1).unwrap_or_default();
    match scheme {
        "argon2d" | "argon2i" | "argon2id" => argon2(text),
        "scrypt" => {
            let ["", _, parameters, salt, key] = parts(text)? else { return Err(UNKNOWN) };
            let [log_n, r, p] = named(parameters, ["ln", "r", "p"])?;
            scrypt(u8::try_from(log_n).unwrap_or(u8::MAX), (r, p), octets(salt)?, octets(key)?)
        }
        "pbkdf2" => iterated(Digest::Sha1, text.strip_prefix("$pbkdf2$").unwrap_or_default()),
        _ => match scheme.strip_prefix("pbkdf2-").map(Digest::named) {
            Some(Some(of)) => {
                let ["", _, iterations, salt, key] = parts(text)? else { return Err(UNKNOWN) };
                if !iterations.contains('=') {
                    return pbkdf2(of, number(iterations)?, octets(salt)?, octets(key)?);
                }
                let [iterations, len] = named(iterations, ["i", "l"])?;
                let key = octets(key)?;
                if usize::try_from(len) != Ok(key.len()) {
                    return Err(UNKNOWN);
                }
                pbkdf2(of, iterations, octets(salt)?, key)
            }
            Some(None) => Err(UNKNOWN),
            None => crypt(text),
        },
    }
}

/// The forms of crypt(3).
fn crypt(text: &str) -> Read {
    match text.split('$').nth(1) {
        Some("2a" | "2b" | "2y") => bcrypt(text, false),
        Some("2x") => Err(FLAWED),
        Some("5" | "6") => sha_crypt(text),
        Some("1") => Err(MD5),
        Some("y" | "gy" | "7") => Err(YESCRYPT),
        Some(_) => Err(UNKNOWN),
        None if text.len() == 13 => Err(DES),
        None => Err(UNKNOWN),
    }
}

fn bcrypt(hash: &str, of_sha256: bool) -> Read {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/');
    let begins = ["$2a$", "$2b$", "$2y$"].iter().any(|begin| hash.starts_with(begin));
    let rest = hash.get(7..).unwrap_or_default();
    if begins && hash.get(6..7) == Some("$") && rest.len() == 53 && rest.bytes().all(is_letter) {
        return Ok(Brought::Bcrypt { hash: hash.to_owned(), of_sha256 });
    }
    if hash.starts_with("$2x$") { Err(FLAWED) } else { Err(UNKNOWN) }
}

fn sha_crypt(hash: &str) -> Read {
    let (_, rest) = hash.split_at_checked(3).ok_or(UNKNOWN)?;
    let (salt, key) = match parts(rest) {
        Ok([rounds, salt, key]) if rounds.starts_with("rounds=") => (salt, key),
        _ => parts(rest).map(|[salt, key]| (salt, key))?,
    };
    let len = if hash.starts_with("$5$") { 43 } else { 86 };
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/');
    if key.len() != len || !key.bytes().all(is_letter) || salt.len() > 16 || !salt.is_ascii() {
        return Err(UNKNOWN);
    }
    Ok(Brought::ShaCrypt(hash.to_owned()))
}

/// A PHC string. Without a version it is of the first one, which is 1.0.
fn argon2(text: &str) -> Read {
    let all: Vec<&str> = text.split('$').collect();
    let (variant, version, parameters, salt, key) = match all.as_slice() {
        ["", variant, version, parameters, salt, key] => {
            let [version] = named(version, ["v"])?;
            (*variant, version, *parameters, *salt, *key)
        }
        ["", variant, parameters, salt, key] => (*variant, 16, *parameters, *salt, *key),
        _ => return Err(UNKNOWN),
    };
    let variant = ["argon2d", "argon2i", "argon2id"].into_iter().find(|one| *one == variant).ok_or(UNKNOWN)?;
    let [memory_kib, passes, lanes] = named(parameters, ["m", "t", "p"])?;
    let (salt, key) = (octets(salt)?, strong(octets(key)?)?);
    let is_sound = matches!(version, 16 | 19)
        && (8..=SALT_MAX).contains(&salt.len())
        && key.len() <= 128
        && passes > 0
        && lanes > 0
        && memory_kib >= lanes.saturating_mul(8);
    if !is_sound {
        return Err(UNKNOWN);
    }
    Ok(Brought::Argon2 { variant, version, memory_kib, passes, lanes, salt, key })
}

fn scrypt(log_n: u8, (r, p): (u32, u32), salt: Vec<u8>, key: Vec<u8>) -> Read {
    let key = strong(key)?;
    if salt.len() > SALT_MAX || key.len() > 128 {
        return Err(UNKNOWN);
    }
    Ok(Brought::Scrypt { log_n, r, p, salt, key })
}

/// Django: the salt is the text that it is.
fn django(method: &str, rest: &str) -> Read {
    match method {
        "argon2" => argon2(&format!("${rest}")),
        "bcrypt_sha256" => bcrypt(rest, true),
        "bcrypt" => bcrypt(rest, false),
        "md5" => Err(MD5),
        "scrypt" => {
            let [n, salt, r, p, key] = parts(rest)?;
            scrypt(log2(number(n)?)?, (number(r)?, number(p)?), salt.as_bytes().to_vec(), octets(key)?)
        }
        _ => {
            let of = method.strip_prefix("pbkdf2_").and_then(Digest::named).ok_or(UNKNOWN)?;
            let [iterations, salt, key] = parts(rest)?;
            pbkdf2(of, number(iterations)?, salt.as_bytes().to_vec(), octets(key)?)
        }
    }
}

/// Werkzeug: the salt is the text that it is, and the key is in hexadecimal digits.
fn werkzeug(method: &str, parameters: &str, rest: &str) -> Read {
    let [salt, key] = parts(rest)?;
    let (salt, key) = (salt.as_bytes().to_vec(), hex(key)?);
    let parameters: Vec<&str> = parameters.split(':').collect();
    match (method, parameters.as_slice()) {
        ("pbkdf2", [of, iterations]) => pbkdf2(Digest::named(of).ok_or(UNKNOWN)?, number(iterations)?, salt, key),
        ("scrypt", [n, r, p]) => scrypt(log2(number(n)?)?, (number(r)?, number(p)?), salt, key),
        _ => Err(UNKNOWN),
    }
}

/// ASP.NET Core Identity, version 3: its number, the function, the iterations, the length of the salt, salt and key.
fn aspnet(text: &str) -> Option<Brought> {
    let all = BASE64_STANDARD.decode(text).ok()?;
    let all = all.strip_prefix(&[1])?;
    let (of, all) = all.split_first_chunk()?;
    let (iterations, all) = all.split_first_chunk()?;
    let (len, all) = all.split_first_chunk()?;
    let (salt, key) = all.split_at_checked(usize::try_from(u32::from_be_bytes(*len)).ok()?)?;
    let of = match u32::from_be_bytes(*of) {
        0 => Digest::Sha1,
        1 => Digest::Sha256,
        2 => Digest::Sha512,
        _ => return None,
    };
    pbkdf2(of, u32::from_be_bytes(*iterations), salt.to_vec(), key.to_vec()).ok()
}

/// So many parts between dollars.
fn parts<const N: usize>(text: &str) -> Result<[&str; N], NotBrought> {
    text.split('$').collect::<Vec<_>>().try_into().map_err(|_| UNKNOWN)
}

/// `a=1,b=2`: these numbers in this order, and nothing else.
fn named<const N: usize>(text: &str, names: [&str; N]) -> Result<[u32; N], NotBrought> {
    let given: Vec<&str> = text.split(',').collect();
    let given: [&str; N] = given.try_into().map_err(|_| UNKNOWN)?;
    let mut numbers = [0; N];
    for ((number, given), name) in numbers.iter_mut().zip(given).zip(names) {
        let value = given.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')).ok_or(UNKNOWN)?;
        *number = self::number(value)?;
    }
    Ok(numbers)
}

fn number(text: &str) -> Result<u32, NotBrought> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().map_err(|_| UNKNOWN) } else { Err(UNKNOWN) }
}

/// The exponent of a power of two.
fn log2(n: u32) -> Result<u8, NotBrought> {
    if n.is_power_of_two() { u8::try_from(n.ilog2()).map_err(|_| UNKNOWN) } else { Err(UNKNOWN) }
}

/// Base64, with or without padding; some write `.` for `+`.
fn octets(text: &str) -> Result<Vec<u8>, NotBrought> {
    let text = text.trim_end_matches('=').replace('.', "+");
    BASE64_STANDARD_NO_PAD.decode(text).map_err(|_| UNKNOWN)
}

/// Hexadecimal digits.
fn hex(text: &str) -> Result<Vec<u8>, NotBrought> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(|both| pair(both).ok_or(UNKNOWN)).collect()
}

/// A key that is long enough not to be met by chance.
fn strong(key: Vec<u8>) -> Result<Vec<u8>, NotBrought> {
    if key.len() >= KEY_MIN { Ok(key) } else { Err(UNKNOWN) }
}
