//! The terms under which a write is asked for, by its headers: which version it expects
//! (`If-Match`), whether it is a repetition (`Idempotency-Key`), and whether it is only tried
//! (`Prefer: dry-run`).

mod if_match;
mod key;
mod prefer;

use http::{HeaderMap, Method};
use sigill_domain::idempotency::Request;
use sigill_domain::version::{Expected, IfMatch};

use self::key::{IDEMPOTENCY_KEY, Reserved};
pub(crate) use self::key::{Keys, LEN_MAX as KEY_LEN_MAX, fingerprint};
use crate::http::refused::Refused;

/// The terms of one request. Its key, if it has one, is in use as long as they live.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    if_match: Option<IfMatch>,
    repeat: Option<Reserved>,
    pub(crate) dry_run: bool,
}

/// What an operation does about headers that state terms.
pub(crate) trait Heed: Send {
    /// Whether its change is made conditional by `If-Match`, where its method has that.
    const IF_MATCH: bool;
    /// Whether it can be repeated by its `Idempotency-Key`.
    const KEY: bool;
    /// Whether it can be tried.
    const DRY_RUN: bool;
}

/// It heeds those that its method has.
pub(crate) struct Heeds;

/// It refuses an `Idempotency-Key`: to ignore one would do what the caller doesn't want.
pub(crate) struct NoKey;

/// It refuses `If-Match`, since what it changes has no version: whether something is assigned to something else.
pub(crate) struct NoVersion;

/// It can't be made conditional, repeated or only tried, and refuses to be asked.
pub(crate) struct Refuses;

impl Heed for Heeds {
    const IF_MATCH: bool = true;
    const KEY: bool = true;
    const DRY_RUN: bool = true;
}

impl Heed for NoVersion {
    const IF_MATCH: bool = false;
    const KEY: bool = true;
    const DRY_RUN: bool = true;
}

impl Heed for NoKey {
    const IF_MATCH: bool = true;
    const KEY: bool = false;
    const DRY_RUN: bool = true;
}

impl Heed for Refuses {
    const IF_MATCH: bool = false;
    const KEY: bool = false;
    const DRY_RUN: bool = false;
}

/// Whether operations with this method have a header.
pub(crate) fn has_key(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PATCH)
}

pub(crate) fn has_if_match(method: &Method) -> bool {
    matches!(*method, Method::PUT | Method::PATCH | Method::DELETE)
}

pub(crate) fn has_dry_run(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH | Method::DELETE)
}

impl Terms {
    /// Reads the headers of a request; and its key, which isn't reserved yet.
    ///
    /// # Errors
    /// 400 for a header that can't be read.
    pub(crate) fn read<H: Heed>(method: &Method, headers: &HeaderMap) -> Result<(Self, Option<String>), Refused> {
        let key = if has_key(method) { key::read(headers)? } else { None };
        let if_match = if has_if_match(method) { if_match::read(headers)? } else { None };
        let dry_run = has_dry_run(method) && prefer::dry_run(headers);
        if !H::IF_MATCH && if_match.is_some() {
            return Err(Refused::header("if-match", "what this operation changes has no version: expected none"));
        }
        if !H::KEY && key.is_some() {
            return Err(Refused::header(
                IDEMPOTENCY_KEY.as_str(),
                "this operation can't be repeated safely: expected none",
            ));
        }
        if !H::DRY_RUN && dry_run {
            return Err(Refused::header("prefer", "this operation can't be tried: expected no dry-run"));
        }
        Ok((Self { if_match, repeat: None, dry_run }, key))
    }

    /// Whether a request asks only to try what an operation would do.
    pub(crate) fn tries<H: Heed>(method: &Method, headers: &HeaderMap) -> bool {
        H::DRY_RUN && has_dry_run(method) && prefer::dry_run(headers)
    }

    /// Holds the key of the request until it is answered.
    ///
    /// # Errors
    /// 409 where a request with this key is under way.
    pub(crate) fn reserve(&mut self, keys: &Keys, caller: &str, request: Request) -> Result<(), Refused> {
        self.repeat = Some(keys.reserve(caller, request)?);
        Ok(())
    }

    pub(crate) fn repeat(&self) -> Option<&Request> {
        self.repeat.as_ref().map(Reserved::request)
    }

    /// The versions that the request expects, with the one that its body names.
    ///
    /// # Errors
    /// 400 where header and body contradict each other.
    pub(crate) fn expected(&self, version: Option<i64>) -> Result<Expected, Refused> {
        let expected = Expected { if_match: self.if_match.clone(), version };
        if expected.contradicts() { Err(Refused::ContradictingVersions) } else { Ok(expected) }
    }
}
