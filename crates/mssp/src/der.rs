//! Writing DER, and the indefinite lengths of BER that the providers use.

use der::asn1::ObjectIdentifier;
use jiff::Timestamp;
use jiff::tz::Offset;

pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let octets = content.len().to_be_bytes();
    let significant = octets.iter().skip_while(|octet| **octet == 0).copied().collect::<Vec<_>>();
    match significant.as_slice() {
        [] => out.push(0),
        [short] if *short < 0x80 => out.push(*short),
        long => {
            out.push(0x80 | u8::try_from(long.len()).unwrap_or(8));
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(content);
    out
}

/// The same with an indefinite length.
pub(crate) fn indefinite(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, 0x80], content, &[0, 0]].concat()
}

pub(crate) fn seq(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub(crate) fn set(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x31, &parts.concat())
}

pub(crate) fn oid(oid: ObjectIdentifier) -> Vec<u8> {
    tlv(0x06, oid.as_bytes())
}

/// A non-negative integer from its big-endian octets.
pub(crate) fn int(octets: &[u8]) -> Vec<u8> {
    let value = octets.iter().skip_while(|octet| **octet == 0).copied().collect::<Vec<_>>();
    match value.first() {
        None => tlv(0x02, &[0]),
        Some(first) if *first >= 0x80 => tlv(0x02, &[&[0], value.as_slice()].concat()),
        Some(_) => tlv(0x02, &value),
    }
}

pub(crate) fn octets(content: &[u8]) -> Vec<u8> {
    tlv(0x04, content)
}

pub(crate) fn bits(content: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], content].concat())
}

pub(crate) fn null() -> Vec<u8> {
    vec![5, 0]
}

pub(crate) fn truth() -> Vec<u8> {
    vec![1, 1, 0xFF]
}

pub(crate) fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0C, text.as_bytes())
}

pub(crate) fn printable(text: &str) -> Vec<u8> {
    tlv(0x13, text.as_bytes())
}

/// UTCTime before 2050 and GeneralizedTime after, as RFC 5280 §4.1.2.5 demands; to the second.
pub(crate) fn time(at: Timestamp) -> Vec<u8> {
    let date = Offset::UTC.to_datetime(at);
    let rest =
        format!("{:02}{:02}{:02}{:02}{:02}Z", date.month(), date.day(), date.hour(), date.minute(), date.second());
    let year = date.year();
    if (1950..2050).contains(&year) {
        tlv(0x17, format!("{:02}{rest}", year % 100).as_bytes())
    } else {
        tlv(0x18, format!("{year:04}{rest}").as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_as_few_octets_as_they_need() {
        assert_eq!(tlv(4, &[]), [4, 0]);
        assert_eq!(tlv(4, &[0; 0x7F])[..2], [4, 0x7F]);
        assert_eq!(tlv(4, &[0; 0x80])[..3], [4, 0x81, 0x80]);
        assert_eq!(tlv(4, &[0; 0x100])[..4], [4, 0x82, 1, 0]);
    }

    #[test]
    fn an_integer_is_minimal_and_never_negative() {
        assert_eq!(int(&[0, 0, 0x7F]), [2, 1, 0x7F]);
        assert_eq!(int(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(int(&[0]), [2, 1, 0]);
    }

    #[test]
    fn a_time_changes_its_form_in_2050() {
        let time = |text: &str| time(text.parse().unwrap());
        assert_eq!(time("2049-12-31T23:59:59.9Z")[2..], *b"491231235959Z");
        assert_eq!(time("2050-01-01T00:00:00Z")[2..], *b"20500101000000Z");
    }
}
