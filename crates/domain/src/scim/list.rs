//! Lists of users (RFC 7644 §3.4.2, RFC 9865): by an index, or not at all.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::filter::{FilterTree, Operator};
use super::path::AttributePath;
use super::{ScimProblem, ScimType};
use crate::list::{Token, UserField};
use crate::text;

/// Users on a page, at most.
pub const COUNT_MAX: u32 = 1_000;
/// The last place that `startIndex` reaches, and what a total is counted up to; cursors reach all.
pub const START_MAX: u32 = 200_000;
/// Users that an index may find for a filter; more are too many.
pub const CANDIDATES_MAX: u32 = 200;

/// What of a filter an index answers. All users for whom the filter holds are among those that it finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScimLead {
    /// The user with this id.
    Id(String),
    /// Who has this login id, whatever the case.
    UserName(String),
    /// Whom the provisioning client names so.
    ExternalId(String),
    /// Whose e-mail address it is.
    Email(String),
}

/// Where a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScimPage {
    /// At this place; the first is 1.
    From(u32),
    /// Behind this user; at the beginning where there is none. So cursors lead.
    After(Option<Token>),
}

/// Which users are asked for.
#[derive(Clone, Debug)]
pub struct ScimList {
    /// With what is asked of an index.
    pub filter: Option<(ScimLead, FilterTree)>,
    /// Where the page begins.
    pub page: ScimPage,
    /// Users on it, at most; 0: only how many there are.
    pub count: u32,
    /// In which order.
    pub sort: UserField,
    /// Whether the last one comes first.
    pub descends: bool,
}

/// What a request says about a list.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListWishes<'a> {
    /// `filter`.
    pub filter: Option<&'a str>,
    /// `startIndex`.
    pub start: Option<i64>,
    /// `count`.
    pub count: Option<i64>,
    /// `cursor`; empty: the first page.
    pub cursor: Option<&'a str>,
    /// `sortBy`.
    pub sort_by: Option<&'a str>,
    /// `sortOrder`.
    pub sort_order: Option<&'a str>,
}

impl ListWishes<'_> {
    /// How many are to be on a page, `count` where nothing is said.
    pub(super) fn count(&self, count: u32) -> u32 {
        self.count.map_or(count, |count| u32::try_from(count.clamp(0, COUNT_MAX.into())).unwrap_or(COUNT_MAX))
    }

    /// `startIndex`: the first one is 1.
    ///
    /// # Errors
    /// It is beyond [`START_MAX`].
    pub(super) fn start(&self) -> Result<u32, ScimProblem> {
        let start = self.start.unwrap_or(1).max(1);
        u32::try_from(start).ok().filter(|start| *start <= START_MAX).ok_or_else(|| {
            let why = format!("startIndex: expected at most {START_MAX}, got {start}: further on, cursors lead");
            ScimProblem::new(ScimType::TooMany, why)
        })
    }

    /// The cursor, where there is one: it and a place exclude each other.
    ///
    /// # Errors
    /// There are both.
    pub(super) fn cursor(&self) -> Result<Option<&str>, ScimProblem> {
        match (self.cursor, self.start) {
            (Some(_), Some(_)) => Err(ScimProblem::value("expected either cursor or startIndex, got both")),
            (cursor, _) => Ok(cursor),
        }
    }
}

impl ScimPage {
    pub(super) fn read(wishes: &ListWishes<'_>) -> Result<Self, ScimProblem> {
        Ok(match wishes.cursor()? {
            None => Self::From(wishes.start()?),
            Some("") => Self::After(None),
            Some(cursor) => Self::After(Some(token(&opened(cursor)?, cursor)?)),
        })
    }
}

/// Cursors lead through an order that a token alone has a place in.
pub(super) fn must_be_pageable(count: u32, is_by_creation: bool) -> Result<(), ScimProblem> {
    match (count, is_by_creation) {
        (0, _) => Err(ScimProblem::new(ScimType::InvalidCount, "count: expected at least 1 with a cursor")),
        (_, false) => Err(ScimProblem::value("sortBy: expected none, or meta.created, with a cursor")),
        _ => Ok(()),
    }
}

impl ScimList {
    /// Reads what is asked for; `count` users where nothing is said.
    ///
    /// # Errors
    /// A filter or an order that no index serves, a place beyond [`START_MAX`], or a cursor that wasn't given.
    pub fn read(wishes: &ListWishes<'_>, count: u32) -> Result<Self, ScimProblem> {
        let filter = wishes.filter.map(FilterTree::read).transpose()?;
        let filter = filter.map(|filter| Ok::<_, ScimProblem>((ScimLead::of(&filter)?, filter))).transpose()?;
        let page = ScimPage::read(wishes)?;
        let count = wishes.count(count);
        let (sort, descends) = (order(wishes)?, descends(wishes)?);
        if matches!(page, ScimPage::After(_)) {
            must_be_pageable(count, sort == UserField::Created)?;
        }
        Ok(Self { filter, page, count, sort, descends })
    }
}

