//! What every page is made with: the words, the addresses, who looks.

use http::HeaderMap;
use sigill_domain::time::Timestamp;

use super::cookie;
use super::route::Route;
use super::words::{Language, Words};

/// What a page is made with.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub(crate) words: &'static Words,
    /// What a proxy takes away from the paths of requests.
    base: String,
    pub(crate) now: Timestamp,
    /// Who is signed in.
    pub(crate) who: Option<Who>,
    /// What forms carry of who isn't.
    gate: Option<String>,
}

/// Who is signed in, as the frame shows it.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    pub(crate) name: String,
    /// Where the server is reached.
    pub(crate) origin: String,
    pub(crate) client: String,
    /// What its forms carry.
    pub(crate) token: String,
    /// Whether there is anybody to be found.
    pub(crate) finds: bool,
    /// Whether custom properties are anything to look at.
    pub(crate) defines: bool,
    /// Whether the installation is anything to look at.
    pub(crate) operates: bool,
    /// The client whose lists there are to look at: that of the page, else one's own.
    pub(crate) administers: Option<String>,
}

impl Look {
    pub(crate) fn new(language: Language, base: &str, now: Timestamp) -> Self {
        Self { words: Words::of(language), base: base.to_owned(), now, who: None, gate: None }
    }

    pub(crate) fn of(self, who: Who) -> Self {
        Self { who: Some(who), ..self }
    }

    /// The same, for who signs in.
    pub(crate) fn at_gate(self, token: String) -> Self {
        Self { gate: Some(token), ..self }
    }

    /// What a form carries.
    pub(crate) fn token(&self) -> Option<&str> {
        self.who.as_ref().map(|who| who.token.as_str()).or(self.gate.as_deref())
    }

    /// The address of a page, as links have it.
    pub(crate) fn to(&self, route: Route<'_>) -> String {
        self.href(&route.path())
    }

    /// The same of a path.
    pub(crate) fn href(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(crate) fn t(&self, id: &str) -> String {
        self.words.t(id)
    }
}

/// The language of a page: the one that was chosen, that of the person, or the one that the browser likes best.
pub(crate) fn language(headers: &HeaderMap, of_person: Option<&str>) -> Language {
    let chosen = cookie::language(headers).and_then(Language::read);
    let own = || of_person.and_then(Language::read);
    chosen.or_else(own).unwrap_or_else(|| Language::accepted(headers))
}
