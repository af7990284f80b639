//! The languages that there are.

use http::{HeaderMap, header};
use unic_langid::LanguageIdentifier;

/// A language of the console. Its number is its place in [`Language::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    German,
    French,
    Italian,
}

impl Language {
    pub(crate) const ALL: &[Self] = &[Self::English, Self::German, Self::French, Self::Italian];

    /// As pages and cookies name it.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Italian => "it",
        }
    }

    /// As who speaks it calls it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Italian => "Italiano",
        }
    }

    /// For hyphens and quotes.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de-CH",
            Self::French => "fr-CH",
            Self::Italian => "it-CH",
        }
    }

    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::English => include_str!("en.ftl"),
            Self::German => include_str!("de.ftl"),
            Self::French => include_str!("fr.ftl"),
            Self::Italian => include_str!("it.ftl"),
        }
    }

    pub(super) fn identifier(self) -> Option<LanguageIdentifier> {
        self.tag().parse().ok()
    }

    /// Reads a code in whatever case, perhaps with a country.
    pub(crate) fn read(code: &str) -> Option<Self> {
        let language = code.split(['-', '_']).next().unwrap_or_default().trim();
        Self::ALL.iter().copied().find(|one| one.code().eq_ignore_ascii_case(language))
    }

    /// The one that the browser likes best of those that there are.
    pub(crate) fn accepted(headers: &HeaderMap) -> Self {
        let ranges = headers.get_all(header::ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
        let mut best = (Self::English, 0.0_f32);
        for range in ranges.flat_map(|value| value.split(',')) {
            let mut parts = range.split(';').map(str::trim);
            let language = parts.next().and_then(Self::read);
            let quality = parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
            if let Some(language) = language.filter(|_| quality > best.1) {
                best = (language, quality);
            }
        }
        best.0
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_browser_gets_what_it_likes_best_of_what_there_is() {
        for (value, expected) in [
            ("de-CH,de;q=0.9,en;q=0.8", Language::German),
            ("rm,fr;q=0.7,it;q=0.8", Language::Italian),
            ("en;q=0.1,FR;q=0.2", Language::French),
            ("es", Language::English),
            ("de;q=x", Language::English),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(value))]);
            assert_eq!(Language::accepted(&headers), expected, "{value}");
        }
        assert_eq!(Language::read("DE_CH"), Some(Language::German));
    }
}
