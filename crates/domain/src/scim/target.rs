//! Paths to what an operation changes (RFC 7644 §3.5.2, figure 7).

use super::extension::ScimExtension;
use super::filter::{Cursor, FilterTree};
use super::path::AttributePath;
use super::{ScimProblem, ScimType};
use crate::text;

/// What an operation changes.
#[derive(Clone, Debug)]
pub enum PatchPath {
    /// An extension as a whole.
    Extension(ScimExtension),
    /// An attribute, those of its elements for which the filter holds, and what is below them.
    Attribute {
        /// The attribute, and what is named below it.
        path: AttributePath,
        /// Which elements; none: all of them.
        filter: Option<FilterTree>,
    },
}

impl PatchPath {
    /// Reads a path: a name, or a name with a filter in brackets and what is below.
    ///
    /// # Errors
    /// `invalidPath`: it can't be read, or names no attribute. `invalidFilter`: its filter can't be read.
    pub fn read(path: &str) -> Result<Self, ScimProblem> {
        let invalid =
            |what: &str| ScimProblem::new(ScimType::InvalidPath, format!("path: {what}: {}", text::echo(path)));
        if let Some(extension) = ScimExtension::named(path.trim()) {
            return Ok(Self::Extension(extension));
        }
        let mut cursor = Cursor::new(path)?;
        let name = cursor.name().ok_or_else(|| invalid("expected the name of an attribute"))?;
        let mut found = AttributePath::read(name).ok_or_else(|| invalid("there is no such attribute"))?;
        let mut filter = None;
        if cursor.eat('[') {
            if !found.attribute.is_multi || found.sub.is_some() {
                return Err(invalid("only an attribute with several values has a filter"));
            }
            filter = Some(FilterTree::of_elements(&mut cursor, found.attribute)?);
            if cursor.eat('.') {
                let sub = cursor.name().and_then(|name| found.attribute.sub(name));
                found.sub = Some(sub.ok_or_else(|| invalid("there is no such attribute"))?);
            }
        }
        match cursor.is_at_end() {
            true => Ok(Self::Attribute { path: found, filter }),
            false => Err(invalid("expected its end")),
        }
    }
}
