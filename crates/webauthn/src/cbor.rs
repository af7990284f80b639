//! CBOR as authenticators write it (RFC 8949; CTAP 2, *message encoding*): items of a known length, no tags, no floats, no
//! key twice. Everything is borrowed from the octets, so that what was signed is what is looked at.

/// How deep items may be in each other.
const DEPTH_MAX: usize = 8;
/// How many items there may be in all.
const ITEMS_MAX: usize = 512;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Item<'a> {
    Int(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    Array(Vec<Self>),
    Map(Vec<(Self, Self)>),
    Bool(bool),
    Null,
}

impl<'a> Item<'a> {
    /// The one item that these octets are.
    pub(crate) fn read(octets: &'a [u8]) -> Result<Self, &'static str> {
        match Self::read_first(octets)? {
            (item, []) => Ok(item),
            _ => Err("octets behind its end"),
        }
    }

    /// The item that stands first, and what is behind it.
    pub(crate) fn read_first(octets: &'a [u8]) -> Result<(Self, &'a [u8]), &'static str> {
        let mut reader = Reader { rest: octets, left: ITEMS_MAX };
        let item = reader.item(0)?;
        Ok((item, reader.rest))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        self.entries().find_map(|(key, value)| matches!(key, Item::Text(text) if *text == name).then_some(value))
    }

    pub(crate) fn label(&self, label: i64) -> Option<&Self> {
        self.entries().find_map(|(key, value)| (*key == Item::Int(label)).then_some(value))
    }

    fn entries(&self) -> impl Iterator<Item = &(Self, Self)> {
        let entries = if let Self::Map(entries) = self { &entries[..] } else { &[] };
        entries.iter()
    }

    pub(crate) fn bytes(&self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    pub(crate) fn text(&self) -> Option<&'a str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn int(&self) -> Option<i64> {
        if let Self::Int(int) = self { Some(*int) } else { None }
    }

    pub(crate) fn array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    left: usize,
}

const ENDS: &str = "it ends too early";

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], &'static str> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(ENDS)?;
        self.rest = rest;
        Ok(taken)
    }

    /// The number behind the first three bits of a head.
    fn number(&mut self, low: u8) -> Result<u64, &'static str> {
        let len = match low {
            0..=23 => return Ok(u64::from(low)),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return Err("expected items of a known length"),
        };
        Ok(self.take(len)?.iter().fold(0, |number, octet| (number << 8) | u64::from(*octet)))
    }

    /// A length, which can't be more than there is.
    fn len(&mut self, low: u8) -> Result<usize, &'static str> {
        let len = self.number(low)?;
        usize::try_from(len).ok().filter(|len| *len <= self.rest.len()).ok_or(ENDS)
    }

    fn item(&mut self, depth: usize) -> Result<Item<'a>, &'static str> {
        if depth > DEPTH_MAX {
            return Err("items are too deep in each other");
        }
        self.left = self.left.checked_sub(1).ok_or("too many items")?;
        let head = *self.take(1)?.first().ok_or(ENDS)?;
        let (major, low) = (head >> 5, head & 0x1f);
        Ok(match major {
            0 => Item::Int(i64::try_from(self.number(low)?).map_err(|_| "a number is too large")?),
            1 => Item::Int(-1 - i64::try_from(self.number(low)?).map_err(|_| "a number is too small")?),
            2 => {
                let len = self.len(low)?;
                Item::Bytes(self.take(len)?)
            }
            3 => {
                let len = self.len(low)?;
                Item::Text(std::str::from_utf8(self.take(len)?).map_err(|_| "a text isn't UTF-8")?)
            }
            4 => {
                let len = self.len(low)?;
                let mut items = Vec::new();
                for _ in 0..len {
                    items.push(self.item(depth + 1)?);
                }
                Item::Array(items)
            }
            5 => self.map(low, depth)?,
            7 if low == 20 || low == 21 => Item::Bool(low == 21),
            7 if low == 22 => Item::Null,
            _ => return Err("expected neither tags nor floats"),
        })
    }

    fn map(&mut self, low: u8, depth: usize) -> Result<Item<'a>, &'static str> {
        let len = self.len(low)?;
        let mut entries: Vec<(Item<'a>, Item<'a>)> = Vec::new();
        for _ in 0..len {
            let key = self.item(depth + 1)?;
            if !matches!(key, Item::Int(_) | Item::Text(_)) {
                return Err("a key is neither a number nor a text");
            }
            if entries.iter().any(|(other, _)| *other == key) {
                return Err("a key stands twice");
            }
            let value = self.item(depth + 1)?;
            entries.push((key, value));
        }
        Ok(Item::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn items_are_read_as_they_are_written() {
        let read = |octets: &'static [u8]| Item::read(octets).unwrap();
        assert_eq!(read(&[0x17]), Item::Int(23));
        assert_eq!(read(&[0x19, 0x01, 0x00]), Item::Int(256));
        assert_eq!(read(&[0x38, 0x18]), Item::Int(-25));
        assert_eq!(read(&[0x43, 1, 2, 3]), Item::Bytes(&[1, 2, 3]));
        assert_eq!(read(&[0x62, b'h', b'i']), Item::Text("hi"));
        assert_eq!(read(&[0x82, 0xf5, 0xf6]), Item::Array(vec![Item::Bool(true), Item::Null]));
        let map = read(&[0xa2, 0x01, 0x02, 0x61, b'a', 0x20]);
        assert_eq!((map.label(1), map.get("a"), map.label(2)), (Some(&Item::Int(2)), Some(&Item::Int(-1)), None));
    }

    #[test]
    fn what_no_authenticator_writes_is_refused_by_name() {
        let wrong = |octets: &[u8]| Item::read(octets).unwrap_err();
        assert_eq!(wrong(&[]), ENDS);
        assert_eq!(wrong(&[0x44, 1, 2]), ENDS);
        assert_eq!(wrong(&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), ENDS);
        assert_eq!(wrong(&[0x9b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]), ENDS);
        assert_eq!(wrong(&[0x01, 0x01]), "octets behind its end");
        assert_eq!(wrong(&[0x5f, 0x41, 1, 0xff]), "expected items of a known length");
        assert_eq!(wrong(&[0xc0, 0x01]), "expected neither tags nor floats");
        assert_eq!(wrong(&[0xfb, 0, 0, 0, 0, 0, 0, 0, 0]), "expected neither tags nor floats");
        assert_eq!(wrong(&[0x61, 0xff]), "a text isn't UTF-8");
        assert_eq!(wrong(&[0xa2, 1, 1, 1, 2]), "a key stands twice");
        assert_eq!(wrong(&[0xa1, 0x41, 1, 1]), "a key is neither a number nor a text");
        assert_eq!(wrong(&[0x1b, 0xff, 0, 0, 0, 0, 0, 0, 0]), "a number is too large");
        assert_eq!(wrong(&[0x3b, 0xff, 0, 0, 0, 0, 0, 0, 0]), "a number is too small");
        assert_eq!(wrong(&[0x81; 20]), "items are too deep in each other");
        let many: Vec<u8> = [&[0x99, 0x03, 0xe8][..], &[0; 1000]].concat();
        assert_eq!(wrong(&many), "too many items");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_refused(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Item::read(&octets);
            prop_assert!(crate::read_anything(&octets) || octets.len() < 1000);
        }
    }
}
