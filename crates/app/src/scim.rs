//! Users as SCIM has them: the use cases of users, asked in its terms.

mod group;

use sigill_domain::fold::fold;
use sigill_domain::list::users::{UserFilter, Wanted};
use sigill_domain::list::{Page, UserField, UserQuery};
use sigill_domain::patch::Patch;
use sigill_domain::right::{Elementary, UserCreate, UserModify, UserView};
use sigill_domain::scim::{
    CANDIDATES_MAX, Edit, Resource, START_MAX, ScimLead, ScimList, ScimPage, ScimProblem, ScimType, cursor, new_user,
    shown,
};
use sigill_domain::user::User;
use sigill_domain::version::Expected;
use sigill_store::Permit;

use crate::attempt::{Asked, Outcome, attempt};
use crate::property_value;
use crate::refusal::Refusal;
use crate::sought::{found, found_client};
use crate::user::{NamesDiffer, create_named, decided};

pub use self::group::{Group, ScimGroups, create_group, delete_group, get_group, groups, modify_group};

/// A page of users.
#[derive(Clone, Debug)]
pub struct ScimUsers {
    /// In their order.
    pub users: Vec<User>,
    /// The place of the first one, from 1 on; `None`: a cursor led here.
    pub start: Option<u32>,
    /// How many there are, counted up to [`START_MAX`]; `None`: a cursor led here, and nobody counted.
    pub total: Option<i64>,
    /// The cursor of the next page; `None`: this is the last one, or none led here.
    pub next: Option<String>,
}

/// Registers a user with a default profile. Another login id differs in more than its case.
pub async fn create(
    permit: &Permit<UserCreate>,
    given: &Resource,
    asked: &Asked<'_, User>,
) -> Result<Outcome<User>, Refusal> {
    create_named(permit, &new_user(given)?, NamesDiffer::InLetters, asked).await
}

/// Changes a user, of what it is at that moment; no change where it would stay as it is.
pub async fn modify(
    permit: &Permit<UserModify>,
    user: &str,
    (edit, expected): (&Edit, &Expected),
    asked: &Asked<'_, User>,
) -> Result<Outcome<User>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let mut held = found(permit.held_user(user, None).await?, permit.client().as_str(), user)?;
            let patch = edit.of(&held.user, expected)?;
            if let Patch::Set(login_id) = &patch.login_id {
                permit.also(Elementary::LoginIdOverride)?;
                held.login_id_taken = held.has_login_id_in_any_case(login_id).await?;
            }
            decided(permit, held, &patch, asked.extra.to_vec()).await
        })
    })
    .await?;
    Ok(property_value::tried(permit, user, outcome))
}

/// A page of the client's users. `ClientView` is needed, too, as for every list of them.
pub async fn list(permit: &Permit<UserView>, list: &ScimList) -> Result<ScimUsers, Refusal> {
    permit.also(Elementary::ClientView)?;
    match &list.filter {
        // All who have none are found by it.
        Some((ScimLead::Email(address), _)) if fold(address).is_empty() => Ok(part(list, Vec::new())?),
        Some((lead, filter)) => {
            let mut users = read(permit, &led(lead, list.sort)).await?.0;
            if users.len() > CANDIDATES_MAX as usize {
                let why =
                    format!("filter: an index finds more than {CANDIDATES_MAX} users by it: expected it to say more");
                return Err(ScimProblem::new(ScimType::TooMany, why).into());
            }
            users.retain(|user| filter.holds(&shown(user)));
            Ok(part(list, users)?)
        }
        None => whole(permit, list).await,
    }
}

/// What an index finds, and one more than may be looked at.
fn led(lead: &ScimLead, sort: UserField) -> UserQuery {
    let field = match lead {
        ScimLead::Id(_) => Some(UserField::ExtId),
        ScimLead::UserName(_) => Some(UserField::LoginId),
        ScimLead::Email(_) => Some(UserField::Email),
        ScimLead::ExternalId(_) => None,
    };
    let filter = field.map(|field| UserFilter { field, wanted: Wanted::Text(lead.text().to_owned()) });
    let external_id = matches!(lead, ScimLead::ExternalId(_)).then(|| lead.text().to_owned());
    UserQuery { filters: filter.into_iter().collect(), external_id, ..query(Page::first(CANDIDATES_MAX + 1), sort) }
}

fn query(page: Page, sort: UserField) -> UserQuery {
    UserQuery { page, sort, offset: None, filters: Vec::new(), external_id: None, total_max: Some(START_MAX) }
}

/// The page of those for whom a filter holds, all of which are known.
fn part(list: &ScimList, users: Vec<User>) -> Result<ScimUsers, ScimProblem> {
    let total = i64::try_from(users.len()).unwrap_or(i64::MAX);
    let count = list.count as usize;
    match &list.page {
        ScimPage::From(start) => {
            let users = users.into_iter().skip(*start as usize - 1).take(count).collect();
            Ok(ScimUsers { users, start: Some(*start), total: Some(total), next: None })
        }
        ScimPage::After(None) if users.len() <= count => {
            Ok(ScimUsers { users, start: None, total: Some(total), next: None })
        }
        ScimPage::After(None) => Err(ScimProblem::new(
            ScimType::InvalidCount,
            format!("count: expected at least {total}: with a filter, a cursor has one page"),
        )),
        ScimPage::After(Some(_)) => Err(ScimProblem::new(
            ScimType::InvalidCursor,
            "cursor: expected the first one: with a filter, a cursor has one page",
        )),
    }
}

/// A page of all users.
async fn whole(permit: &Permit<UserView>, list: &ScimList) -> Result<ScimUsers, Refusal> {
    // Where only the number is wanted, one user is read with it.
    let page = Page::first(list.count.max(1));
    match &list.page {
        ScimPage::From(start) => {
            let page = Page { with_total: true, ..page };
            let (mut users, _, total) =
                read(permit, &UserQuery { offset: Some(*start - 1), ..query(page, list.sort) }).await?;
            users.truncate(list.count as usize);
            Ok(ScimUsers { users, start: Some(*start), total, next: None })
        }
        ScimPage::After(after) => {
            let page = Page { after: after.clone(), ..page };
            let (users, next, _) = read(permit, &query(page, list.sort)).await?;
            Ok(ScimUsers { users, start: None, total: None, next: next.map(|token| cursor(&token)) })
        }
    }
}

async fn read(
    permit: &Permit<UserView>,
    query: &UserQuery,
) -> Result<(Vec<User>, Option<String>, Option<i64>), Refusal> {
    let listed = found_client(permit.users(query).await?, permit.client().as_str())?.into_inner();
    Ok((listed.items, listed.next, listed.total))
}
