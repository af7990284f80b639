//! The documented opaque token: unpadded base64 of `userExtId:credentialExtId:secret`, of a technical user with a device
//! password (*API usage*).

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use sigill_domain::ext_id::ExtId;
use sigill_domain::time::Timestamp;
use sigill_store::Subject;

use super::secret::LEN_MAX;
use crate::world::World;

/// How long a secret that was verified needs no hashing.
const REMEMBERED_MS: i64 = 60_000;
/// Secrets that are remembered; one more takes the place of another.
const REMEMBERED_MAX: usize = 10_000;

/// What an opaque token says. External ids may hold a `:`; such ones can't be named this way.
pub(super) struct Opaque {
    pub(super) user: String,
    pub(super) credential: String,
    pub(super) secret: String,
}

impl Opaque {
    /// Takes a token apart; `None` where it isn't of this form, in its one spelling.
    pub(super) fn read(token: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64_STANDARD_NO_PAD.decode(token).ok()?).ok()?;
        let mut parts = text.splitn(3, ':');
        let (user, credential, secret) = (parts.next()?, parts.next()?, parts.next()?);
        let is_id = |id: &str| ExtId::parse("extId", id).is_ok();
        let is_secret = !secret.is_empty() && secret.len() <= LEN_MAX;
        (is_id(user) && is_id(credential) && is_secret).then(|| Self {
            user: user.to_owned(),
            credential: credential.to_owned(),
            secret: secret.to_owned(),
        })
    }
}

/// Tokens that were verified a short while ago. It holds keyed hashes of them, made with a key that is gone with the
/// process; and each only says whose it was: the database is still asked whether that credential, in that version, may
/// be used.
pub(super) struct Remembered {
    key: hmac::Key,
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    by_place: HashMap<Place, Entry>,
    /// The places in the order in which they were taken, so that the oldest is the one that goes.
    order: VecDeque<Place>,
}

type Place = [u8; 8];

struct Entry {
    tag: [u8; 24],
    subject: Subject,
    until_ms: i64,
}

impl Remembered {
    pub(super) fn new(world: &World) -> Self {
        let mut key = [0; 32];
        world.entropy.fill(&mut key);
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, &key), entries: Mutex::default() }
    }

    /// Where a token is kept, and what it is compared by.
    fn hashed(&self, token: &str) -> (Place, [u8; 24]) {
        let hash = hmac::sign(&self.key, token.as_bytes());
        let (place, tag) = hash.as_ref().split_at(8);
        (place.try_into().unwrap_or_default(), tag.try_into().unwrap_or_default())
    }

    pub(super) fn find(&self, token: &str, at: Timestamp) -> Option<Subject> {
        let (place, tag) = self.hashed(token);
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.by_place.get(&place).filter(|entry| at.millis() < entry.until_ms)?;
        verify_slices_are_equal(&entry.tag, &tag).ok()?;
        Some(entry.subject.clone())
    }

    pub(super) fn keep(&self, token: &str, subject: Subject, at: Timestamp) {
        let (place, tag) = self.hashed(token);
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.order.len() >= REMEMBERED_MAX
            && let Some(oldest) = entries.order.pop_front()
        {
            entries.by_place.remove(&oldest);
        }
        entries.order.push_back(place);
        entries.by_place.insert(place, Entry { tag, subject, until_ms: at.millis() + REMEMBERED_MS });
    }

    pub(super) fn forget(&self, token: &str) {
        let (place, _) = self.hashed(token);
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).by_place.remove(&place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_in_one_spelling_only() {
        let read = |text: &str| Opaque::read(&BASE64_STANDARD_NO_PAD.encode(text));
        let token = read("robot:key-1:a:b").unwrap();
        assert_eq!((token.user.as_str(), token.credential.as_str(), token.secret.as_str()), ("robot", "key-1", "a:b"));
        for wrong in ["", "robot", "robot:key", "robot:key:", ":key:s", "robot::s", "ro bot:key:s", "robot:k\u{e4}y:s"]
        {
            assert!(read(wrong).is_none(), "{wrong}");
        }
        assert!(read(&format!("robot:key:{}", "x".repeat(513))).is_none());
        let good = BASE64_STANDARD_NO_PAD.encode("robot:key:secret?>");
        assert!(Opaque::read(&good).is_some());
        for wrong in
            [format!("{good}="), format!("{good}=="), good.replace('+', "-"), format!(" {good}"), format!("{good}\n")]
        {
            assert!(wrong == good || Opaque::read(&wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn what_is_remembered_is_bounded_and_ends() {
        let remembered = Remembered::new(&World::real());
        let subject =
            |n: i64| Subject::Holder { user_id: uuid::Uuid::nil(), credential_id: uuid::Uuid::nil(), version: Some(n) };
        let at = |ms: i64| Timestamp::from_micros(ms * 1_000);
        for n in 0..20_000 {
            remembered.keep(&n.to_string(), subject(n), at(0));
        }
        assert_eq!(remembered.entries.lock().unwrap().by_place.len(), REMEMBERED_MAX);
        assert_eq!(remembered.find("19999", at(59_999)), Some(subject(19_999)));
        assert_eq!(remembered.find("19999", at(60_000)), None);
        assert_eq!(remembered.find("else", at(0)), None);
        remembered.forget("19999");
        assert_eq!(remembered.find("19999", at(0)), None);
    }
}
