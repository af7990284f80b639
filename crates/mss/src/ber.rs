//! A bounded reader of BER (X.690) over the original octets.
//!
//! Today's phone signatures are BER with indefinite lengths outside and DER inside.
//! Reading spans of the original instead of re-encoding keeps the signed attributes exactly as they were signed.

use std::borrow::Cow;

/// Nothing real comes near: the captured objects have 2 to 8 KiB.
pub(crate) const SIZE_MAX: usize = 256 * 1024;
/// Nesting of constructed elements that have to be walked.
pub(crate) const DEPTH_MAX: usize = 24;
/// Elements visited while one object is read, so that many small nested spans cannot cost quadratic time.
const STEPS_MAX: usize = 20_000;

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OID: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
pub(crate) const CONTEXT_0: u8 = 0xA0;
pub(crate) const CONTEXT_1: u8 = 0xA1;
const CONSTRUCTED: u8 = 0x20;

/// Why octets are not the BER that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BerError {
    #[error("the object is longer than {SIZE_MAX} octets")]
    TooLong,
    #[error("the object ends in the middle of an element")]
    Truncated,
    #[error("an element says that it is longer than what contains it")]
    Overlong,
    #[error("a length is given in more than four octets")]
    LengthOfLength,
    #[error("a primitive element has an indefinite length")]
    IndefinitePrimitive,
    #[error("an indefinite length is never closed")]
    Unterminated,
    #[error("an end-of-contents mark stands where nothing is open")]
    StrayEnd,
    #[error("elements are nested more than {DEPTH_MAX} deep")]
    TooDeep,
    #[error("more than {STEPS_MAX} elements")]
    TooMany,
    #[error("a tag number above 30, which no signature uses")]
    HighTag,
    #[error("tag {found:#04x} where {expected:#04x} belongs")]
    Tag { expected: u8, found: u8 },
    #[error("an element is missing")]
    Missing,
    #[error("octets are left over at the end")]
    Trailing,
    #[error("an octet string holds something else than octet strings")]
    Segment,
}

/// One element: its identifier octet and the spans of the original that it covers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tlv<'a> {
    pub(crate) tag: u8,
    /// From the identifier octet to the last octet, end-of-contents included.
    pub(crate) whole: &'a [u8],
    /// Without header and without end-of-contents.
    pub(crate) content: &'a [u8],
    pub(crate) indefinite: bool,
    minimal: bool,
}

impl<'a> Tlv<'a> {
    pub(crate) fn is_constructed(&self) -> bool {
        self.tag & CONSTRUCTED != 0
    }

    pub(crate) fn tagged(self, expected: u8) -> Result<Self, BerError> {
        if self.tag == expected { Ok(self) } else { Err(BerError::Tag { expected, found: self.tag }) }
    }

    pub(crate) fn reader(&self) -> Reader<'a> {
        Reader { rest: self.content }
    }

    /// The octets of an OCTET STRING, segments joined (X.690 §8.7.3). der's own BER mode would hand out the inner
    /// headers as if they were content.
    pub(crate) fn octets(&self) -> Result<Cow<'a, [u8]>, BerError> {
        match self.tag {
            OCTET_STRING => Ok(Cow::Borrowed(self.content)),
            tag if tag == OCTET_STRING | CONSTRUCTED => {
                let mut joined = Vec::new();
                join(*self, &mut joined, 0)?;
                Ok(Cow::Owned(joined))
            }
            found => Err(BerError::Tag { expected: OCTET_STRING, found }),
        }
    }

    /// Definite minimal lengths and primitive strings all the way down. The order of a SET is not looked at: the
    /// signature is checked over the octets as they came.
    pub(crate) fn is_der(&self) -> bool {
        der_inside(self, 0)
    }
}

fn der_inside(tlv: &Tlv<'_>, depth: usize) -> bool {
    if depth > DEPTH_MAX || tlv.indefinite || !tlv.minimal {
        return false;
    }
    if !tlv.is_constructed() {
        return true;
    }
    let universal_string = tlv.tag & 0xC0 == 0 && !matches!(tlv.tag, SEQUENCE | SET);
    if universal_string {
        return false;
    }
    let mut reader = tlv.reader();
    while !reader.is_empty() {
        match reader.next() {
            Ok(inner) if der_inside(&inner, depth + 1) => {}
            _ => return false,
        }
    }
    true
}

