//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07).

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{HeaderMap, HeaderName};
use sha2::{Digest, Sha256};
use sigill_domain::idempotency::Request;

use crate::http::refused::Refused;

pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The longest key, in characters.
pub(crate) const LEN_MAX: usize = 64;

/// The key of a request, as it is sent: quotes belong to it.
///
/// # Errors
/// 400 where it isn't 1 to 64 printable ASCII characters, in one header.
pub(super) fn read(headers: &HeaderMap) -> Result<Option<String>, Refused> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = values.next() else { return Ok(None) };
    match value.to_str() {
        Ok(key)
            if values.next().is_none()
                && (1..=LEN_MAX).contains(&key.len())
                && key.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) =>
        {
            Ok(Some(key.to_owned()))
        }
        _ => {
            Err(Refused::header(IDEMPOTENCY_KEY.as_str(), "expected 1 to 64 printable ASCII characters, in one header"))
        }
    }
}

/// A digest of a body, in hexadecimal.
pub(crate) fn fingerprint(body: &[u8]) -> String {
    Sha256::digest(body).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string doesn't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Caller, method, path and key.
type Scope = (String, String, String, String);

/// The keys of requests that are under way on this node. What another node does with a key is found
/// out when its answer is to be kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys(Arc<Mutex<HashSet<Scope>>>);

impl Keys {
    pub(super) fn reserve(&self, caller: &str, request: Request) -> Result<Reserved, Refused> {
        let scope = (caller.to_owned(), request.method.clone(), request.path.clone(), request.key.clone());
        if self.scopes().insert(scope.clone()) {
            Ok(Reserved { request, scope, keys: self.clone() })
        } else {
            Err(Refused::KeyInUse)
        }
    }

    /// Nothing that holds the lock can leave the set half changed.
    fn scopes(&self) -> MutexGuard<'_, HashSet<Scope>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A key in use, until this is dropped: also where the caller goes away.
#[derive(Debug)]
pub(super) struct Reserved {
    request: Request,
    scope: Scope,
    keys: Keys,
}

impl Reserved {
    pub(super) fn request(&self) -> &Request {
        &self.request
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        self.keys.scopes().remove(&self.scope);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_in_use_until_its_request_is_done() {
        let keys = Keys::default();
        let request = |key: &str, path: &str| Request {
            key: key.to_owned(),
            method: "POST".to_owned(),
            path: path.to_owned(),
            fingerprint: fingerprint(b"{}"),
        };
        let first = keys.reserve("api/root", request("k", "/a")).unwrap();
        assert!(matches!(keys.reserve("api/root", request("k", "/a")), Err(Refused::KeyInUse)));
        for (caller, key, path) in [("api/other", "k", "/a"), ("api/root", "l", "/a"), ("api/root", "k", "/b")] {
            assert!(keys.reserve(caller, request(key, path)).is_ok());
        }
        drop(first);
        assert!(keys.reserve("api/root", request("k", "/a")).is_ok());
    }

    #[test]
    fn a_fingerprint_is_sha_256_in_hexadecimal() {
        assert_eq!(fingerprint(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
