//! Why a message cannot be read, and how a provider says so.

use crate::message::{Fault, Operation, ValueError};
use crate::status::Code;

/// Nothing longer is read: the longest captured answer, a profile with certificates, has 12 KB.
pub const SIZE_MAX: usize = 1024 * 1024;

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    #[error("the message is longer than {SIZE_MAX} octets")]
    TooLong,
    #[error("the message is not UTF-8")]
    NotUtf8(#[source] std::str::Utf8Error),
    #[error("the message is not UTF-16, as its first octets promise")]
    NotUtf16,
    #[error("the XML is not well formed")]
    Xml(#[source] quick_xml::Error),
    #[error("a document type definition is not allowed")]
    Doctype,
    #[error("the entity {0} is not one of the five that XML knows")]
    Entity(String),
    #[error("the XML declares the encoding {0}; only UTF-8 and UTF-16 are read")]
    Encoding(String),
    #[error("the XML has more than {max} {what}")]
    Bound { what: &'static str, max: usize },
    #[error("the XML uses the prefix {0} without declaring it")]
    Prefix(String),
    #[error("the XML is not one complete document: {0}")]
    Document(&'static str),
    #[error("the JSON cannot be read")]
    Json(#[source] serde_json::Error),
    #[error("not a TS 102 204 message: {0}")]
    NotMessage(&'static str),
    #[error("{} is not offered", .0.name())]
    Unsupported(Operation),
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("{0} is there twice")]
    Twice(&'static str),
    #[error("{name} is wrong")]
    Wrong {
        name: &'static str,
        #[source]
        source: Option<ValueError>,
    },
}

impl WireError {
    /// The fault with which a provider answers a request that it cannot read.
    pub fn fault(&self) -> Fault {
        let code = match self {
            Self::Missing(_) => Code::MISSING_PARAM,
            // "unsubscribed service" is one of the documented meanings of 104.
            Self::Unsupported(_) => Code::UNAUTHORIZED_ACCESS,
            _ => Code::WRONG_PARAM,
        };
        Fault::of(code, self.to_string())
    }
}
