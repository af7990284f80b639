//! XML as a small tree, read within limits, and written.
//!
//! No DTD, no entities but the five predefined ones, bounded depth, elements, attributes and namespaces.

use std::borrow::Cow;
use std::fmt::Write as _;

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::{SIZE_MAX, WireError};

pub(crate) const DEPTH_MAX: usize = 32;
pub(crate) const ELEMENTS_MAX: usize = 4096;
pub(crate) const ATTRIBUTES_MAX: usize = 32;
const NAMESPACES_MAX: usize = 128;

/// What a declaration may name. It isn't needed: the octets show what they are, and ASCII is UTF-8, too. Some stacks
/// declare UTF-16, in which they have put a text together, and send UTF-8.
const ENCODINGS: &[&str] = &["utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be"];

/// An element with its namespace resolved.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// Empty for none.
    pub(crate) ns: String,
    pub(crate) name: String,
    /// Those without a prefix, and without namespace declarations.
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    /// The element's own text, without that of its children.
    pub(crate) text: String,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Text of the first child with this name in this namespace.
    pub(crate) fn text_in(&self, ns: &str, name: &str) -> Option<String> {
        let child = self.children.iter().find(|child| child.name == name && child.ns == ns);
        child.map(|child| child.text.trim().to_owned())
    }

    /// The first child with this local name, in whatever namespace.
    pub(crate) fn any(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The only child with this name in this namespace.
    pub(crate) fn child(&self, ns: &str, name: &'static str) -> Result<Option<&Element>, WireError> {
        let mut all = self.children.iter().filter(|child| child.name == name && child.ns == ns);
        match (all.next(), all.next()) {
            (_, Some(_)) => Err(WireError::Twice(name)),
            (found, None) => Ok(found),
        }
    }

    pub(crate) fn text_of(&self, name: &str) -> Option<String> {
        self.any(name).map(|child| child.text.trim().to_owned())
    }
}

/// Reads one document.
pub(crate) fn read(input: &[u8]) -> Result<Element, WireError> {
    if input.len() > SIZE_MAX {
        return Err(WireError::TooLong);
    }
    let text = decoded(input)?;
    // Captured answers begin with white space before the declaration.
    let mut reader = NsReader::from_str(text.trim_start());
    reader.config_mut().enable_all_checks(true);
    reader.resolver_mut().set_max_namespace_bindings(NAMESPACES_MAX);
    let mut tree = Tree::default();
    loop {
        let (resolved, event) = reader.read_resolved_event().map_err(WireError::Xml)?;
        let ns = match (&resolved, &event) {
            (ResolveResult::Bound(ns), _) => ns.as_ref().to_owned(),
            (ResolveResult::Unbound, _) => String::new(),
            (ResolveResult::Unknown(prefix), _) => return Err(WireError::Prefix(prefix.clone())),
        };
        match event {
            Event::Start(start) => tree.open(ns, &start)?,
            Event::Empty(start) => {
                tree.open(ns, &start)?;
                tree.close()?;
            }
            Event::End(_) => tree.close()?,
            Event::Text(text) => tree.text(&text.xml10_content())?,
            Event::CData(text) => tree.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => tree.text(&entity(&reference)?)?,
            Event::Decl(declaration) => {
                if let Some(Ok(encoding)) = declaration.encoding()
                    && !ENCODINGS.iter().any(|known| encoding.eq_ignore_ascii_case(known))
                {
                    return Err(WireError::Encoding(encoding.into_owned()));
                }
            }
            Event::DocType(_) => return Err(WireError::Doctype),
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => return tree.finish(),
        }
    }
}

/// The text, whichever of the two encodings its first octets show (XML 1.0, appendix F): no XML in UTF-8 has an octet
/// that is zero.
fn decoded(input: &[u8]) -> Result<Cow<'_, str>, WireError> {
    match input {
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).map(Cow::Borrowed).map_err(WireError::NotUtf8),
        [0xFE, 0xFF, rest @ ..] | rest @ [0, _, ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] | rest @ [_, 0, ..] => utf16(rest, u16::from_le_bytes),
        _ => std::str::from_utf8(input).map(Cow::Borrowed).map_err(WireError::NotUtf8),
    }
}

