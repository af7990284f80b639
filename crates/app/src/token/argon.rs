//! The slow hash, for secrets that people choose: argon2id with the parameters of RFC 9106's second choice, as OWASP has
//! them. Each takes 19 MiB and some ten milliseconds of a core.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{self, CustomizedPasswordHasher, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// The salt of computations of which only the time counts.
const NOBODY: &[u8] = b"no such user....";

/// In blocks of 1 KiB, what is asked for at least: more than 32 MiB.
const ROOM_MIN: usize = 33 * 1024;

/// How often it was computed, and the memory for it, which is kept while somebody waits: the system clears what it gives
/// out, page by page, and that takes nearly as long as the hash.
///
/// In a server that does nothing it is given back, and so is what is below 32 MiB, which glibc would keep for the next one
/// that needs as much. What is asked for and not touched costs nothing.
#[derive(Default)]
pub(super) struct Hashing {
    computed: AtomicU64,
    rooms: Mutex<Vec<Vec<Block>>>,
}

impl Hashing {
    /// How often it was computed so far.
    pub(super) fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// Gives the memory back: nobody waits.
    pub(super) fn rest(&self) {
        self.rooms().clear();
    }

    /// What is in it doesn't matter: all of it is written before it is read.
    fn room(&self, blocks: usize) -> Vec<Block> {
        let kept = self.rooms().pop();
        let mut room = kept.unwrap_or_else(|| Vec::with_capacity(blocks.max(ROOM_MIN)));
        room.resize(blocks, Block::new());
        room
    }

    fn rooms(&self) -> MutexGuard<'_, Vec<Vec<Block>>> {
        // Nothing that holds the lock can leave them half changed.
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Hashing {
    /// Without what is in the memory.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hashing").field("computed", &self.computed).finish_non_exhaustive()
    }
}

/// The hash of a secret in PHC string form.
pub(super) fn hash(secret: &str, salt: [u8; 16], hashing: &Hashing) -> password_hash::Result<String> {
    Argon2id { hashing }.hash_password_with_salt(secret.as_bytes(), &salt).map(|hash: PasswordHash| hash.to_string())
}

/// Whether it is the hash of `secret`. One computation, also where there is no hash, or one of another kind.
pub(super) fn fits(secret: &str, hash: Option<&str>, hashing: &Hashing) -> bool {
    let argon = Argon2id { hashing };
    match hash.map(PasswordHash::new) {
        Some(Ok(hash)) if hash.algorithm == Algorithm::Argon2id.ident() => {
            argon.verify_password(secret.as_bytes(), &hash).is_ok()
        }
        _ => {
            let _ = argon.hash_password_with_salt(secret.as_bytes(), NOBODY);
            false
        }
    }
}

/// argon2id, in memory that is kept while somebody waits.
struct Argon2id<'a> {
    hashing: &'a Hashing,
}

impl PasswordHasher<PasswordHash> for Argon2id<'_> {
    fn hash_password_with_salt(&self, password: &[u8], salt: &[u8]) -> password_hash::Result<PasswordHash> {
        self.hash_password_customized(password, salt, None, None, Params::default())
    }
}

impl CustomizedPasswordHasher<PasswordHash> for Argon2id<'_> {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<u32>,
        params: Params,
    ) -> password_hash::Result<PasswordHash> {
        let algorithm = algorithm.map(Algorithm::try_from).transpose()?.unwrap_or_default();
        let version = version.map(Version::try_from).transpose()?.unwrap_or_default();
        let (blocks, length) = (params.block_count(), params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN));
        let mut out = vec![0; length];
        let params_string = ParamsString::try_from(&params)?;
        self.hashing.computed.fetch_add(1, Ordering::Relaxed);
        let mut room = self.hashing.room(blocks);
        let argon = Argon2::new(algorithm, version, params);
        let hashed = argon.hash_password_into_with_memory(password, salt, &mut out, &mut room);
        self.hashing.rooms().push(room);
        hashed?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: params_string,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(&out)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_fits_its_hash_and_no_other_does() {
        let hashing = Hashing::default();
        let hash = hash("correct", [7; 16], &hashing).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let cases = [
            ("correct", Some(&*hash), true),
            ("wrong", Some(&hash), false),
            ("correct", None, false),
            ("", None, false),
        ];
        // The same by another algorithm of the family, which is none of ours.
        let other = Argon2::new(Algorithm::Argon2i, Version::default(), Params::default());
        let other: PasswordHash = other.hash_password_with_salt(b"correct", &[7; 16]).unwrap();
        let other = other.to_string();
        let cases = cases.into_iter().chain([("correct", Some("garbage"), false), ("correct", Some(&*other), false)]);
        for (n, (secret, hash, expected)) in (2..).zip(cases) {
            assert_eq!(fits(secret, hash, &hashing), expected, "{secret} {hash:?}");
            assert_eq!(hashing.computed(), n, "as long as any other: {secret} {hash:?}");
        }
        assert_eq!(hashing.rooms().len(), 1, "one after the other in the same memory");
        hashing.rest();
        assert!(hashing.rooms().is_empty());
    }
}
