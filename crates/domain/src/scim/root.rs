//! Lists of users and groups together (RFC 7644 §3.4.2.1): first the users, then the groups.

use serde_json::Value;

use super::attribute::{COMMON, GROUP, ScimAttribute, USER};
use super::filter::{FilterTree, Operator};
use super::list::{must_be_pageable, not_given, opened, token};
use super::{GroupLead, GroupList, GroupSort, ListWishes, ScimLead, ScimList, ScimPage, ScimProblem, cursor};
use crate::list::{Token, UserField};

/// Where a page of both begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RootPage {
    /// At this place; the first is 1.
    From(u32),
    /// Behind this user; at the first one where there is none.
    Users(Option<Token>),
    /// Behind this group; at the first one where there is none.
    Groups(Option<Token>),
}

/// Which users and groups are asked for. Their pages are those of all of them.
#[derive(Clone, Debug)]
pub struct RootList {
    /// Users; `None`: the filter leaves none.
    pub users: Option<ScimList>,
    /// Groups; `None`: the filter leaves none.
    pub groups: Option<GroupList>,
    /// Where the page begins.
    pub page: RootPage,
    /// How many are on it, at most; 0: only how many there are.
    pub count: u32,
}

impl RootPage {
    fn read(wishes: &ListWishes<'_>) -> Result<Self, ScimProblem> {
        let cursor = match wishes.cursor()? {
            None => return Ok(Self::From(wishes.start()?)),
            Some("") => return Ok(Self::Users(None)),
            Some(cursor) => cursor,
        };
        let opened = opened(cursor)?;
        match (opened.strip_prefix('u'), opened.strip_prefix('g')) {
            (Some(user), _) => Ok(Self::Users(Some(token(user, cursor)?))),
            (_, Some("")) => Ok(Self::Groups(None)),
            (_, Some(group)) => Ok(Self::Groups(Some(token(group, cursor)?))),
            (None, None) => Err(not_given(cursor)),
        }
    }
}

/// The cursor of both for one of users or groups, which is empty where it leads to the first one.
#[must_use]
pub fn root_cursor(is_of_groups: bool, cursor_of_one: &str) -> String {
    let kind = if is_of_groups { 'g' } else { 'u' };
    cursor(&format!("{kind}{}", opened(cursor_of_one).unwrap_or_default()))
}

impl RootList {
    /// Reads what is asked for; `count` of them where nothing is said.
    ///
    /// # Errors
    /// A filter that no index serves, an order of both, a place that is too far, or a cursor that wasn't given.
    pub fn read(wishes: &ListWishes<'_>, count: u32) -> Result<Self, ScimProblem> {
        let filter = wishes.filter.map(FilterTree::of_any).transpose()?;
        let is_of = |kind: &str, own: &'static [ScimAttribute]| {
            filter.as_ref().is_none_or(|filter| filter.conjuncts().into_iter().all(|one| may_hold(one, kind, own)))
        };
        let (of_users, of_groups) = (is_of("User", USER), is_of("Group", GROUP));
        // All of a kind, where nothing else is said.
        let rest = filter.filter(|filter| !filter.conjuncts().into_iter().all(|one| kind_of(one).is_some()));
        // Each by its own rules.
        let alone = ListWishes { filter: None, cursor: None, start: None, ..*wishes };
        let users = of_users.then(|| {
            let list = ScimList::read(&alone, count)?;
            let filter =
                rest.clone().map(|filter| Ok::<_, ScimProblem>((ScimLead::of(&filter)?, filter))).transpose()?;
            Ok::<_, ScimProblem>(ScimList { filter, ..list })
        });
        let groups = of_groups.then(|| {
            let list = GroupList::read(&alone, count)?;
            let filter =
                rest.clone().map(|filter| Ok::<_, ScimProblem>((GroupLead::of(&filter)?, filter))).transpose()?;
            Ok::<_, ScimProblem>(GroupList { filter, ..list })
        });
        let is_sorted = wishes.sort_by.is_some_and(|by| !by.is_empty()) || super::list::descends(wishes)?;
        if is_sorted && of_users && of_groups {
            return Err(ScimProblem::value(
                "sortBy: users come before groups, each by meta.created: expected no other order, or a filter such as \
                 meta.resourceType eq \"User\"",
            ));
        }
        let list = Self {
            users: users.transpose()?,
            groups: groups.transpose()?,
            page: RootPage::read(wishes)?,
            count: wishes.count(count),
        };
        if !matches!(list.page, RootPage::From(_)) {
            let by_creation = list.users.as_ref().is_none_or(|users| users.sort == UserField::Created)
                && list.groups.as_ref().is_none_or(|groups| groups.sort == GroupSort::Created);
            must_be_pageable(list.count, by_creation)?;
        }
        Ok(list)
    }

    /// The users of a page.
    #[must_use]
    pub fn users(&self, page: ScimPage, count: u32) -> Option<ScimList> {
        self.users.clone().map(|users| ScimList { page, count, ..users })
    }

    /// The groups of a page.
    #[must_use]
    pub fn groups(&self, page: ScimPage, count: u32) -> Option<GroupList> {
        self.groups.clone().map(|groups| GroupList { page, count, ..groups })
    }

    /// Whether a filter leaves what is few.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        self.users.as_ref().is_some_and(|users| users.filter.is_some())
            || self.groups.as_ref().is_some_and(|groups| groups.filter.is_some())
    }
}

/// The kind of resource that a condition wants.
fn kind_of(one: &FilterTree) -> Option<&str> {
    match one {
        FilterTree::Compare(path, Operator::Eq, Value::String(kind))
            if path.attribute.name == "meta" && path.sub.is_some_and(|sub| sub.name == "resourceType") =>
        {
            Some(kind)
        }
        _ => None,
    }
}

/// Whether a condition may hold for what is of a kind: what that has no attribute for has no value.
fn may_hold(one: &FilterTree, kind: &str, own: &'static [ScimAttribute]) -> bool {
    if let Some(wanted) = kind_of(one) {
        return wanted == kind;
    }
    let path = match one {
        FilterTree::Compare(path, operator, value) if *operator != Operator::Ne && !value.is_null() => path,
        FilterTree::Present(path) | FilterTree::Element(path, _) => path,
        _ => return true,
    };
    let has = |among| ScimAttribute::named(path.attribute.name, among).is_some();
    (path.extension.is_some() && kind == "User") || (path.extension.is_none() && (has(COMMON) || has(own)))
}
