//! Groups as SCIM has them: enterprise roles, and the users who have them.

use std::collections::BTreeMap;

use sigill_domain::client::ClientRef;
use sigill_domain::erole::{EnterpriseRole, Membership, PatchEnterpriseRole, Regroup};
use sigill_domain::list::{Listed, Token};
use sigill_domain::patch::Patch;
use sigill_domain::right::{Elementary, EnterpriseRoleCreate, EnterpriseRoleModify, EnterpriseRoleView};
use sigill_domain::rooms::{Place, Spots};
use sigill_domain::scim::{
    GroupEdit, GroupLead, GroupList, MEMBERS_NAMED_MAX, MEMBERS_SHOWN_MAX, MemberEdit, ScimPage, ScimProblem, ScimType,
    cursor, shown_group,
};
use sigill_domain::version::Expected;
use sigill_store::{GroupMember, GroupPage, GroupsBy, Permit, Regroups, Within};

use crate::attempt::{Asked, Decision, Outcome, attempt};
use crate::erole;
use crate::property_value::tried_of_client;
use crate::refusal::Refusal;
use crate::sought::{found, found_client};

/// A group, and who belongs to it, where that is asked for: ids and login ids.
#[derive(Clone, Debug)]
pub struct Group {
    /// As it was read.
    pub role: EnterpriseRole,
    /// `None`: they aren't asked for.
    pub members: Option<Vec<(String, String)>>,
}

/// A page of groups.
#[derive(Clone, Debug)]
pub struct ScimGroups {
    /// In their order.
    pub groups: Vec<Group>,
    /// The place of the first one, from 1 on; `None`: a cursor led here.
    pub start: Option<u32>,
    /// How many there are; `None`: a cursor led here, and nobody counted.
    pub total: Option<i64>,
    /// The cursor of the next page; `None`: this is the last one, or none led here.
    pub next: Option<String>,
}

/// A group.
pub async fn get_group(permit: &Permit<EnterpriseRoleView>, id: &str, shows_members: bool) -> Result<Group, Refusal> {
    let held = found(permit.held_enterprise_role(id, None).await?, permit.client().as_str(), id)?;
    let roles = vec![held.erole.clone()];
    let group = with_members(permit, &held, roles, shows_members).await?.pop();
    group.ok_or_else(|| Refusal::Failed("a group is gone while it is shown".to_owned()))
}

/// A page of groups. `ClientView` is needed, too, as for every list of them.
pub async fn groups(
    permit: &Permit<EnterpriseRoleView>,
    list: &GroupList,
    shows_members: bool,
) -> Result<ScimGroups, Refusal> {
    permit.also(Elementary::ClientView)?;
    let client = permit.client().as_str();
    let Some((lead, filter)) = &list.filter else { return whole(permit, list, shows_members).await };
    let by = match lead {
        GroupLead::Id(id) => GroupsBy::Id(id),
        GroupLead::Name(name) => GroupsBy::Name(name),
        GroupLead::ExternalId(name) => GroupsBy::ExternalId(name),
        GroupLead::Member(user) => GroupsBy::Member(user),
    };
    let all = found_client(permit.groups(by).await?, client)?;
    let known = match lead {
        GroupLead::Member(user) => Some(vec![(user.clone(), String::new())]),
        _ => None,
    };
    let holds = |role: &&EnterpriseRole| filter.holds(&shown_group(role, known.as_deref()));
    let held: Vec<EnterpriseRole> = all.iter().filter(holds).cloned().collect();
    let total = i64::try_from(held.len()).unwrap_or(i64::MAX);
    let count = list.count as usize;
    let (start, page) = match &list.page {
        ScimPage::From(start) => (Some(*start), held.into_iter().skip(*start as usize - 1).take(count).collect()),
        ScimPage::After(None) if held.len() <= count => (None, held),
        ScimPage::After(_) => {
            let why = "cursor: with a filter, expected startIndex";
            return Err(ScimProblem::new(ScimType::InvalidCursor, why).into());
        }
    };
    let groups = with_members(permit, &all, page, shows_members).await?;
    Ok(ScimGroups { groups, start, total: Some(total), next: None })
}

/// A page of all groups.
async fn whole(
    permit: &Permit<EnterpriseRoleView>,
    list: &GroupList,
    shows_members: bool,
) -> Result<ScimGroups, Refusal> {
    let (sort, descends, count) = (list.sort, list.descends, list.count);
    let page = GroupPage { sort, descends, offset: 0, after: None, limit: count };
    let (start, page) = match &list.page {
        ScimPage::From(start) => (Some(*start), GroupPage { offset: start - 1, ..page }),
        // One more, to see whether there is a next page.
        ScimPage::After(after) => (None, GroupPage { after: after.as_ref(), limit: count + 1, ..page }),
    };
    let found = found_client(permit.groups(GroupsBy::All(page)).await?, permit.client().as_str())?;
    let total = if start.is_some() { Some(found.group_count(permit).await?) } else { None };
    let place = |last: &EnterpriseRole| cursor(&Token::of(last.created, &last.ext_id).to_string());
    let listed = Listed::cut(found.to_vec(), count, place);
    let groups = with_members(permit, &found, listed.items, shows_members).await?;
    Ok(ScimGroups { groups, start, total, next: listed.next.filter(|_| start.is_none()) })
}

