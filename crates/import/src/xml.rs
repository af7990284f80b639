//! XML as a tree of local names, which are compared without case: some programs write all of them small.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::Unreadable;

/// Elements within each other.
const DEPTH_MAX: usize = 32;
/// Elements of a document.
const COUNT_MAX: usize = 2_000_000;

/// An element with its text and what is in it.
#[derive(Debug, Default)]
pub(crate) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// The root of a document. Neither entities nor a document type are read.
    pub(crate) fn read(text: &str) -> Result<Self, Unreadable> {
        let mut reader = Reader::from_str(text);
        let (mut open, mut count): (Vec<Self>, usize) = (vec![Self::default()], 0);
        loop {
            let at = reader.buffer_position();
            let failed = |why: &str| {
                let before = usize::try_from(at).ok().and_then(|at| text.get(..at)).unwrap_or(text);
                Unreadable::new(format!("line {}", before.matches('\n').count() + 1), why)
            };
            let event = reader.read_event().map_err(|error| failed(&error.to_string()))?;
            let begun = match &event {
                Event::Start(start) | Event::Empty(start) => Some(Self::begun(start).map_err(|why| failed(&why))?),
                _ => None,
            };
            count += usize::from(begun.is_some());
            if count > COUNT_MAX || open.len() > DEPTH_MAX {
                return Err(failed("expected fewer elements, and within each other at most 32"));
            }
            match (event, begun) {
                (Event::Start(_), Some(begun)) => open.push(begun),
                (Event::Empty(_), Some(begun)) => add(&mut open, begun),
                (Event::End(_), _) => {
                    let ended = open.pop().filter(|_| !open.is_empty());
                    add(&mut open, ended.ok_or_else(|| failed("an element ends that never began"))?);
                }
                (Event::Text(text), _) => say(&mut open, &text.xml10_content()),
                (Event::CData(text), _) => say(&mut open, &text.xml10_content()),
                (Event::GeneralRef(name), _) => {
                    let (character, name) = (name.resolve_char_ref().ok().flatten(), name.xml10_content());
                    let character = character.map(String::from);
                    let known = character.as_deref().or_else(|| resolve_predefined_entity(&name));
                    say(&mut open, known.ok_or_else(|| failed("no entities are read but the five of XML"))?);
                }
                (Event::DocType(_), _) => return Err(failed("a document type isn't read")),
                (Event::Eof, _) => break,
                _ => {}
            }
        }
        let mut document = open.pop().filter(|_| open.is_empty()).unwrap_or_default();
        document.children.pop().ok_or_else(|| Unreadable::new("line 1", "expected an XML document that is whole"))
    }

    fn begun(start: &BytesStart<'_>) -> Result<Self, String> {
        let local = |name: &str| name.to_ascii_lowercase();
        let mut element = Self { name: local(start.local_name().into_inner()), ..Self::default() };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute.value.into_owned();
            element.attributes.push((local(attribute.key.local_name().into_inner()), value));
        }
        Ok(element)
    }

    /// Whether it is called so.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// The first element on this path below it.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.children.iter().find(|child| child.name == *name))
    }

    /// The elements of this name in it.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the element on this path.
    pub(crate) fn text(&self, path: &[&str]) -> Option<&str> {
        self.at(path).map(|element| element.text.trim()).filter(|text| !text.is_empty())
    }

    /// An attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Its own text.
    pub(crate) fn own_text(&self) -> &str {
        self.text.trim()
    }
}

fn add(open: &mut [Element], element: Element) {
    if let Some(outer) = open.last_mut() {
        outer.children.push(element);
    }
}

fn say(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}
