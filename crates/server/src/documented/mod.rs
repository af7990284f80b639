//! What nevisIDM documents: tests hold what is served to it.

mod calls;

use self::calls::{AREAS, BASE};

/// A call that nevisIDM documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Documented {
    /// The heading that it stands under.
    pub(crate) area: &'static str,
    pub(crate) method: &'static str,
    /// Its template below [`BASE`].
    below: &'static str,
}

impl Documented {
    /// Its path as a template, `/nevisidm/api/core/v1/clients/{extId}`.
    pub(crate) fn path(self) -> String {
        format!("{BASE}{}", self.below)
    }

    /// All of them, in the order of the table.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        AREAS.iter().flat_map(|(area, paths)| {
            paths
                .iter()
                .flat_map(move |(below, methods)| methods.iter().map(move |method| Self { area, method, below }))
        })
    }
}
