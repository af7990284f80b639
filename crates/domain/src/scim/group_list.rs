//! Lists of groups: by an index, or not at all.

use serde_json::Value;

use super::attribute::ScimAttribute;
use super::filter::{FilterTree, Operator};
use super::group::named;
use super::list::{descends, must_be_pageable};
use super::path::AttributePath;
use super::{ListWishes, ScimPage, ScimProblem, ScimType};
use crate::text;

/// What of a filter finds groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupLead {
    /// The group with this id.
    Id(String),
    /// With this name.
    Name(String),
    /// With this name of a provisioning client.
    ExternalId(String),
    /// To which this user belongs.
    Member(String),
}

/// Which groups are asked for.
#[derive(Clone, Debug)]
pub struct GroupList {
    /// With what finds them.
    pub filter: Option<(GroupLead, FilterTree)>,
    /// Where the page begins.
    pub page: ScimPage,
    /// Groups on it, at most; 0: only how many there are.
    pub count: u32,
    /// In which order.
    pub sort: GroupSort,
    /// Whether the last one comes first.
    pub descends: bool,
}

/// The orders of groups that an index has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupSort {
    /// By creation.
    Created,
    /// By external id.
    Id,
    /// By name, byte by byte.
    Name,
}

impl GroupList {
    /// Reads what is asked for; `count` groups where nothing is said.
    ///
    /// # Errors
    /// A filter by which none is found, an order that no index has, or a cursor that wasn't given.
    pub fn read(wishes: &ListWishes<'_>, count: u32) -> Result<Self, ScimProblem> {
        let filter = wishes.filter.map(FilterTree::of_groups).transpose()?;
        let filter = filter.map(|filter| Ok::<_, ScimProblem>((GroupLead::of(&filter)?, filter))).transpose()?;
        let page = ScimPage::read(wishes)?;
        let (sort, descends) = (order(wishes)?, descends(wishes)?);
        let count = wishes.count(count);
        if matches!(page, ScimPage::After(_)) {
            must_be_pageable(count, sort == GroupSort::Created)?;
        }
        Ok(Self { filter, page, count, sort, descends })
    }
}

fn order(wishes: &ListWishes<'_>) -> Result<GroupSort, ScimProblem> {
    let Some(by) = wishes.sort_by.filter(|by| !by.is_empty()) else { return Ok(GroupSort::Created) };
    let names = AttributePath::of_group(by).map(|path| (path.attribute.name, path.sub.map(|sub| sub.name)));
    match names {
        Some(("id", None)) => Ok(GroupSort::Id),
        Some(("displayName", None)) => Ok(GroupSort::Name),
        Some(("meta", Some("created"))) => Ok(GroupSort::Created),
        _ => Err(ScimProblem::value(format!(
            "sortBy: no index has this order: expected id, displayName or meta.created, got {}",
            text::echo(by)
        ))),
    }
}

impl GroupLead {
    pub(super) fn of(filter: &FilterTree) -> Result<Self, ScimProblem> {
        let all = filter.conjuncts();
        let (mut lead, mut members) = (None, 0);
        for one in all {
            let found = match one {
                FilterTree::Compare(path, Operator::Eq, Value::String(text)) => match path.attribute.name {
                    "id" => Some(Self::Id(text.clone())),
                    "displayName" => Some(Self::Name(text.clone())),
                    "externalId" => Some(Self::ExternalId(text.clone())),
                    "members" if path.sub.is_none_or(|sub: &ScimAttribute| sub.name == "value") => {
                        Some(Self::Member(text.clone()))
                    }
                    _ => None,
                },
                FilterTree::Element(of, within) if of.attribute.name == "members" => {
                    named(within).filter(|ids| ids.len() == 1).and_then(|mut ids| ids.pop()).map(Self::Member)
                }
                _ => None,
            };
            members += usize::from(matches!(found, Some(Self::Member(_))));
            // What is said of members is only known of those who lead to the groups.
            if found.is_some() && (lead.is_none() || matches!(found, Some(Self::Member(_)))) {
                lead = found;
            }
        }
        match lead {
            Some(lead) if members <= 1 && !lead.text().contains('\0') => Ok(lead),
            _ => Err(ScimProblem::new(
                ScimType::InvalidFilter,
                "filter: no index serves it: expected displayName, externalId, id or one members.value to be compared by \
                 eq, perhaps with further conditions by and",
            )),
        }
    }

    /// What is looked for.
    #[must_use]
    pub fn text(&self) -> &str {
        let (Self::Id(text) | Self::Name(text) | Self::ExternalId(text) | Self::Member(text)) = self;
        text
    }
}
