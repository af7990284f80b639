//! A token that comes from elsewhere: the `otpauth` URI that its app was set up by (*Key Uri Format*).
//!
//! Programs write it in many ways, so that reading is lenient where only one thing can be meant: capitals, `HmacSHA256`,
//! blanks and padding in the key, parameters that nobody knows. What isn't said is SHA-1, 6 digits and 30 seconds.

use std::fmt;

use thiserror::Error;

use super::{AuthenticatorEntry, OathHash, base32, from_base32};

/// Longest URI, in characters.
pub const URI_LEN_MAX: usize = 2_000;
/// Octets of a key at least: shorter than RFC 4226 asks for, as such keys are in use.
const KEY_MIN: usize = 10;
/// Octets of a key at most: what is longer than a block of the hash is hashed anyway.
const KEY_MAX: usize = 128;
/// The largest counter that JSON keeps exactly.
const COUNTER_MAX: i64 = 9_007_199_254_740_991;

/// A token as its URI describes it. `Debug` hides the key.
#[derive(Clone, PartialEq, Eq)]
pub struct BroughtToken {
    /// `totp` or `hotp`.
    pub method: &'static str,
    /// Who issues the codes, where it is said.
    pub issuer: Option<String>,
    /// Whose codes they are.
    pub account: String,
    /// The key.
    pub key: Vec<u8>,
    /// The hash.
    pub algorithm: OathHash,
    /// Digits of a code.
    pub digits: i64,
    /// Seconds that a code of `totp` holds.
    pub period: i64,
    /// The next counter of `hotp`.
    pub counter: i64,
}

impl fmt::Debug for BroughtToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BroughtToken").field("method", &self.method).finish_non_exhaustive()
    }
}

/// Why a URI isn't one of a token. It names the parameter, and nothing of the key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotAToken {
    /// It doesn't begin so.
    #[error("expected a URI that begins with otpauth://totp/ or otpauth://hotp/")]
    Scheme,
    /// It is longer than [`URI_LEN_MAX`].
    #[error("expected at most {URI_LEN_MAX} characters")]
    Length,
    /// An octet that isn't written as it has to be, or a text that is no UTF-8.
    #[error("expected text in percent-encoded UTF-8")]
    Encoding,
    /// A parameter stands there twice.
    #[error("{0}: it is said twice")]
    Twice(&'static str),
    /// A parameter isn't what it has to be.
    #[error("{0}: expected {1}")]
    Parameter(&'static str, &'static str),
}

const PARAMETERS: [&str; 6] = ["secret", "issuer", "algorithm", "digits", "period", "counter"];

impl BroughtToken {
    /// Reads a URI.
    ///
    /// # Errors
    /// The first thing that isn't as it has to be.
    pub fn read(uri: &str) -> Result<Self, NotAToken> {
        if uri.len() > URI_LEN_MAX {
            return Err(NotAToken::Length);
        }
        let (begin, rest) = uri.split_at_checked("otpauth://totp/".len()).ok_or(NotAToken::Scheme)?;
        let method = match begin.to_ascii_lowercase().as_str() {
            "otpauth://totp/" => "totp",
            "otpauth://hotp/" => "hotp",
            _ => return Err(NotAToken::Scheme),
        };
        let (label, query) = rest.split_once('?').unwrap_or((rest, ""));
        let label = decoded(label)?;
        let (prefix, account) = label.split_once(':').map_or((None, &*label), |(issuer, rest)| (Some(issuer), rest));
        let mut given: [Option<String>; PARAMETERS.len()] = Default::default();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let Some((slot, name)) = given.iter_mut().zip(PARAMETERS).find(|(_, known)| *known == name) else {
                continue;
            };
            if slot.replace(decoded(value)?).is_some() {
                return Err(NotAToken::Twice(name));
            }
        }
        let [secret, issuer, algorithm, digits, period, counter] = given;
        let within = |name, value: Option<String>, default, (min, max): (i64, i64), expected| {
            let number = value.map_or(Some(default), |value| value.parse().ok());
            number.filter(|number| (min..=max).contains(number)).ok_or(NotAToken::Parameter(name, expected))
        };
        let said = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        Ok(Self {
            method,
            issuer: said(issuer.as_deref()).or_else(|| said(prefix)),
            account: account.trim().to_owned(),
            key: key_of(&secret.unwrap_or_default())?,
            algorithm: hash_of(algorithm.as_deref().unwrap_or("SHA1"))?,
            digits: within("digits", digits, 6, (6, 8), "6, 7 or 8")?,
            period: within("period", period, 30, (10, 300), "10 to 300 seconds")?,
            // Of codes of the time, a counter says nothing; those of a counter begin somewhere.
            counter: match method {
                "hotp" => {
                    within("counter", counter, -1, (0, COUNTER_MAX), "a whole number from 0 to 9007199254740991")?
                }
                _ => 0,
            },
        })
    }

    /// The same as a URI, in which everything is said.
    #[must_use]
    pub fn uri(&self) -> String {
        let secret = base32(&self.key);
        let Self { method, issuer, account, algorithm, digits, period, counter, .. } = self;
        AuthenticatorEntry {
            method,
            issuer: issuer.as_deref(),
            account,
            secret: &secret,
            algorithm: *algorithm,
            digits: *digits,
            period: *period,
            counter: *counter,
        }
        .uri()
    }
}

