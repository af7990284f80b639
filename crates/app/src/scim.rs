//! Users as SCIM has them: the use cases of users, asked in its terms.

mod group;
mod root;

use sigill_domain::fold::fold;
use sigill_domain::list::users::{UserFilter, Wanted};
use sigill_domain::list::{Listed, Page, UserField, UserQuery};
use sigill_domain::patch::Patch;
use sigill_domain::right::{Elementary, UserCreate, UserModify, UserView};
use sigill_domain::scim::{
    CANDIDATES_MAX, Edit, Resource, START_MAX, ScimLead, ScimList, ScimPage, ScimPerson, ScimProblem, ScimType,
    ShownBeside, cursor, new_user, shown,
};
use sigill_domain::user::User;
use sigill_domain::version::Expected;
use sigill_store::{BESIDE_MAX, Permit, ShowsUsers, Within};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::property_value;
use crate::refusal::Refusal;
use crate::sought::{found, found_client};
use crate::user::{NamesDiffer, create_named, decided};

pub use self::group::{Group, ScimGroups, create_group, get_group, groups, modify_group};
pub use self::root::{AllShown, ScimAll, all};

/// A page of users.
#[derive(Clone, Debug)]
pub struct ScimUsers {
    /// In their order.
    pub users: Vec<ScimPerson>,
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
    asked: &Asked<'_, ScimPerson>,
) -> Result<Outcome<ScimPerson>, Refusal> {
    create_named(permit, &new_user(given)?, NamesDiffer::InLetters, asked, ScimPerson::alone).await
}

/// A user.
pub async fn get(permit: &Permit<UserView>, user: &str, beside: &ShownBeside) -> Result<ScimPerson, Refusal> {
    let found = found(permit.user(user).await?, permit.client().as_str(), user)?;
    let shown = property_value::shown(permit, (*found).clone())?;
    beside_one(&found, shown, beside).await
}

async fn beside_one<R: ShowsUsers, T>(
    of: &Within<R, T>,
    user: User,
    beside: &ShownBeside,
) -> Result<ScimPerson, Refusal> {
    let person = with_beside(of, vec![user], beside).await?.pop();
    person.ok_or_else(|| Refusal::Failed("a user is gone while it is shown".to_owned()))
}

/// These users, which were read within the caller's rooms, with what is wanted beside them.
async fn with_beside<R: ShowsUsers, T>(
    of: &Within<R, T>,
    users: Vec<User>,
    beside: &ShownBeside,
) -> Result<Vec<ScimPerson>, Refusal> {
    of.with_beside(users, beside).await?.map_err(|what| {
        let why = format!(
            "{what}: of the users of this page there are more than {BESIDE_MAX}: expected a smaller count, or none of \
             them to be asked for"
        );
        ScimProblem::new(ScimType::TooMany, why).into()
    })
}

/// Changes a user, of what it is at that moment; no change where it would stay as it is.
pub async fn modify(
    permit: &Permit<UserModify>,
    user: &str,
    (edit, expected): (&Edit, &Expected),
    beside: &ShownBeside,
    asked: &Asked<'_, ScimPerson>,
) -> Result<Outcome<ScimPerson>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let mut held = found(permit.held_user(user, None).await?, permit.client().as_str(), user)?;
            let patch = edit.of(&held.user, expected)?;
            if let Patch::Set(login_id) = &patch.login_id {
                permit.also(Elementary::LoginIdOverride)?;
                held.login_id_taken = held.has_login_id_in_any_case(login_id).await?;
            }
            let person = beside_one(&held, held.user.clone(), beside).await?;
            Ok(match decided(permit, held, &patch, asked.extra.to_vec()).await? {
                Decision::Already(user) => Decision::Already(ScimPerson { user, ..person }),
                Decision::Change(user, change) => Decision::Change(ScimPerson { user, ..person }, change),
            })
        })
    })
    .await?;
    Ok(property_value::tried(permit, user, outcome))
}