/// The cursor that leads behind a user.
#[must_use]
pub fn cursor(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(token)
}

/// What a cursor was made of.
pub(super) fn opened(cursor: &str) -> Result<String, ScimProblem> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.ok_or_else(|| not_given(cursor))
}

/// The place that a cursor leads behind.
pub(super) fn token(opened: &str, cursor: &str) -> Result<Token, ScimProblem> {
    Token::parse(opened).map_err(|_| not_given(cursor))
}

pub(super) fn not_given(cursor: &str) -> ScimProblem {
    let why = format!("cursor: expected one as a page before gave it, got {}", text::echo(cursor));
    ScimProblem::new(ScimType::InvalidCursor, why)
}

/// Whether the last one comes first.
pub(super) fn descends(wishes: &ListWishes<'_>) -> Result<bool, ScimProblem> {
    match wishes.sort_order {
        None | Some("") => Ok(false),
        Some(order) if order.eq_ignore_ascii_case("ascending") => Ok(false),
        Some(order) if order.eq_ignore_ascii_case("descending") => Ok(true),
        Some(other) => {
            let why = format!("sortOrder: expected ascending or descending, got {}", text::echo(other));
            Err(ScimProblem::value(why))
        }
    }
}

/// The field of an order that an index has.
fn order(wishes: &ListWishes<'_>) -> Result<UserField, ScimProblem> {
    let Some(by) = wishes.sort_by.filter(|by| !by.is_empty()) else { return Ok(UserField::Created) };
    let path = AttributePath::read(by).filter(|path| path.extension.is_none());
    let names = path.map(|path| (path.attribute.name, path.sub.map(|sub| sub.name)));
    match names {
        Some(("id", None)) => Ok(UserField::ExtId),
        Some(("userName", None)) => Ok(UserField::LoginId),
        Some(("name", Some("familyName"))) => Ok(UserField::FamilyName),
        Some(("name", Some("givenName"))) => Ok(UserField::FirstName),
        Some(("emails", None | Some("value"))) => Ok(UserField::Email),
        Some(("meta", Some("created"))) => Ok(UserField::Created),
        Some(("meta", Some("lastModified"))) => Ok(UserField::LastModified),
        _ => Err(ScimProblem::value(format!(
            "sortBy: no index has this order: expected id, userName, name.familyName, name.givenName, emails, meta.created \
             or meta.lastModified, got {}",
            text::echo(by)
        ))),
    }
}

impl ScimLead {
    /// What of a filter an index answers.
    ///
    /// # Errors
    /// Nothing of it.
    pub(super) fn of(filter: &FilterTree) -> Result<Self, ScimProblem> {
        let leads = filter.conjuncts().into_iter().filter_map(|one| match one {
            FilterTree::Compare(path, Operator::Eq, Value::String(text)) if path.extension.is_none() => {
                match (path.attribute.name, path.sub.map(|sub| sub.name)) {
                    ("id", None) => Some(Self::Id(text.clone())),
                    ("userName", None) => Some(Self::UserName(text.clone())),
                    ("externalId", None) => Some(Self::ExternalId(text.clone())),
                    ("emails", None | Some("value")) => Some(Self::Email(text.clone())),
                    _ => None,
                }
            }
            FilterTree::Element(of, within) if of.attribute.name == "emails" => {
                within.conjuncts().into_iter().find_map(|one| match one {
                    FilterTree::Below(sub, Some((Operator::Eq, Value::String(text)))) if sub.name == "value" => {
                        Some(Self::Email(text.clone()))
                    }
                    _ => None,
                })
            }
            _ => None,
        });
        let lead = leads.min_by_key(Self::rank).ok_or_else(|| {
            ScimProblem::new(
                ScimType::InvalidFilter,
                "filter: no index serves it: expected userName, externalId, id or emails.value to be compared by eq, \
                 perhaps with further conditions by and",
            )
        })?;
        if lead.text().contains('\0') {
            return Err(ScimProblem::new(ScimType::InvalidFilter, "filter: expected no U+0000"));
        }
        Ok(lead)
    }

    /// The fewer users it finds, the lower.
    fn rank(&self) -> u8 {
        match self {
            Self::Id(_) => 0,
            Self::UserName(_) => 1,
            Self::ExternalId(_) => 2,
            Self::Email(_) => 3,
        }
    }

    /// What is looked for.
    #[must_use]
    pub fn text(&self) -> &str {
        let (Self::Id(text) | Self::UserName(text) | Self::ExternalId(text) | Self::Email(text)) = self;
        text
    }
}