/// In capitals or not, in groups or not, padded or not.
fn key_of(secret: &str) -> Result<Vec<u8>, NotAToken> {
    let plain: String = secret.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let key = from_base32(&plain.trim_end_matches('=').to_ascii_uppercase());
    key.filter(|key| (KEY_MIN..=KEY_MAX).contains(&key.len()))
        .ok_or(NotAToken::Parameter("secret", "10 to 128 octets in base32"))
}

fn hash_of(name: &str) -> Result<OathHash, NotAToken> {
    let name = name.to_ascii_uppercase().replace('-', "");
    let name = name.strip_prefix("HMAC").unwrap_or(&name);
    let known = OathHash::NAMES.iter().find(|known| **known == name);
    known.map(|known| OathHash::named(known)).ok_or(NotAToken::Parameter("algorithm", "SHA1, SHA256 or SHA512"))
}

/// Percent-decoded; a plus is a plus.
fn decoded(text: &str) -> Result<String, NotAToken> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        let digit = |octet: Option<u8>| octet.and_then(|octet| char::from(octet).to_digit(16));
        octets.push(match octet {
            b'%' => match (digit(rest.next()), digit(rest.next())) {
                (Some(high), Some(low)) => u8::try_from(high * 16 + low).unwrap_or_default(),
                _ => return Err(NotAToken::Encoding),
            },
            octet => octet,
        });
    }
    String::from_utf8(octets).map_err(|_| NotAToken::Encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_only_mean_one_thing_is_read_and_written_plainly() {
        let plain = "otpauth://totp/Example:anna%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example\
                     &algorithm=SHA1&digits=6&period=30";
        for uri in [
            plain,
            "otpauth://TOTP/Example:%20anna@example.com?secret=gezd%20gnbv-gy3tqojqgezdgnbvgy3tqojq%3D%3D",
            "OTPAUTH://totp/Old:anna@example.com?issuer=Example&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=HmacSHA1&x=&x=",
        ] {
            assert_eq!(BroughtToken::read(uri).unwrap().uri(), plain, "{uri}");
        }
        let counted = BroughtToken::read("otpauth://hotp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=4").unwrap();
        assert_eq!((counted.method, counted.counter, counted.issuer), ("hotp", 4, None));
        assert!(!format!("{:?}", BroughtToken::read(plain)).contains("49, 50"));
    }

    #[test]
    fn what_is_wrong_is_told_by_its_name_and_without_the_key() {
        let key = "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (uri, told) in [
            ("https://totp/a", "begins with otpauth"),
            ("otpauth://steam/a", "begins with otpauth"),
            ("otpauth:", "begins with otpauth"),
            (&format!("otpauth://totp/%?{key}"), "percent-encoded"),
            (&format!("otpauth://totp/%ff?{key}"), "percent-encoded"),
            ("otpauth://totp/a", "secret: expected"),
            ("otpauth://totp/a?secret=0189", "secret: expected"),
            ("otpauth://totp/a?secret=GEZDGNBVGY3TQ", "secret: expected"),
            (&format!("otpauth://totp/a?{key}&{key}"), "secret: it is said twice"),
            (&format!("otpauth://totp/a?{key}&digits=5"), "digits: expected"),
            (&format!("otpauth://totp/a?{key}&period=0"), "period: expected"),
            (&format!("otpauth://totp/a?{key}&algorithm=MD2"), "algorithm: expected"),
            (&format!("otpauth://hotp/a?{key}"), "counter: expected"),
            (&format!("otpauth://hotp/a?{key}&counter=18446744073709551616"), "counter: expected"),
            (&format!("otpauth://totp/{}?{key}", "a".repeat(2_000)), "at most 2000"),
        ] {
            let why = BroughtToken::read(uri).unwrap_err().to_string();
            assert!(why.contains(told) && !why.contains("GEZD"), "{uri}: {why}");
        }
    }
}
