//! What a form or a query says, by name.

use std::borrow::Cow;

use sigill_domain::list::Parameters;

/// Pairs of names and values, in their order.
#[derive(Debug, Default)]
pub(crate) struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// Reads `application/x-www-form-urlencoded`. What isn't UTF-8 becomes U+FFFD, which nothing has.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).map(|(name, value)| (owned(name), owned(value))).collect())
    }

    /// The value of a name that is given once; empty where it isn't.
    pub(crate) fn one(&self, name: &str) -> &str {
        let mut values = self.0.iter().filter(|(other, _)| other == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => value,
            _ => "",
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of these names, as a use case takes them.
    pub(crate) fn only<'a>(&'a self, names: &'a [&str]) -> Parameters<'a> {
        let pairs = self.0.iter().filter(|(name, _)| names.contains(&name.as_str()));
        Parameters::new(pairs.map(|(name, value)| (name.as_str(), value.as_str())))
    }
}

fn owned(text: Cow<'_, str>) -> String {
    text.into_owned()
}
