//! An mssURI: an element that holds nothing but a URI, in an element of its own.

use super::namespace::MSS;
use crate::wire::xml::{Element, Writer};

/// The URI within an element.
pub(super) fn read(element: &Element) -> Option<String> {
    element.text_in(MSS, "mssURI")
}

/// Writes the element `name` with a URI, where there is one.
pub(super) fn write(w: &mut Writer, name: &str, uri: Option<&str>) {
    if let Some(uri) = uri {
        w.element(name, &[], |w| w.text("mss:mssURI", &[], uri));
    }
}
