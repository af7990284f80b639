//! The query of a request: read strictly, and documented by a type that says what it may ask.

use std::marker::PhantomData;

use http::Uri;
use percent_encoding::percent_decode_str;
use sigill_domain::list::Parameters;
use utoipa::openapi::path::Parameter;

use crate::http::refused::Refused;

/// The decoded name and value pairs of a query, in their order. What they mean the use case decides;
/// what they may be, `Q` says to the documentation.
pub(crate) struct Query<Q> {
    pairs: Vec<(String, String)>,
    asks: PhantomData<fn() -> Q>,
}

/// What an operation may be asked by its query, as documents describe it.
pub(crate) trait Asks {
    fn parameters() -> Vec<Parameter>;
}

/// A page of a list without filters.
pub(crate) struct Pages;
/// A page of a history: as of a list, but nobody counts it.
pub(crate) struct Histories;
/// A page of a history of events, with filters.
pub(crate) struct Events;
/// A page of mobile authentications.
pub(crate) struct MobileAuthentications;
/// A page of dispatch targets.
pub(crate) struct DispatchTargets;
/// A page of policies.
pub(crate) struct Policies;
/// A page of properties.
pub(crate) struct Properties;
/// A page of units.
pub(crate) struct Units;
/// A page of users.
pub(crate) struct Users;
/// What is searched for.
pub(crate) struct Searches;
/// A query about entities of one kind.
pub(crate) struct Queries<E>(PhantomData<fn() -> E>);
/// Whether the provider is asked, too.
pub(crate) struct Asked;
/// Which rights are asked about, and to whom.
pub(crate) struct AskedOfRights;
/// How long to wait for the answer.
pub(crate) struct Waits;

impl<Q> Query<Q> {
    /// Reads all pairs.
    ///
    /// # Errors
    /// 400 for what can't be decoded: nothing is guessed.
    pub(crate) fn read(uri: &Uri) -> Result<Self, Refused> {
        let pairs = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decode(name)?, decode(value)?))
        });
        let pairs = pairs.collect::<Option<_>>().ok_or(Refused::UnreadableQuery)?;
        Ok(Self { pairs, asks: PhantomData })
    }

    /// The value of a parameter, which is given once at most.
    ///
    /// # Errors
    /// 400: it is given several times.
    pub(crate) fn one(&self, name: &str) -> Result<Option<&str>, Refused> {
        let mut values = self.pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            (_, Some(_)) => Err(Refused::RepeatedParameter(format!("{name}: expected one value, got several"))),
        }
    }

    /// As a use case takes them.
    pub(crate) fn given(&self) -> Parameters<'_> {
        Parameters::new(self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }
}

/// A `+` is a blank, as forms write it; after `%` there are two hexadecimal digits; the whole is UTF-8.
fn decode(text: &str) -> Option<String> {
    let is_escape = |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|digit| digit.is_ascii_hexdigit());
    if !text.split('%').skip(1).all(is_escape) {
        return None;
    }
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8().ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_decoded_or_refused() {
        let read = |query: &str| {
            let uri = format!("/x?{query}").parse().unwrap();
            let read = Query::<Pages>::read(&uri).ok()?;
            Some(read.pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(";"))
        };
        assert_eq!(read("a=1&&b=%C3%A4+%2B&c&d=x=y").as_deref(), Some("a=1;b=ä +;c=;d=x=y"));
        assert_eq!(read("").as_deref(), Some(""));
        for wrong in ["a=%", "a=%4", "a=%zz", "%ff=1", "a=%C3", "a=%C3%28", "a=%+1"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
