//! From the submitted text to the DER inside.
//!
//! The boundaries are read strictly, the base64 leniently, as RFC 7468 has it in its *standard* and
//! *lax* grammars:
//!
//! - `-----BEGIN CERTIFICATE-----` and `-----END CERTIFICATE-----` each stand on a line of their own;
//!   blanks around them don't matter, nor does a byte order mark before the first line. No other label
//!   will do: `X509 CERTIFICATE` is obsolete (RFC 7468 §5.1) and what is in `TRUSTED CERTIFICATE` is
//!   more than a certificate.
//! - Lines end with LF, CRLF or CR and have any length, as 64 and 76 are both usual and some tools
//!   write a single one. Blanks and empty lines inside are skipped.
//! - The base64 itself is exact: padded, and the unused bits of the last character zero. Headers
//!   (`Proc-Type: …`) are not base64.
//! - What precedes the BEGIN line may be anything but another `-----BEGIN`, wherever it stands.

use super::error::CertificateError;

const BEGIN: &str = "-----BEGIN";
const BEGIN_CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";
const END_CERTIFICATE: &str = "-----END CERTIFICATE-----";
/// The white space of RFC 7468 that isn't the end of a line.
const BLANKS: [char; 4] = [' ', '\t', '\x0b', '\x0c'];
/// Longest label that a message names.
const LABEL_LEN_MAX: usize = 40;

/// The bytes of the one certificate in `text`.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, CertificateError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let mut lines = (1..).zip(text.split(['\n', '\r']).map(|line| line.trim_matches(BLANKS)));

    let begin = lines.by_ref().find(|(_, text)| text.contains(BEGIN)).ok_or(CertificateError::NoBegin)?;
    let begin = match begin {
        (line, BEGIN_CERTIFICATE) => line,
        (line, text) => {
            return Err(match label(text) {
                Some(label) if label != "CERTIFICATE" => CertificateError::OtherLabel { label: label.to_owned(), line },
                _ => CertificateError::BeginNotAlone { line },
            });
        }
    };

    let mut base64 = Base64::default();
    let mut last = begin;
    loop {
        match lines.next() {
            None => return Err(CertificateError::NoEnd),
            Some((_, END_CERTIFICATE)) => break,
            Some((line, text)) if text.contains(BEGIN) => return Err(second(line, text)),
            Some((line, text)) if text.contains("-----") => return Err(CertificateError::BadEnd { line }),
            Some((line, text)) => {
                base64.push(text).map_err(|what| CertificateError::Base64 { line, what })?;
                last = if text.is_empty() { last } else { line };
            }
        }
    }

    // A second block is worth naming even behind other text.
    let rest: Vec<(usize, &str)> = lines.filter(|(_, text)| !text.trim().is_empty()).collect();
    if let Some((line, text)) = rest.iter().find(|(_, text)| text.contains(BEGIN)) {
        return Err(second(*line, text));
    }
    if let Some((line, _)) = rest.first() {
        return Err(CertificateError::TextAfterEnd { line: *line });
    }
    base64.finish().map_err(|what| CertificateError::Base64 { line: last, what })
}

fn second(line: usize, text: &str) -> CertificateError {
    match label(text) {
        Some("CERTIFICATE") => CertificateError::SecondCertificate { line },
        Some(label) => CertificateError::SecondBlock { label: label.to_owned(), line },
        None => CertificateError::BeginNotAlone { line },
    }
}

/// The label after `-----BEGIN `, where it is one: capital letters, digits and blanks. Anything else
/// could be a part of a secret.
fn label(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(BEGIN)?;
    let (label, _) = rest.strip_prefix(' ')?.split_once("-----")?;
    let plain = label.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b' ');
    (plain && !label.is_empty() && label.len() <= LABEL_LEN_MAX).then_some(label)
}

/// A base64 decoder that is fed with lines.
#[derive(Debug, Default)]
struct Base64 {
    bytes: Vec<u8>,
    /// Bits that don't make a byte yet, and how many.
    bits: u32,
    bits_len: u32,
    digits: usize,
    padding: usize,
}

impl Base64 {
    fn push(&mut self, text: &str) -> Result<(), &'static str> {
        for c in text.chars().filter(|c| !BLANKS.contains(c)) {
            if c == '=' {
                self.padding += 1;
                continue;
            }
            let digit = match c {
                'A'..='Z' => u32::from(c) - u32::from('A'),
                'a'..='z' => u32::from(c) - u32::from('a') + 26,
                '0'..='9' => u32::from(c) - u32::from('0') + 52,
                '+' => 62,
                '/' => 63,
                _ => return Err("a character that isn't base64"),
            };
            if self.padding > 0 {
                return Err("something after the padding");
            }
            self.digits += 1;
            self.bits = (self.bits << 6 | digit) & 0xfff;
            self.bits_len += 6;
            if self.bits_len >= 8 {
                self.bits_len -= 8;
                self.bytes.extend(u8::try_from(self.bits >> self.bits_len & 0xff));
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Vec<u8>, &'static str> {
        if self.digits == 0 {
            return Err("there is nothing between BEGIN and END");
        }
        if self.padding > 2 || !(self.digits + self.padding).is_multiple_of(4) {
            return Err("it is cut off or wrongly padded");
        }
        if self.bits & ((1 << self.bits_len) - 1) != 0 {
            return Err("the last character has bits that belong to no byte");
        }
        Ok(self.bytes)
    }
}
