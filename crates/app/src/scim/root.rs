//! Users and groups together: first the users, then the groups.

use sigill_domain::list::Token;
use sigill_domain::right::{EnterpriseRoleView, UserView};
use sigill_domain::scim::{
    COUNT_MAX, RootList, RootPage, ScimPage, ScimPerson, ScimProblem, ScimType, ShownBeside, root_cursor,
};
use sigill_store::Permit;

use super::{Group, groups, list};
use crate::refusal::Refusal;

/// A page of users and groups.
#[derive(Clone, Debug)]
pub struct ScimAll {
    /// Users, in their order.
    pub users: Vec<ScimPerson>,
    /// Groups, which come behind all users.
    pub groups: Vec<Group>,
    /// The place of the first one, from 1 on; `None`: a cursor led here.
    pub start: Option<u32>,
    /// How many there are; `None`: a cursor led here, and nobody counted.
    pub total: Option<i64>,
    /// The cursor of the next page; `None`: this is the last one, or none led here.
    pub next: Option<String>,
}

/// What of users and of groups is shown.
#[derive(Clone, Debug)]
pub struct AllShown {
    /// ShownBeside users.
    pub beside: ShownBeside,
    /// Members of groups.
    pub members: bool,
}

/// A page of the client's users and groups. `ClientView` is needed, too. Groups are there for who may view enterprise
/// roles.
pub async fn all(
    (users, of_groups): (&Permit<UserView>, Option<&Permit<EnterpriseRoleView>>),
    root: &RootList,
    shown: &AllShown,
) -> Result<ScimAll, Refusal> {
    let both = Both { users, groups: of_groups, root, shown };
    match &root.page {
        RootPage::From(start) => both.from(*start).await,
        _ if root.is_filtered() => both.filtered().await,
        RootPage::Users(after) if root.users.is_some() => both.users_after(after.clone()).await,
        RootPage::Users(_) => both.groups_after(None).await,
        RootPage::Groups(after) => both.groups_after(after.clone()).await,
    }
}

struct Both<'a> {
    users: &'a Permit<UserView>,
    groups: Option<&'a Permit<EnterpriseRoleView>>,
    root: &'a RootList,
    shown: &'a AllShown,
}

/// Those of one kind on a page, how many there are, and where the next page begins.
struct Half<T> {
    found: Vec<T>,
    total: i64,
    next: Option<String>,
}

impl<T> Half<T> {
    const NONE: Self = Self { found: Vec::new(), total: 0, next: None };
}

impl Both<'_> {
    async fn users(&self, page: ScimPage, count: u32) -> Result<Half<ScimPerson>, Refusal> {
        let Some(wanted) = self.root.users(page, count) else { return Ok(Half::NONE) };
        let found = list(self.users, &wanted, &self.shown.beside).await?;
        Ok(Half { found: found.users, total: found.total.unwrap_or_default(), next: found.next })
    }

    async fn groups(&self, page: ScimPage, count: u32) -> Result<Half<Group>, Refusal> {
        let (Some(wanted), Some(permit)) = (self.root.groups(page, count), self.groups) else { return Ok(Half::NONE) };
        let found = groups(permit, &wanted, self.shown.members).await?;
        Ok(Half { found: found.groups, total: found.total.unwrap_or_default(), next: found.next })
    }

    async fn from(&self, start: u32) -> Result<ScimAll, Refusal> {
        let count = self.root.count;
        let users = self.users(ScimPage::From(start), count).await?;
        let rest = count.saturating_sub(u32::try_from(users.found.len()).unwrap_or(count));
        let first = i64::from(start).saturating_sub(users.total).max(1);
        let first = ScimPage::From(u32::try_from(first).unwrap_or(1));
        let groups = self.groups(first, rest).await?;
        let total = Some(users.total.saturating_add(groups.total));
        Ok(ScimAll { users: users.found, groups: groups.found, start: Some(start), total, next: None })
    }

    /// What a filter leaves is few, and on one page or on none.
    async fn filtered(&self) -> Result<ScimAll, Refusal> {
        if self.root.page != RootPage::Users(None) {
            let why = "cursor: expected the first one: with a filter, a cursor has one page";
            return Err(ScimProblem::new(ScimType::InvalidCursor, why).into());
        }
        let users = self.users(ScimPage::From(1), COUNT_MAX).await?;
        let groups = self.groups(ScimPage::From(1), COUNT_MAX).await?;
        let total = users.total.saturating_add(groups.total);
        if total > i64::from(self.root.count) {
            let why = format!("count: expected at least {total}: with a filter, a cursor has one page");
            return Err(ScimProblem::new(ScimType::InvalidCount, why).into());
        }
        Ok(ScimAll { users: users.found, groups: groups.found, start: None, total: Some(total), next: None })
    }

    async fn users_after(&self, after: Option<Token>) -> Result<ScimAll, Refusal> {
        let users = self.users(ScimPage::After(after), self.root.count).await?;
        let groups = self.root.groups.as_ref().and(self.groups).map(|_| root_cursor(true, ""));
        let next = users.next.as_deref().map(|next| root_cursor(false, next)).or(groups);
        Ok(ScimAll { users: users.found, groups: Vec::new(), start: None, total: None, next })
    }

    async fn groups_after(&self, after: Option<Token>) -> Result<ScimAll, Refusal> {
        let groups = self.groups(ScimPage::After(after), self.root.count).await?;
        let next = groups.next.as_deref().map(|next| root_cursor(true, next));
        Ok(ScimAll { users: Vec::new(), groups: groups.found, start: None, total: None, next })
    }
}
