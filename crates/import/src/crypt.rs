//! What opens encrypted files: AES in CBC, a key of a passphrase, and the MACs of both formats.

use std::num::NonZeroU32;

use aws_lc_rs::cipher::{AES_128, AES_192, AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::{constant_time, hmac, pbkdf2};

/// Rounds that a file may ask for: about a second of a core.
const ROUNDS_MAX: u32 = 2_000_000;

/// The plain octets of those that begin with their vector; `None`: the key isn't the one.
pub(crate) fn opened(key: &[u8], octets: &[u8]) -> Option<Vec<u8>> {
    let (vector, sealed) = octets.split_first_chunk::<16>()?;
    let algorithm = match key.len() {
        16 => &AES_128,
        24 => &AES_192,
        32 => &AES_256,
        _ => return None,
    };
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(UnboundCipherKey::new(algorithm, key).ok()?).ok()?;
    let mut sealed = sealed.to_vec();
    let opened = key.decrypt(&mut sealed, DecryptionContext::Iv128((*vector).into())).ok()?;
    Some(opened.to_vec())
}

/// The key of a passphrase.
pub(crate) fn derived(
    algorithm: pbkdf2::Algorithm,
    (passphrase, salt): (&[u8], &[u8]),
    (rounds, len): (u32, usize),
) -> Result<Vec<u8>, String> {
    let rounds = NonZeroU32::new(rounds).filter(|rounds| rounds.get() <= ROUNDS_MAX);
    let rounds = rounds.ok_or_else(|| format!("it asks for more than {ROUNDS_MAX} rounds of PBKDF2, or for none"))?;
    if ![16, 24, 32].contains(&len) {
        return Err("expected a key of 16, 24 or 32 octets".to_owned());
    }
    let mut key = vec![0; len];
    pbkdf2::derive(algorithm, rounds, salt, passphrase, &mut key);
    Ok(key)
}

/// Whether a MAC is right.
pub(crate) fn is_of(algorithm: hmac::Algorithm, key: &[u8], message: &[u8], mac: &[u8]) -> bool {
    let right = hmac::sign(&hmac::Key::new(algorithm, key), message);
    constant_time::verify_slices_are_equal(right.as_ref(), mac).is_ok()
}

/// Octets in hexadecimal digits.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |octet: &u8| char::from(*octet).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(pair).collect()
}