fn join(tlv: Tlv<'_>, joined: &mut Vec<u8>, depth: usize) -> Result<(), BerError> {
    if depth > DEPTH_MAX {
        return Err(BerError::TooDeep);
    }
    let mut reader = tlv.reader();
    while !reader.is_empty() {
        let inner = reader.next()?;
        match inner.tag {
            OCTET_STRING => joined.extend_from_slice(inner.content),
            tag if tag == OCTET_STRING | CONSTRUCTED => join(inner, joined, depth + 1)?,
            _ => return Err(BerError::Segment),
        }
    }
    Ok(())
}

/// Reads the elements of one content, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// The one element that `input` is; everything inside has been walked once and kept its limits.
    pub(crate) fn whole(input: &'a [u8]) -> Result<Tlv<'a>, BerError> {
        if input.len() > SIZE_MAX {
            return Err(BerError::TooLong);
        }
        let mut reader = Reader { rest: input };
        let tlv = reader.next()?;
        reader.end()?;
        let mut steps = 0;
        walk(&tlv, 0, &mut steps)?;
        Ok(tlv)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn end(&self) -> Result<(), BerError> {
        if self.rest.is_empty() { Ok(()) } else { Err(BerError::Trailing) }
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    pub(crate) fn next(&mut self) -> Result<Tlv<'a>, BerError> {
        let mut steps = 0;
        let (tlv, rest) = element(self.rest, 0, &mut steps)?;
        self.rest = rest;
        Ok(tlv)
    }

    pub(crate) fn tagged(&mut self, tag: u8) -> Result<Tlv<'a>, BerError> {
        self.next()?.tagged(tag)
    }

    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Tlv<'a>>, BerError> {
        if self.peek() == Some(tag) { self.next().map(Some) } else { Ok(None) }
    }
}

fn walk(tlv: &Tlv<'_>, depth: usize, steps: &mut usize) -> Result<(), BerError> {
    if depth > DEPTH_MAX {
        return Err(BerError::TooDeep);
    }
    if !tlv.is_constructed() {
        return Ok(());
    }
    let mut rest = tlv.content;
    while !rest.is_empty() {
        let (inner, after) = element(rest, depth, steps)?;
        walk(&inner, depth + 1, steps)?;
        rest = after;
    }
    Ok(())
}

/// Splits the first element off. For an indefinite length its end is found by reading what is inside.
fn element<'a>(input: &'a [u8], depth: usize, steps: &mut usize) -> Result<(Tlv<'a>, &'a [u8]), BerError> {
    if depth > DEPTH_MAX {
        return Err(BerError::TooDeep);
    }
    *steps += 1;
    if *steps > STEPS_MAX {
        return Err(BerError::TooMany);
    }
    let (&tag, after_tag) = input.split_first().ok_or(BerError::Missing)?;
    if tag & 0x1F == 0x1F {
        return Err(BerError::HighTag);
    }
    if tag == 0 {
        return Err(BerError::StrayEnd);
    }
    let (&first, after_first) = after_tag.split_first().ok_or(BerError::Truncated)?;
    if first == 0x80 {
        return indefinite(input, tag, after_first, depth, steps);
    }
    let (length, minimal, body) = definite(first, after_first)?;
    if length > body.len() {
        return Err(BerError::Overlong);
    }
    let (content, rest) = body.split_at(length);
    let whole = input.get(..input.len() - rest.len()).ok_or(BerError::Truncated)?;
    Ok((Tlv { tag, whole, content, indefinite: false, minimal }, rest))
}

fn definite(first: u8, after: &[u8]) -> Result<(usize, bool, &[u8]), BerError> {
    if first < 0x80 {
        return Ok((usize::from(first), true, after));
    }
    let count = usize::from(first & 0x7F);
    if count > 4 {
        return Err(BerError::LengthOfLength);
    }
    if after.len() < count {
        return Err(BerError::Truncated);
    }
    let (octets, body) = after.split_at(count);
    let length = octets.iter().fold(0_u64, |sum, octet| (sum << 8) | u64::from(*octet));
    let minimal = length >= 0x80 && octets.first() != Some(&0);
    let length = usize::try_from(length).map_err(|_| BerError::Overlong)?;
    Ok((length, minimal, body))
}

