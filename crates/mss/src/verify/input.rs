//! What a file may hold: PEM, base64, DER or BER, or a whole answer in SOAP or JSON.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::run::Failure;
use super::{Check, Reason};
use crate::message::Response;
use crate::wire::{WireError, rest, soap};

/// Nothing longer is looked at.
const SIZE_MAX: usize = crate::wire::SIZE_MAX;

#[derive(Debug)]
pub(crate) enum Input<'a> {
    Object(Cow<'a, [u8]>),
    Answer(Box<Response>),
}

impl<'a> Input<'a> {
    /// Tells the kinds apart by their first octet: BER of a ContentInfo begins with a SEQUENCE, which is "0".
    /// Base64 of one begins with "M".
    pub(crate) fn read(input: &'a [u8]) -> Result<Self, Failure> {
        if input.len() > SIZE_MAX {
            return Err((Check::Encoding, Reason::NotBer { detail: "too long".to_owned() }));
        }
        if input.first() == Some(&crate::ber::SEQUENCE) && input.get(1).is_some_and(|second| *second >= 0x80) {
            return Ok(Self::Object(Cow::Borrowed(input)));
        }
        let text = text(input)?;
        let unmarked = text.as_ref();
        let answer = |result: Result<Response, WireError>| match result {
            Ok(response) => Ok(Self::Answer(Box::new(response))),
            Err(error) => Err((Check::Answer, Reason::MessageUnreadable { detail: chain(&error) })),
        };
        match unmarked.first() {
            Some(b'<') => answer(soap::read_response(unmarked)),
            Some(b'{') => answer(rest::read_response(unmarked)),
            _ => match other(unmarked) {
                Some(kind) => Err((Check::Encoding, Reason::Kind { kind })),
                None => object(unmarked).map(|octets| Self::Object(octets.into())),
            },
        }
    }
}

/// What a text is encoded in, by the mark at its beginning: some shells write UTF-16. Without mark, octets as they are.
fn text(input: &[u8]) -> Result<Cow<'_, [u8]>, Failure> {
    let units: fn([u8; 2]) -> u16 = match input {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        [0xEF, 0xBB, 0xBF, rest @ ..] => return Ok(Cow::Borrowed(rest.trim_ascii_start())),
        _ => return Ok(Cow::Borrowed(input.trim_ascii_start())),
    };
    let (pairs, rest) = input.get(2..).unwrap_or_default().as_chunks::<2>();
    let text = char::decode_utf16(pairs.iter().map(|pair| units(*pair))).collect::<Result<String, _>>();
    match text {
        Ok(text) if rest.is_empty() => Ok(Cow::Owned(text.trim_start().as_bytes().to_vec())),
        _ => Err((Check::Encoding, Reason::Kind { kind: "broken UTF-16" })),
    }
}

/// What a file is that is none of those that are taken: told apart from one of them that is damaged, which is a verdict.
fn other(text: &[u8]) -> Option<&'static str> {
    let begins = |head: &str| text.get(..head.len()).is_some_and(|found| found.eq_ignore_ascii_case(head.as_bytes()));
    let holds = |part: &[u8]| text.windows(part.len()).any(|window| window == part);
    match text.first() {
        None => Some("nothing in the file"),
        Some(b'[') => Some("a JSON array"),
        Some(b'"') => Some("a JSON text"),
        _ if ["MIME-Version:", "Content-Type:", "From:", "Received:"].into_iter().any(begins) => {
            Some("an S/MIME message")
        }
        _ if !begins("-----") && holds(b"-----BEGIN ") => Some("text before the PEM block"),
        _ => None,
    }
}

fn chain(error: &WireError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// With padding or without: providers differ, and nothing depends on it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The octets of an object as a provider or a file spells them: in base64 or PEM.
pub(crate) fn object(text: &[u8]) -> Result<Vec<u8>, Failure> {
    let text = text.trim_ascii_start();
    if text.starts_with(b"-----") { pem(text) } else { base64(text) }
}

/// Base64 in which white space may stand anywhere: providers wrap lines (§4.2 point 1). Either alphabet of RFC 4648 is
/// read, since none has a meaning in the other.
fn base64(text: &[u8]) -> Result<Vec<u8>, Failure> {
    let spelled = |octet: &u8| match octet {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    };
    let dense: Vec<u8> = text.iter().filter(|octet| !octet.is_ascii_whitespace()).map(spelled).collect();
    BASE64.decode(dense).map_err(|error| (Check::Encoding, Reason::NotBase64 { detail: error.to_string() }))
}

/// RFC 7468 §8 and §9: CMS, and PKCS7 as OpenSSL writes it.
fn pem(text: &[u8]) -> Result<Vec<u8>, Failure> {
    let failed = |detail: &str| (Check::Encoding, Reason::NotPem { detail: detail.to_owned() });
    let text = std::str::from_utf8(text).map_err(|_| failed("not UTF-8"))?;
    for label in ["CMS", "PKCS7", "PKCS #7 SIGNED DATA"] {
        let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
        if let Some(rest) = text.strip_prefix(&begin) {
            let (body, after) = rest.split_once(&end).ok_or_else(|| failed("no end line"))?;
            if !after.trim().is_empty() {
                return Err(failed("text after the end line"));
            }
            return base64(body.as_bytes());
        }
    }
    Err(failed("neither CMS nor PKCS7"))
}
