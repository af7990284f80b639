//! Writing DER, and BER where a test wants it.

pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    match length {
        0..=0x7F => out.push(length as u8),
        0x80..=0xFF => out.extend([0x81, length as u8]),
        0x100..=0xFFFF => out.extend([0x82, (length >> 8) as u8, length as u8]),
        _ => out.extend([0x83, (length >> 16) as u8, (length >> 8) as u8, length as u8]),
    }
    out.extend_from_slice(content);
    out
}

/// The same with an indefinite length.
pub fn indefinite(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, 0x80], content, &[0, 0]].concat()
}

pub fn join(parts: &[Vec<u8>]) -> Vec<u8> {
    parts.concat()
}

pub fn seq(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub fn set(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x31, &parts.concat())
}

pub fn oid(text: &str) -> Vec<u8> {
    tlv(0x06, der::asn1::ObjectIdentifier::new_unwrap(text).as_bytes())
}

pub fn int(octets: &[u8]) -> Vec<u8> {
    tlv(0x02, octets)
}

pub fn octets(content: &[u8]) -> Vec<u8> {
    tlv(0x04, content)
}

pub fn bits(content: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], content].concat())
}

pub fn null() -> Vec<u8> {
    vec![5, 0]
}

pub fn boolean(value: bool) -> Vec<u8> {
    vec![1, 1, if value { 0xFF } else { 0 }]
}

pub fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0C, text.as_bytes())
}

pub fn printable(text: &str) -> Vec<u8> {
    tlv(0x13, text.as_bytes())
}

/// `YYMMDDHHMMSSZ` or, with four digits of year, GeneralizedTime.
pub fn time(text: &str) -> Vec<u8> {
    tlv(if text.len() == 13 { 0x17 } else { 0x18 }, text.as_bytes())
}
