//! Sessions of SK's Mobile-ID, and the people whom its published test numbers reach.

use std::collections::VecDeque;

use jiff::Timestamp;
use sigill_mss::sk::Hash;

use crate::authority::SkKey;
use crate::key::KeyKind;

/// A published test number with its person.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    pub(crate) phone: &'static str,
    pub(crate) code: &'static str,
    pub(crate) result: &'static str,
    pub(crate) key: KeyKind,
}

const fn person(phone: &'static str, code: &'static str, result: &'static str) -> Person {
    Person { phone, code, result, key: KeyKind::Ec }
}

pub(crate) const PEOPLE: [Person; 17] = [
    person("+37200000766", "60001019906", "OK"),
    person("+37200000566", "60001018800", "OK"),
    person("+37268000769", "60001017869", "OK"),
    person("+37269930366", "51307149560", "OK"),
    Person { key: KeyKind::Rsa, ..person("+37200001566", "39901019992", "OK") },
    person("+37200001466", "45001019980", "OK"),
    person("+37200001366", "61001019985", "OK"),
    person("+37060000666", "50001018865", "OK"),
    person("+37200000266", "60001019939", "NOT_MID_CLIENT"),
    person("+37200000366", "60001019928", "NOT_MID_CLIENT"),
    person("+37201100266", "60001019950", "USER_CANCELLED"),
    person("+37200000666", "60001019961", "SIGNATURE_HASH_MISMATCH"),
    person("+37201200266", "60001019972", "SIM_ERROR"),
    person("+37213100266", "60001019983", "PHONE_ABSENT"),
    person("+37207110066", "60001019947", "DELIVERY_ERROR"),
    person("+37266000266", "50001018908", "TIMEOUT"),
    person("+37066000266", "50001018908", "TIMEOUT"),
];

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Authentication,
    Signature,
}

impl Kind {
    pub(crate) fn key(self) -> SkKey {
        match self {
            Self::Authentication => SkKey::Authentication,
            Self::Signature => SkKey::Signature,
        }
    }
}

/// One that has begun.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) person: Option<Person>,
    pub(crate) hash: Hash,
    pub(crate) ends: Timestamp,
    pub(crate) forgotten: Timestamp,
}

/// The sessions, in the order in which they began.
#[derive(Debug, Default)]
pub(crate) struct Sessions(pub(crate) VecDeque<Open>);