/// A page of the client's users. `ClientView` is needed, too, as for every list of them.
pub async fn list(permit: &Permit<UserView>, list: &ScimList, beside: &ShownBeside) -> Result<ScimUsers, Refusal> {
    permit.also(Elementary::ClientView)?;
    match &list.filter {
        // All who have none are found by it.
        Some((ScimLead::Email(address), _)) if fold(address).is_empty() => Ok(part(list, Vec::new())?.0),
        Some((lead, filter)) => {
            let found = read(permit, &led(lead, list)).await?;
            let mut users = found.items.clone();
            if users.len() > CANDIDATES_MAX as usize {
                let why =
                    format!("filter: an index finds more than {CANDIDATES_MAX} users by it: expected it to say more");
                return Err(ScimProblem::new(ScimType::TooMany, why).into());
            }
            users.retain(|user| filter.holds(&shown(user)));
            let (page, users) = part(list, users)?;
            Ok(ScimUsers { users: with_beside(&found, users, beside).await?, ..page })
        }
        None => whole(permit, list, beside).await,
    }
}

/// What an index finds, and one more than may be looked at.
fn led(lead: &ScimLead, list: &ScimList) -> UserQuery {
    let field = match lead {
        ScimLead::Id(_) => Some(UserField::ExtId),
        ScimLead::UserName(_) => Some(UserField::LoginId),
        ScimLead::Email(_) => Some(UserField::Email),
        ScimLead::ExternalId(_) => None,
    };
    let filter = field.map(|field| UserFilter { field, wanted: Wanted::Text(lead.text().to_owned()) });
    let external_id = matches!(lead, ScimLead::ExternalId(_)).then(|| lead.text().to_owned());
    UserQuery { filters: filter.into_iter().collect(), external_id, ..query(Page::first(CANDIDATES_MAX + 1), list) }
}

fn query(page: Page, list: &ScimList) -> UserQuery {
    let (sort, descends) = (list.sort, list.descends);
    UserQuery { page, sort, descends, offset: None, filters: Vec::new(), external_id: None, total_max: Some(START_MAX) }
}

/// The page of those for whom a filter holds, all of which are known; without them, and who they are.
fn part(list: &ScimList, users: Vec<User>) -> Result<(ScimUsers, Vec<User>), ScimProblem> {
    let total = i64::try_from(users.len()).unwrap_or(i64::MAX);
    let count = list.count as usize;
    let page = |start| ScimUsers { users: Vec::new(), start, total: Some(total), next: None };
    match &list.page {
        ScimPage::From(start) => {
            let users = users.into_iter().skip(*start as usize - 1).take(count).collect();
            Ok((page(Some(*start)), users))
        }
        ScimPage::After(None) if users.len() <= count => Ok((page(None), users)),
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
async fn whole(permit: &Permit<UserView>, list: &ScimList, beside: &ShownBeside) -> Result<ScimUsers, Refusal> {
    // Where only the number is wanted, one user is read with it.
    let page = Page::first(list.count.max(1));
    let query = match &list.page {
        ScimPage::From(start) => {
            UserQuery { offset: Some(*start - 1), ..query(Page { with_total: true, ..page }, list) }
        }
        ScimPage::After(after) => query(Page { after: after.clone(), ..page }, list),
    };
    let found = read(permit, &query).await?;
    let mut users = found.items.clone();
    users.truncate(list.count as usize);
    let users = with_beside(&found, users, beside).await?;
    Ok(match &list.page {
        ScimPage::From(start) => ScimUsers { users, start: Some(*start), total: found.total, next: None },
        ScimPage::After(_) => {
            let next = found.next.as_deref().map(cursor);
            ScimUsers { users, start: None, total: None, next }
        }
    })
}

async fn read(permit: &Permit<UserView>, query: &UserQuery) -> Result<Within<UserView, Listed<User>>, Refusal> {
    found_client(permit.users(query).await?, permit.client().as_str())
}
