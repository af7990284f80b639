//! One-time codes: HOTP (RFC 4226) and TOTP (RFC 6238), and the URI by which an app learns of a token.

mod brought;

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

pub use self::brought::{BroughtToken, NotAToken, URI_LEN_MAX};

/// The hash that codes are made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OathHash {
    /// SHA-1: the only one that all apps know.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

impl OathHash {
    /// Their names, as the vendor's policies and `otpauth` URIs have them.
    pub const NAMES: &'static [&'static str] = &["SHA1", "SHA256", "SHA512"];

    /// The one with this name; what isn't a name is SHA-1, which is the default.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "SHA256" => Self::Sha256,
            "SHA512" => Self::Sha512,
            _ => Self::Sha1,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    /// Octets of a key: as many as the hash has (RFC 4226, section 4; RFC 6238, section 5.1).
    #[must_use]
    pub const fn key_len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    fn mac(self, key: &[u8], counter: u64) -> Option<Vec<u8>> {
        let counter = counter.to_be_bytes();
        match self {
            Self::Sha1 => mac::<Hmac<Sha1>>(key, &counter),
            Self::Sha256 => mac::<Hmac<Sha256>>(key, &counter),
            Self::Sha512 => mac::<Hmac<Sha512>>(key, &counter),
        }
    }
}

fn mac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    let mut mac = <M as KeyInit>::new_from_slice(key).ok()?;
    mac.update(message);
    Some(mac.finalize().into_bytes().to_vec())
}

/// The code for a counter, of so many digits (RFC 4226, section 5.3).
#[must_use]
pub fn code(algorithm: OathHash, key: &[u8], counter: u64, digits: u32) -> Option<String> {
    let mac = algorithm.mac(key, counter)?;
    let offset = usize::from(mac.last()? & 0x0f);
    let (four, _) = mac.get(offset..)?.split_first_chunk::<4>()?;
    let number = u32::from_be_bytes(*four) & 0x7fff_ffff;
    let code = number.checked_rem(10_u32.checked_pow(digits)?)?;
    let width = usize::try_from(digits).ok()?;
    Some(format!("{code:0width$}"))
}

/// The counter among these whose code is the one that is shown. All of them are computed and compared, so that time
/// doesn't tell which one it was.
#[must_use]
pub fn found(
    shown: &str,
    (algorithm, key, digits): (OathHash, &[u8], u32),
    counters: impl Iterator<Item = u64>,
) -> Option<u64> {
    counters.fold(None, |found, counter| {
        let is_it = code(algorithm, key, counter, digits).is_some_and(|code| is_same(&code, shown));
        found.or(is_it.then_some(counter))
    })
}

/// Whether two texts are the same; the time that it takes depends on their lengths only.
#[must_use]
pub fn is_same(a: &str, b: &str) -> bool {
    let differ = a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b));
    a.len() == b.len() && std::hint::black_box(differ) == 0
}

/// A token, as an app is told of it.
#[derive(Clone, Copy)]
pub struct AuthenticatorEntry<'a> {
    /// `totp` or `hotp`.
    pub method: &'a str,
    /// Who issues the codes; none: nobody is named. Without a colon.
    pub issuer: Option<&'a str>,
    /// Whose codes they are.
    pub account: &'a str,
    /// The key, in base32.
    pub secret: &'a str,
    /// The hash.
    pub algorithm: OathHash,
    /// Digits of a code.
    pub digits: i64,
    /// Seconds that a code holds, of `totp`.
    pub period: i64,
    /// The first counter, of `hotp`.
    pub counter: i64,
}

impl AuthenticatorEntry<'_> {
    /// The URI that a QR code shows (*Key Uri Format*). Apps read it in different ways: so everything is said, also what is
    /// the default, and a blank is `%20`.
    #[must_use]
    pub fn uri(&self) -> String {
        let Self { method, secret, digits, .. } = *self;
        // The first colon of a label ends the issuer.
        let account = escaped(&self.account.replace(':', "_"));
        let issuer = self.issuer.map(escaped);
        let label = issuer.as_ref().map_or_else(|| account.clone(), |issuer| format!("{issuer}:{account}"));
        let issued = issuer.map(|issuer| format!("&issuer={issuer}")).unwrap_or_default();
        let moves = match method {
            "hotp" => format!("counter={}", self.counter),
            _ => format!("period={}", self.period),
        };
        let algorithm = self.algorithm.as_str();
        format!("otpauth://{method}/{label}?secret={secret}{issued}&algorithm={algorithm}&digits={digits}&{moves}")
    }
}

