//! Mobile-ID of SK ID Solutions (Estonia, Lithuania): signatures over a hash, without the text that was shown.
//!
//! Messages of its REST protocol, the document whose hash is signed, the code that a person compares, and the
//! verification. Nothing is asked here; [`client`](crate::client) does that.
//! [`smart_id`] verifies those of Smart-ID, which bind the text that was shown.

mod code;
mod document;
mod judge;
mod message;
mod result;
pub mod smart_id;
mod verify;

pub use self::code::{is_identity_number, verification_code};
pub use self::document::{Document, DocumentError, RANDOM_LEN, code_of, hash_of};
pub use self::judge::{Judged, judge, same_person, shown_as};
pub use self::message::{
    Begun, Certificate, MessageError, Question, Session, read_begun, read_certificate, read_session,
};
pub use self::result::EndResult;
pub use self::verify::{Asked, Hash, HashKind, Signed, Verified, verify};
