//! A hash that is brought, and what checking it may cost.

use thiserror::Error;

/// Octets of a key or a digest from which on nothing fits it by chance.
pub(super) const KEY_MIN: usize = 16;
/// Octets of a salt, at most.
pub(super) const SALT_MAX: usize = 256;
/// Iterations of PBKDF2, of all blocks of its key together: two seconds at most.
const PBKDF2_MAX: u64 = 2_000_000;
/// bcrypt: 2 to the power of it; two seconds at most.
const BCRYPT_COST: std::ops::RangeInclusive<u32> = 4..=14;
/// Rounds of crypt(3)'s SHA-256 and SHA-512.
const CRYPT_ROUNDS_MAX: u64 = 1_000_000;
/// Memory of scrypt and argon2, in KiB: 128 MiB.
const MEMORY_MAX_KIB: u64 = 128 * 1024;
/// Memory that is gone through, in KiB: 512 MiB.
const PASSED_MAX_KIB: u64 = 512 * 1024;
/// Lanes of argon2 and scrypt.
const LANES_MAX: u32 = 16;

/// A hash that somebody brings, ready to be compared with what is shown. `Debug` shows its scheme alone.
#[derive(Clone, PartialEq, Eq)]
pub enum Brought {
    /// The digest of a password and, behind it, a salt, which may be empty.
    Digest {
        /// The digest's function.
        of: Digest,
        /// What follows the password.
        salt: Vec<u8>,
        /// What must come out.
        key: Vec<u8>,
    },
    /// RFC 8018.
    Pbkdf2 {
        /// The function of its HMAC.
        of: Digest,
        /// How often it is applied.
        iterations: u32,
        /// As octets.
        salt: Vec<u8>,
        /// What must come out.
        key: Vec<u8>,
    },
    /// RFC 7914.
    Scrypt {
        /// N is two to the power of it.
        log_n: u8,
        /// The block size.
        r: u32,
        /// The parallelisation.
        p: u32,
        /// As octets.
        salt: Vec<u8>,
        /// What must come out.
        key: Vec<u8>,
    },
    /// RFC 9106, and the version before it.
    Argon2 {
        /// `argon2d`, `argon2i` or `argon2id`.
        variant: &'static str,
        /// 16 or 19.
        version: u32,
        /// In KiB.
        memory_kib: u32,
        /// Passes.
        passes: u32,
        /// Lanes.
        lanes: u32,
        /// As octets.
        salt: Vec<u8>,
        /// What must come out.
        key: Vec<u8>,
    },
    /// `$2a$`, `$2b$` or `$2y$`: 60 characters.
    Bcrypt {
        /// The whole of it.
        hash: String,
        /// Whether it is of the password's SHA-256 in hexadecimal digits.
        of_sha256: bool,
    },
    /// `$5$` or `$6$` of crypt(3).
    ShaCrypt(String),
}

impl std::fmt::Debug for Brought {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Digest { .. } => "Digest(…)",
            Self::Pbkdf2 { .. } => "Pbkdf2(…)",
            Self::Scrypt { .. } => "Scrypt(…)",
            Self::Argon2 { .. } => "Argon2(…)",
            Self::Bcrypt { .. } => "Bcrypt(…)",
            Self::ShaCrypt(_) => "ShaCrypt(…)",
        })
    }
}

/// The functions of digests, of which PBKDF2's HMAC is made, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// 160 bits.
    Sha1,
    /// 256 bits.
    Sha256,
    /// 384 bits.
    Sha384,
    /// 512 bits.
    Sha512,
}

impl Digest {
    /// Octets of a digest.
    #[must_use]
    pub const fn octets(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// By its name, in whatever case, with or without a dash.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().replace('-', "").as_str() {
            "sha" | "sha1" => Some(Self::Sha1),
            "sha256" => Some(Self::Sha256),
            "sha384" => Some(Self::Sha384),
            "sha512" => Some(Self::Sha512),
            _ => None,
        }
    }
}

/// Why a text can't be brought. It is never echoed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotBrought {
    /// No form that is known, or one that is damaged.
    #[error("expected the hash of a password in a form that is known, such as {{SSHA256}}…, $argon2id$… or $2b$…")]
    Unknown,
    /// The password itself, as far as one can see.
    #[error("expected a hash, got what looks like a password in clear: send it as password")]
    Clear,
    /// A form that is known, and protects nothing or nobody.
    #[error("{0} isn't accepted: {1}")]
    Refused(&'static str, &'static str),
    /// To check it would take too long, or too much memory.
    #[error("to check it costs too much: {0}")]
    TooDear(&'static str),
    /// Nobody could ever sign in by it.
    #[error("no password fits it: leave the credential out")]
    Never,
}

impl Brought {
    /// Whether checking it costs no more than is allowed.
    pub(super) fn is_affordable(&self) -> Result<(), NotBrought> {
        let within = |is: bool, most| if is { Ok(()) } else { Err(NotBrought::TooDear(most)) };
        match self {
            Self::Digest { salt, .. } => within(salt.len() <= SALT_MAX, "expected a salt of at most 256 octets"),
            Self::Pbkdf2 { of, iterations, salt, key } => {
                let blocks = key.len().div_ceil(of.octets()) as u64;
                within(
                    (1..=PBKDF2_MAX).contains(&(blocks * u64::from(*iterations))) && salt.len() <= SALT_MAX,
                    "expected at most 2000000 iterations, for all blocks of the key together",
                )
            }
            Self::Scrypt { log_n, r, p, .. } => {
                let most = "expected at most 128 MiB at once, 512 MiB in all and 16 lanes";
                within((1..=24).contains(log_n) && *r > 0 && *p > 0, most)?;
                let memory = (u64::from(*r) << log_n) / 8;
                within(memory <= MEMORY_MAX_KIB && memory * u64::from(*p) <= PASSED_MAX_KIB && *p <= LANES_MAX, most)
            }
            Self::Argon2 { memory_kib, passes, lanes, .. } => {
                let memory = u64::from(*memory_kib);
                within(
                    memory <= MEMORY_MAX_KIB
                        && memory.saturating_mul(u64::from(*passes)) <= PASSED_MAX_KIB
                        && (1..=LANES_MAX).contains(lanes),
                    "expected at most 128 MiB at once, 512 MiB in all passes and 16 lanes",
                )
            }
            Self::Bcrypt { hash, .. } => {
                let cost = hash.get(4..6).and_then(|cost| cost.parse().ok());
                within(cost.is_some_and(|cost| BCRYPT_COST.contains(&cost)), "expected a cost of bcrypt from 4 to 14")
            }
            Self::ShaCrypt(hash) => {
                let rounds = hash.split('$').find_map(|part| part.strip_prefix("rounds="));
                let rounds = rounds.map_or(Some(5_000), |rounds| rounds.parse().ok());
                within(
                    rounds.is_some_and(|rounds| (1_000..=CRYPT_ROUNDS_MAX).contains(&rounds)),
                    "expected 1000 to 1000000 rounds",
                )
            }
        }
    }
}