/// Percent-encoded: all but the unreserved characters of RFC 3986.
fn escaped(text: &str) -> String {
    let one = |octet: u8| match octet {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(octet).to_string(),
        _ => format!("%{octet:02X}"),
    };
    text.bytes().map(one).collect()
}

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// In base32 (RFC 4648, section 6), in capitals and without padding.
#[must_use]
pub fn base32(octets: &[u8]) -> String {
    let (mut text, mut bits, mut count) = (String::new(), 0_u32, 0_u32);
    let mut push = |five: u32| text.extend(BASE32.get((five & 31) as usize).copied().map(char::from));
    for octet in octets {
        bits = (bits << 8) | u32::from(*octet);
        count += 8;
        while count >= 5 {
            count -= 5;
            push(bits >> count);
        }
        bits &= (1 << count) - 1;
    }
    if count > 0 {
        push(bits << (5 - count));
    }
    text
}

/// What is in base32; `None` where it isn't.
#[must_use]
pub fn from_base32(text: &str) -> Option<Vec<u8>> {
    let (mut octets, mut bits, mut count) = (Vec::new(), 0_u32, 0_u32);
    for letter in text.bytes() {
        let five = BASE32.iter().position(|one| *one == letter)?;
        bits = (bits << 5) | u32::try_from(five).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            octets.push(u8::try_from(bits >> count).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    Some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 6238, appendix B, of so many octets.
    fn key(len: usize) -> Vec<u8> {
        b"1234567890".iter().copied().cycle().take(len).collect()
    }

    #[test]
    fn codes_are_those_of_rfc_4226_appendix_d() {
        let codes: Vec<_> = (0..10).filter_map(|n| code(OathHash::Sha1, &key(20), n, 6)).collect();
        assert_eq!(codes.join(" "), "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489");
    }

    #[test]
    fn codes_are_those_of_rfc_6238_appendix_b() {
        for (time, sha1, sha256, sha512) in [
            (59, "94287082", "46119246", "90693936"),
            (1_111_111_109, "07081804", "68084774", "25091201"),
            (1_111_111_111, "14050471", "67062674", "99943326"),
            (1_234_567_890, "89005924", "91819424", "93441116"),
            (2_000_000_000, "69279037", "90698825", "38618901"),
            (20_000_000_000_u64, "65353130", "77737706", "47863826"),
        ] {
            for (name, wanted) in [("SHA1", sha1), ("SHA256", sha256), ("SHA512", sha512)] {
                let algorithm = OathHash::named(name);
                let made = code(algorithm, &key(algorithm.key_len()), time / 30, 8);
                assert_eq!(made.as_deref(), Some(wanted), "{name} at {time}");
            }
        }
    }

    #[test]
    fn a_code_is_found_among_the_counters_that_are_looked_at() {
        let of = (OathHash::Sha1, &key(20)[..], 6);
        assert_eq!(found("969429", of, 0..10), Some(3));
        assert_eq!(found("969429", of, 4..10), None);
        assert_eq!(found("96942", of, 0..10), None);
        assert_eq!(found("", of, 0..10), None);
    }

    #[test]
    fn base32_is_that_of_rfc_4648() {
        for (plain, coded) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(plain.as_bytes()), coded);
            assert_eq!(from_base32(coded).unwrap(), plain.as_bytes());
        }
        assert_eq!(from_base32("mzxw6"), None);
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(from_base32(&base32(&all)).unwrap(), all);
    }

    #[test]
    fn a_uri_says_everything_and_escapes_what_is_not_plain() {
        let told = AuthenticatorEntry {
            method: "totp",
            issuer: Some("Bank Müller"),
            account: "anna:1@example.com",
            secret: "MZXW6YTB",
            algorithm: OathHash::Sha1,
            digits: 6,
            period: 30,
            counter: 0,
        };
        assert_eq!(
            told.uri(),
            "otpauth://totp/Bank%20M%C3%BCller:anna_1%40example.com?secret=MZXW6YTB&issuer=Bank%20M%C3%BCller\
             &algorithm=SHA1&digits=6&period=30"
        );
        let told = AuthenticatorEntry { method: "hotp", issuer: None, account: "anna", ..told };
        assert_eq!(told.uri(), "otpauth://hotp/anna?secret=MZXW6YTB&algorithm=SHA1&digits=6&counter=0");
    }
}
