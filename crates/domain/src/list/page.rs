//! Pages and the token between them.

use std::fmt;

use super::Parameters;
use crate::breach::Breach;
use crate::ext_id::ExtId;
use crate::policy::PolicyType;
use crate::property::{NAME_LEN_MAX, PropertyType, Scope};
use crate::text;
use crate::time::Timestamp;

/// Entities on a page at most.
pub const LIMIT_MAX: u32 = 1_000;
/// Entities on a page where the caller says nothing or 0.
pub const LIMIT_DEFAULT: u32 = 100;

/// Where a page ends: the last entity, by creation in milliseconds and external id, which is the
/// default order of every documented list. Written `<millis>_<extId>`, as documented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub created_ms: i64,
    /// Tells apart what was created in the same millisecond.
    pub ext_id: ExtId,
}

impl Token {
    /// The place behind an entity.
    #[must_use]
    pub fn of(created: Timestamp, ext_id: &ExtId) -> Self {
        Self { created_ms: created.millis(), ext_id: ext_id.clone() }
    }

    pub(crate) fn parse(value: &str) -> Result<Self, Breach> {
        let read = || {
            let (millis, ext_id) = value.split_once('_')?;
            let created_ms = millis.parse().ok().filter(|millis| *millis >= 0)?;
            Some(Self { created_ms, ext_id: ExtId::parse("continuationToken", ext_id).ok()? })
        };
        read().ok_or_else(|| {
            Breach::invalid(format!(
                "continuationToken: expected one as a page before gave it, such as 1759758863000_aoo23, got {}",
                text::echo(value)
            ))
        })
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.created_ms, self.ext_id)
    }
}

/// Which page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The page begins after this entity.
    pub after: Option<Token>,
    /// Entities at most, 1 to [`LIMIT_MAX`].
    pub limit: u32,
    /// Whether to count what the whole list has.
    pub with_total: bool,
}

impl Page {
    /// The first so many.
    #[must_use]
    pub const fn first(limit: u32) -> Self {
        Self { after: None, limit, with_total: false }
    }

    pub(super) const KNOWN: &str = "continuationToken, limit, returnTotalResultCount";

    pub(super) fn take(given: &mut Parameters<'_>) -> Self {
        let after = given.take("continuationToken").map(Token::parse);
        Self {
            after: after.and_then(|token| given.broken.keep(token)),
            limit: take_limit(given),
            with_total: given.flag("returnTotalResultCount"),
        }
    }

    /// Reads the parameters of a list without filters.
    ///
    /// # Errors
    /// Every parameter that is unknown or has a value that can't be.
    pub fn read(mut given: Parameters<'_>) -> Result<Self, Vec<Breach>> {
        let page = Self::take(&mut given);
        given.finish(Self::KNOWN)?;
        Ok(page)
    }
}

pub(super) fn take_limit(given: &mut Parameters<'_>) -> u32 {
    given.number("limit", LIMIT_MAX).filter(|limit| *limit > 0).unwrap_or(LIMIT_DEFAULT)
}

/// Which policies of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyQuery {
    /// From where on, and how many.
    pub page: Page,
    /// Only those of this type.
    pub kind: Option<PolicyType>,
}

impl PolicyQuery {
    /// Reads the parameters of the list of policies: those of every list, and `policyType`.
    ///
    /// # Errors
    /// Every parameter that is unknown or has a value that can't be.
    pub fn read(mut given: Parameters<'_>) -> Result<Self, Vec<Breach>> {
        let page = Page::take(&mut given);
        let kind = given.take("policyType").map(|name| {
            PolicyType::from_wire(name).ok_or_else(|| {
                let known = text::one_of(PolicyType::all().map(PolicyType::as_str));
                Breach::invalid(format!("policyType: expected one of {known}, got {}", text::echo(name)))
            })
        });
        let kind = kind.and_then(|kind| given.broken.keep(kind));
        given.finish("policyType, continuationToken, limit, returnTotalResultCount")?;
        Ok(Self { page, kind })
    }
}