fn indefinite<'a>(
    input: &'a [u8],
    tag: u8,
    body: &'a [u8],
    depth: usize,
    steps: &mut usize,
) -> Result<(Tlv<'a>, &'a [u8]), BerError> {
    if tag & CONSTRUCTED == 0 {
        return Err(BerError::IndefinitePrimitive);
    }
    let mut rest = body;
    loop {
        match rest {
            [0, 0, after @ ..] => {
                let content = body.get(..body.len() - rest.len()).ok_or(BerError::Truncated)?;
                let whole = input.get(..input.len() - after.len()).ok_or(BerError::Truncated)?;
                return Ok((Tlv { tag, whole, content, indefinite: true, minimal: true }, after));
            }
            [] => return Err(BerError::Unterminated),
            _ => rest = element(rest, depth + 1, steps)?.1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(input: &[u8]) -> BerError {
        Reader::whole(input).unwrap_err()
    }

    #[test]
    fn an_indefinite_length_covers_its_content_without_the_end_mark() {
        let input = [0x30, 0x80, 0x02, 0x01, 0x05, 0x00, 0x00];
        let tlv = Reader::whole(&input).unwrap();
        assert_eq!((tlv.content, tlv.whole, tlv.indefinite), (&input[2..5], &input[..], true));
    }

    #[test]
    fn segments_of_an_octet_string_are_joined_at_any_depth() {
        let input = [0x24, 0x80, 0x04, 0x02, b'a', b'b', 0x24, 0x03, 0x04, 0x01, b'c', 0x04, 0x00, 0x00, 0x00];
        assert_eq!(&*Reader::whole(&input).unwrap().octets().unwrap(), b"abc");
    }

    #[test]
    fn each_kind_of_damage_has_its_own_name() {
        assert_eq!(fails(&[]), BerError::Missing);
        assert_eq!(fails(&[0x30]), BerError::Truncated);
        assert_eq!(fails(&[0x30, 0x05, 0x02]), BerError::Overlong);
        assert_eq!(fails(&[0x30, 0x85, 0, 0, 0, 0, 0]), BerError::LengthOfLength);
        assert_eq!(fails(&[0x30, 0x82, 0]), BerError::Truncated);
        assert_eq!(fails(&[0x04, 0x80, 0, 0]), BerError::IndefinitePrimitive);
        assert_eq!(fails(&[0x30, 0x80, 0x05, 0x00]), BerError::Unterminated);
        assert_eq!(fails(&[0x30, 0x02, 0x00, 0x00]), BerError::StrayEnd);
        assert_eq!(fails(&[0x3F, 0x00]), BerError::HighTag);
        assert_eq!(fails(&[0x30, 0x00, 0x00]), BerError::Trailing);
        assert_eq!(fails(&vec![0; SIZE_MAX + 1]), BerError::TooLong);
        assert_eq!(fails(&[0x30, 0x80].repeat(100)), BerError::TooDeep);
        let mut deep = vec![0x05, 0x00];
        for _ in 0..30 {
            deep.insert(0, u8::try_from(deep.len()).unwrap());
            deep.insert(0, 0x30);
        }
        assert_eq!(fails(&deep), BerError::TooDeep);
    }

    #[test]
    fn der_means_minimal_definite_and_primitive_strings() {
        let der = |input: &[u8]| Reader::whole(input).unwrap().is_der();
        assert!(der(&[0x31, 0x03, 0x02, 0x01, 0x05]));
        assert!(!der(&[0x31, 0x81, 0x03, 0x02, 0x01, 0x05]));
        assert!(!der(&[0x31, 0x80, 0x02, 0x01, 0x05, 0, 0]));
        assert!(!der(&[0x31, 0x05, 0x24, 0x03, 0x04, 0x01, 0x41]));
    }
}