fn utf16(octets: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'static, str>, WireError> {
    let (pairs, rest) = octets.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text = char::decode_utf16(units).collect::<Result<String, _>>().map_err(|_| WireError::NotUtf16)?;
    if rest.is_empty() { Ok(Cow::Owned(text)) } else { Err(WireError::NotUtf16) }
}

fn entity(reference: &BytesRef<'_>) -> Result<Cow<'static, str>, WireError> {
    if let Some(c) = reference.resolve_char_ref().map_err(WireError::Xml)? {
        return Ok(c.to_string().into());
    }
    let name = reference.xml10_content();
    resolve_predefined_entity(&name).map(Cow::Borrowed).ok_or_else(|| WireError::Entity(name.into_owned()))
}

#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    root: Option<Element>,
    count: usize,
}

impl Tree {
    fn open(&mut self, ns: String, start: &BytesStart<'_>) -> Result<(), WireError> {
        if self.root.is_some() {
            return Err(WireError::Document("more than one root element"));
        }
        if self.open.len() == DEPTH_MAX {
            return Err(WireError::Bound { what: "levels", max: DEPTH_MAX });
        }
        self.count += 1;
        if self.count > ELEMENTS_MAX {
            return Err(WireError::Bound { what: "elements", max: ELEMENTS_MAX });
        }
        let mut attributes = Vec::new();
        for (index, attribute) in start.attributes().enumerate() {
            if index == ATTRIBUTES_MAX {
                return Err(WireError::Bound { what: "attributes", max: ATTRIBUTES_MAX });
            }
            let attribute = attribute.map_err(|error| WireError::Xml(error.into()))?;
            // TS 102 204 knows only unqualified attributes; a qualified one must not pass for one of them.
            if attribute.key.as_namespace_binding().is_none() && attribute.key.prefix().is_none() {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(WireError::Xml)?;
                attributes.push((attribute.key.local_name().into_inner().to_owned(), value.into_owned()));
            }
        }
        let name = start.local_name().into_inner().to_owned();
        self.open.push(Element { ns, name, attributes, ..Element::default() });
        Ok(())
    }

    fn close(&mut self) -> Result<(), WireError> {
        let element = self.open.pop().ok_or(WireError::Document("an end without a start"))?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), WireError> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(WireError::Document("text outside of the root element")),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element, WireError> {
        if !self.open.is_empty() {
            return Err(WireError::Document("an element is never closed"));
        }
        self.root.ok_or(WireError::Document("no element"))
    }
}

/// Names of attributes with their values, as an element is written with.
pub(crate) type Attributes<'a> = Vec<(&'static str, &'a str)>;

/// Writes elements with fixed prefixes; every text is escaped.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    out: String,
    /// How many elements are open.
    depth: usize,
    /// What each element at this depth declares.
    declared: Option<(usize, Declarations)>,
}

/// Prefixes with their namespaces, as attributes.
type Declarations = &'static [(&'static str, &'static str)];

impl Writer {
    pub(crate) fn document() -> Self {
        Self { out: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), ..Self::default() }
    }

    /// From now on each child of the element that is open declares these.
    pub(crate) fn children_declare(&mut self, declarations: Declarations) {
        self.declared = Some((self.depth, declarations));
    }

    /// Opens `name`, writes what `inside` writes, closes it.
    pub(crate) fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.start(name, attributes);
        let body = self.out.len();
        self.out.push('>');
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        if self.out.len() == body + 1 {
            self.out.pop();
            self.out.push_str("/>");
        } else {
            // Writing to a String cannot fail.
            let _ = write!(self.out, "</{name}>");
        }
    }

    pub(crate) fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.element(name, attributes, |w| escape(&mut w.out, text));
    }

    pub(crate) fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, &[], text);
        }
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        let declared = self.declared.filter(|(depth, _)| *depth == self.depth).map_or(&[][..], |(_, all)| all);
        for (name, value) in declared.iter().chain(attributes) {
            let _ = write!(self.out, " {name}=\"");
            escape(&mut self.out, value);
            self.out.push('"');
        }
    }
}