/// Which properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyQuery {
    /// From where on, and how many.
    pub page: Page,
    /// Only those of this scope.
    pub scope: Option<Scope>,
    /// `type`: only those of it.
    pub kind: Option<PropertyType>,
    /// `clientExtId`: those for this client, too, and not only those for all.
    pub client: Option<String>,
    /// `applicationExtId`: only those for this application.
    pub application: Option<String>,
    /// Only those whose name has this part, in any case.
    pub name: Option<String>,
}

impl PropertyQuery {
    /// Reads the parameters of the list of properties: those of every list, `scope`, `type`, `clientExtId`,
    /// `applicationExtId` and `name`.
    ///
    /// # Errors
    /// Every parameter that is unknown or has a value that can't be.
    pub fn read(mut given: Parameters<'_>) -> Result<Self, Vec<Breach>> {
        let page = Page::take(&mut given);
        let scope = given.take("scope").map(|name| Scope::parse("scope", name));
        let scope = scope.and_then(|scope| given.broken.keep(scope));
        let kind = given.take("type").map(|name| PropertyType::parse("type", name));
        let kind = kind.and_then(|kind| given.broken.keep(kind));
        let mut text = |name: &str| given.take(name).filter(|text| !text.is_empty()).map(str::to_owned);
        let (client, application, name) = (text("clientExtId"), text("applicationExtId"), text("name"));
        for (field, value) in [("clientExtId", &client), ("applicationExtId", &application), ("name", &name)] {
            if value.as_ref().is_some_and(|value| value.contains('\0') || value.chars().count() > NAME_LEN_MAX) {
                let message = format!("{field}: expected at most {NAME_LEN_MAX} characters, without U+0000");
                given.broken.push(Breach::invalid(message));
            }
        }
        given.finish(
            "scope, type, clientExtId, applicationExtId, name, continuationToken, limit, returnTotalResultCount",
        )?;
        Ok(Self { page, scope, kind, client, application, name })
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed<T> {
    /// In the order of the list, at most [`Listed::limit`].
    pub items: Vec<T>,
    /// Where the next page begins; none: this is the last one. A page may be shorter than asked for,
    /// or empty, and still have a next one.
    pub next: Option<String>,
    /// How many it could have had.
    pub limit: u32,
    /// How many the whole list has; only where asked for.
    pub total: Option<i64>,
}

impl<T> Listed<T> {
    /// The page out of one entity more than it may have, if there was one.
    #[must_use]
    pub fn cut(mut items: Vec<T>, limit: u32, token: impl Fn(&T) -> String) -> Self {
        let size = limit as usize;
        let has_more = items.len() > size;
        items.truncate(size);
        let next = if has_more { items.last().map(token) } else { None };
        Self { items, next, limit, total: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Page, Vec<String>> {
        Page::read(Parameters::new(pairs.iter().copied()))
            .map_err(|broken| broken.into_iter().map(|breach| breach.message).collect())
    }

    #[test]
    fn the_token_is_the_documented_one() {
        let page = read(&[("continuationToken", "1759758863000_aoo_23")]).unwrap();
        let token = page.after.unwrap();
        assert_eq!((token.created_ms, token.ext_id.as_str()), (1_759_758_863_000, "aoo_23"));
        assert_eq!(token.to_string(), "1759758863000_aoo_23");
        for wrong in ["x", "_x", "12", "12_", "-1_x", "12_ä", "1.5_x"] {
            assert!(read(&[("continuationToken", wrong)]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn no_limit_and_zero_are_a_hundred_and_more_than_a_thousand_is_refused() {
        for (given, limit) in [(None, 100), (Some("0"), 100), (Some(""), 100), (Some("1"), 1), (Some("1000"), 1_000)] {
            let pairs: Vec<_> = given.map(|limit| ("limit", limit)).into_iter().collect();
            assert_eq!(read(&pairs).unwrap().limit, limit);
        }
        for wrong in ["1001", "-1", "ten", "99999999999999999999"] {
            assert!(read(&[("limit", wrong)]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let broken = read(&[("limit", "x"), ("frob", "1"), ("returnTotalResultCount", "1")]).unwrap_err();
        assert_eq!(
            broken,
            [
                "limit: expected a number from 0 to 1000, got 'x'",
                "returnTotalResultCount: expected true or false, got '1'",
                "unknown parameter 'frob': expected continuationToken, limit, returnTotalResultCount",
            ]
        );
    }
}
