//! Authenticator data (*Web Authentication Level 3*, 6.1): what the authenticator signs beside the challenge.

use crate::cbor::Item;
use crate::cose::PublicKey;

/// Longest, in octets: the longest credential id and key, and extensions.
pub(crate) const LEN_MAX: usize = 8_192;
/// Longest credential id, in octets (6.5.1).
pub(crate) const ID_LEN_MAX: usize = 1_023;

/// What the authenticator says of itself and of who uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// Of their octet.
    #[must_use]
    pub const fn new(octet: u8) -> Self {
        Self(octet)
    }

    /// Somebody was there.
    #[must_use]
    pub const fn user_present(self) -> bool {
        self.0 & 1 != 0
    }

    /// It knows who, by a PIN or a finger.
    #[must_use]
    pub const fn user_verified(self) -> bool {
        self.0 & 4 != 0
    }

    /// Its key may be kept elsewhere, too.
    #[must_use]
    pub const fn backup_eligible(self) -> bool {
        self.0 & 8 != 0
    }

    /// Its key is kept elsewhere, too.
    #[must_use]
    pub const fn backed_up(self) -> bool {
        self.0 & 16 != 0
    }

    const fn has_credential(self) -> bool {
        self.0 & 64 != 0
    }

    const fn has_extensions(self) -> bool {
        self.0 & 128 != 0
    }
}

/// Borrowed from its octets.
pub(crate) struct AuthenticatorData<'a> {
    pub(crate) rp_id_hash: &'a [u8],
    pub(crate) flags: Flags,
    /// How often it has signed; 0 where it doesn't count.
    pub(crate) count: u32,
    pub(crate) credential: Option<NewCredential<'a>>,
}

/// A credential that the authenticator has made.
pub(crate) struct NewCredential<'a> {
    pub(crate) aaguid: [u8; 16],
    pub(crate) id: &'a [u8],
    /// As it was written.
    pub(crate) cose: &'a [u8],
    pub(crate) key: PublicKey,
}

impl<'a> AuthenticatorData<'a> {
    pub(crate) fn read(octets: &'a [u8]) -> Result<Self, String> {
        if octets.len() > LEN_MAX {
            return Err(format!("expected at most {LEN_MAX} octets, got {}", octets.len()));
        }
        let short = || format!("expected authenticator data, got {} octets", octets.len());
        let (rp_id_hash, rest) = octets.split_at_checked(32).ok_or_else(short)?;
        let ([flags, count @ ..], mut rest) = rest.split_first_chunk::<5>().ok_or_else(short)?;
        let (flags, count) = (Flags(*flags), u32::from_be_bytes(*count));
        let mut credential = None;
        if flags.has_credential() {
            let (aaguid, behind) = rest.split_first_chunk::<16>().ok_or_else(short)?;
            let (len, behind) = behind.split_first_chunk::<2>().ok_or_else(short)?;
            let len = usize::from(u16::from_be_bytes(*len));
            if !(1..=ID_LEN_MAX).contains(&len) {
                return Err(format!("expected a credential id of 1 to {ID_LEN_MAX} octets, got {len}"));
            }
            let (id, behind) = behind.split_at_checked(len).ok_or_else(short)?;
            let (key, left) = Item::read_first(behind).map_err(|why| format!("expected a COSE key: {why}"))?;
            let cose = behind.strip_suffix(left).unwrap_or(behind);
            if cose.len() > PublicKey::LEN_MAX {
                return Err(format!("expected a key of at most {} octets, got {}", PublicKey::LEN_MAX, cose.len()));
            }
            credential = Some(NewCredential { aaguid: *aaguid, id, cose, key: PublicKey::of(&key)? });
            rest = left;
        }
        if flags.has_extensions() {
            let (extensions, left) = Item::read_first(rest).map_err(|why| format!("its extensions: {why}"))?;
            if !matches!(extensions, Item::Map(_)) {
                return Err("its extensions: expected a map".to_owned());
            }
            rest = left;
        }
        if !rest.is_empty() {
            return Err(format!("expected nothing behind its end, got {} octets", rest.len()));
        }
        Ok(Self { rp_id_hash, flags, count, credential })
    }
}