/// Escapes for both texts and attributes. Characters that XML 1.0 cannot hold become U+FFFD; line ends and tabs are
/// written as references, so that no reader normalises them away.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            c if c < ' ' || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doctype_is_refused_whatever_it_says() {
        for text in ["<!DOCTYPE a><a/>", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"] {
            assert!(matches!(read(text.as_bytes()), Err(WireError::Doctype)), "{text}");
        }
        assert!(matches!(read(b"<a>&x;</a>"), Err(WireError::Entity(_))));
        assert!(read(b"<a b='&x;'/>").is_err());
    }

    #[test]
    fn depth_elements_attributes_and_size_are_bounded() {
        let deep = format!("{}{}", "<a>".repeat(33), "</a>".repeat(33));
        assert!(matches!(read(deep.as_bytes()), Err(WireError::Bound { what: "levels", .. })));
        let many = format!("<a>{}</a>", "<b/>".repeat(ELEMENTS_MAX));
        assert!(matches!(read(many.as_bytes()), Err(WireError::Bound { what: "elements", .. })));
        let attributes: String = (0..33).map(|index| format!(" a{index}=''")).collect();
        let wide = format!("<a{attributes}/>");
        assert!(matches!(read(wide.as_bytes()), Err(WireError::Bound { what: "attributes", .. })));
        assert!(matches!(read(&vec![b' '; SIZE_MAX + 1]), Err(WireError::TooLong)));
    }

    #[test]
    fn what_is_not_one_whole_document_is_refused() {
        for text in ["", " ", "<a>", "<a></b>", "<a/><b/>", "<a/>x", "x<a/>", "</a>", "<p:a/>", "<a b='1' b='2'/>"] {
            assert!(read(text.as_bytes()).is_err(), "{text:?}");
        }
        assert!(matches!(read(b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>"), Err(WireError::Encoding(_))));
        assert!(matches!(read(b"<a>\xFF</a>"), Err(WireError::NotUtf8(_))));
        assert!(matches!(read(b"\xFF\xFE<\0a\0/\0>"), Err(WireError::NotUtf16)));
        assert!(matches!(read(b"\xFF\xFE<\0\0\xD8"), Err(WireError::NotUtf16)));
    }

    #[test]
    fn an_encoding_is_what_the_octets_are_whatever_they_are_said_to_be() {
        for name in ["UTF-8", "utf8", "US-ASCII", "utf-16", "UTF-16LE"] {
            let text = format!("\n<?xml version='1.0' encoding='{name}'?><a b='\u{E4}'>\u{E4}\u{1F600}</a>");
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let marked = |mark: &[u8], octets: &[u8]| [mark, octets].concat();
            for octets in [
                text.clone().into_bytes(),
                marked(b"\xEF\xBB\xBF", text.as_bytes()),
                little.clone(),
                big.clone(),
                marked(b"\xFF\xFE", &little),
                marked(b"\xFE\xFF", &big),
            ] {
                let element = read(&octets).unwrap();
                assert_eq!((element.text.as_str(), element.attribute("b")), ("\u{E4}\u{1F600}", Some("\u{E4}")));
            }
        }
    }

    #[test]
    fn what_is_written_reads_back_as_it_was() {
        let text = "a<b>&\"'\n\r\tä😀";
        let mut writer = Writer::document();
        writer.element("x:a", &[("xmlns:x", "urn:x"), ("v", text)], |w| {
            w.text("x:b", &[], text);
            w.element("x:c", &[], |_| {});
        });
        let element = read(writer.finish().as_bytes()).unwrap();
        assert_eq!((element.ns.as_str(), element.attribute("v")), ("urn:x", Some(text)));
        assert_eq!(element.children[0].text, text);
        assert_eq!(element.children[1].text, "");
    }
}
