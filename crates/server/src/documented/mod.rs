//! What nevisIDM documents, so that a call which isn't built yet is told apart from a typo.

mod calls;

use http::Method;

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

    /// The call that a request means: its path by the template with the earliest literal segments, as the router
    /// chooses, and the method as it is, HEAD being a GET.
    pub(crate) fn find(method: &Method, path: &str) -> Option<Self> {
        // Whoever guesses paths that aren't below it costs one comparison.
        let path = path.strip_prefix(BASE)?;
        let method = if method == Method::HEAD { Method::GET.as_str() } else { method.as_str() };
        let fitting = Self::all().filter(|call| fits(call.below, path));
        let best = fitting.min_by_key(|call| Rank::of(call.below))?.below;
        Self::all().find(|call| call.method == method && shape(call.below).eq(shape(best)))
    }
}

/// Sorts literal segments before ids.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank(Vec<bool>);

impl Rank {
    fn of(template: &str) -> Self {
        Self(template.split('/').map(is_id).collect())
    }
}

fn is_id(segment: &str) -> bool {
    segment.starts_with('{')
}

/// A template without the names of its ids.
fn shape(template: &str) -> impl Iterator<Item = &str> {
    template.split('/').map(|segment| if is_id(segment) { "{}" } else { segment })
}

fn fits(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    let fit = template.split('/').all(|expected| {
        segments.next().is_some_and(|segment| expected == segment || (is_id(expected) && !segment.is_empty()))
    });
    fit && segments.next().is_none()
}