async fn with_members<T>(
    permit: &Permit<EnterpriseRoleView>,
    of: &Within<EnterpriseRoleView, T>,
    roles: Vec<EnterpriseRole>,
    shows: bool,
) -> Result<Vec<Group>, Refusal> {
    if !shows || permit.also(Elementary::UserView).is_err() {
        return Ok(roles.into_iter().map(|role| Group { role, members: None }).collect());
    }
    let ids: Vec<_> = roles.iter().map(|role| role.id).collect();
    let found = of.members_of(permit, &ids, MEMBERS_SHOWN_MAX + 1).await?;
    if found.len() > MEMBERS_SHOWN_MAX as usize {
        let why = format!("members: there are more than {MEMBERS_SHOWN_MAX}: expected excludedAttributes=members");
        return Err(ScimProblem::new(ScimType::TooMany, why).into());
    }
    let mut members: BTreeMap<_, Vec<(String, String)>> = BTreeMap::new();
    for GroupMember { erole_id, user, login_id } in found {
        members.entry(erole_id).or_default().push((user.to_string(), login_id));
    }
    let group = |role: EnterpriseRole| Group { members: Some(members.remove(&role.id).unwrap_or_default()), role };
    Ok(roles.into_iter().map(group).collect())
}

/// Makes a group. Who names members must be able to change their profiles.
pub async fn create_group(
    permit: &Permit<EnterpriseRoleCreate>,
    edit: &GroupEdit,
    asked: &Asked<'_, EnterpriseRole>,
) -> Result<Outcome<EnterpriseRole>, Refusal> {
    attempt(permit, asked, || {
        Box::pin(async move {
            let eroles = permit.enterprise_roles_for(None, new_name(edit)).await?;
            let eroles = erole::makeable(eroles, permit.client().as_str())?;
            let (role, change) = eroles.create(&edit.new_role(), asked.extra.to_vec(), &permit.happening())?;
            let regroup = regroup(&eroles, &eroles.client, &role, &edit.members).await?;
            let of = (&eroles.client, eroles.rev);
            let change = regroup.with(of, &role, Some(change), &permit.happening())?;
            Ok(Decision::of(role, change.map(|change| eroles.placed(change))))
        })
    })
    .await
}

fn new_name(edit: &GroupEdit) -> Option<&str> {
    match &edit.name {
        Patch::Set(name) => Some(name),
        Patch::Keep | Patch::Clear => None,
    }
}

/// Changes a group; no change where it stays as it is. Who changes members must be able to change their profiles.
pub async fn modify_group(
    permit: &Permit<EnterpriseRoleModify>,
    id: &str,
    (edit, expected): (&GroupEdit, &Expected),
    asked: &Asked<'_, EnterpriseRole>,
) -> Result<Outcome<EnterpriseRole>, Refusal> {
    let outcome = attempt(permit, asked, || {
        Box::pin(async move {
            let held = permit.held_enterprise_role(id, new_name(edit)).await?;
            let held = found(held, permit.client().as_str(), id)?;
            held.also(Elementary::EnterpriseRoleView)?;
            let patch = PatchEnterpriseRole {
                name: edit.name.clone(),
                external_id: edit.external_id.clone(),
                expected: expected.clone(),
                ..Default::default()
            };
            let (role, change) = held.modify(&patch, asked.extra.to_vec(), &permit.happening())?;
            let regroup = regroup(&held, &held.client, &role, &edit.members).await?;
            let change = regroup.with(held.of_client(), &role, change, &permit.happening())?;
            Ok(Decision::of(role, change.map(|change| held.placed(change))))
        })
    });
    Ok(tried_of_client(permit, outcome.await?))
}

/// Who is to get the enterprise role and who is to lose it, as they are now. A user who isn't there, or whom the caller
/// may not change, can't be added, and is removed without a word: nothing is told of it.
async fn regroup<R: Regroups, T>(
    of: &Within<R, T>,
    client: &ClientRef,
    role: &EnterpriseRole,
    edit: &MemberEdit,
) -> Result<Regroup, Refusal> {
    if edit.is_empty() {
        return Ok(Regroup::default());
    }
    let mut removes = edit.removes.clone();
    if edit.empties {
        let all = of.all_members(role.id, MEMBERS_NAMED_MAX + 1).await?;
        if all.len() > MEMBERS_NAMED_MAX {
            let why =
                format!("members: the group has more than {MEMBERS_NAMED_MAX}: expected them to be removed in parts");
            return Err(ScimProblem::new(ScimType::TooMany, why).into());
        }
        removes.extend(all.into_iter().filter(|id| !edit.adds.contains(id)));
    }
    let users: Vec<&str> = edit.adds.iter().chain(&removes).map(String::as_str).collect();
    let mut known = of.memberships(client, role.id, &users).await?;
    let place = |one: &Membership| {
        let of_user = Place { units: Spots::In(one.units.clone()), ..Place::of_user(client, one.user.id) };
        of_user.with_enterprise_role(role.id)
    };
    let mut regroup = Regroup::default();
    for id in &edit.adds {
        let one = known.remove(id).filter(|one| of.also_at(Elementary::ProfileModify, &place(one)).is_ok());
        let Some(one) = one else {
            let why = format!("members: there is no user {}", sigill_domain::text::echo(id));
            return Err(ScimProblem::new(ScimType::InvalidValue, why).into());
        };
        regroup.adds.push(one);
    }
    for id in &removes {
        let Some(one) = known.remove(id).filter(|one| !one.given.is_empty()) else { continue };
        if let Err(denied) = of.also_at(Elementary::ProfileModify, &place(&one)) {
            // To empty a group is to say something of all of them.
            if edit.empties {
                return Err(denied.into());
            }
            continue;
        }
        regroup.removes.push(one);
    }
    Ok(regroup)
}
