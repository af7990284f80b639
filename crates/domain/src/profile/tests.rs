//! The decisions about profiles and roles in tables.

use serde_json::json;

use super::*;
use crate::caller::{Grants, Identity};
use crate::change::Write;
use crate::patch::Patch;
use crate::rejection::Rejection;
use crate::role::{Role, RoleTable};
use crate::standing::{Ruled, Standing};
use crate::version::Expected;

const NOW: Timestamp = Timestamp::from_micros(1_779_107_696_000_000);

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn ext_id(text: &str) -> ExtId {
    ExtId::from_stored(text.to_owned())
}

fn happening() -> Happening {
    let by = Identity { user_id: Some(id(9)), name: "api/robot".to_owned() };
    Happening { at: NOW, by, request_id: "r".to_owned(), event_id: id(70), id: id(80) }
}

fn authorization(n: u128, grant: Grant) -> Authorization {
    Authorization {
        id: id(n),
        client_id: id(1),
        profile_id: id(3),
        ext_id: ext_id(&format!("a{n}")),
        grant,
        validity: crate::user::Validity::default(),
        client_ids: Vec::new(),
        units: Vec::new(),
        applications: Vec::new(),
        enterprise_roles: Vec::new(),
        version: 1,
        created: NOW,
        modified: NOW,
    }
}

fn helpdesk(clients: &[&str]) -> Grant {
    Grant::new(Role::Helpdesk, ClientRoom::Only(clients.iter().map(|id| ext_id(id)).collect()))
}

fn held(user: State, state: State) -> HeldProfile {
    HeldProfile {
        client: ClientRef { id: id(1), ext_id: ext_id("api"), name: "API".to_owned() },
        user: UserRef { id: id(2), ext_id: ext_id("anna"), state: user },
        rev: 1,
        profile: Profile {
            id: id(3),
            client_id: id(1),
            user_id: id(2),
            unit_id: id(4),
            ext_id: ext_id("p"),
            name: "Profile-anna".to_owned(),
            state,
            is_default: true,
            validity: crate::user::Validity::default(),
            remarks: None,
            comment: None,
            properties: Properties::default(),
            version: 3,
            created: Timestamp::from_micros(0),
            modified: Timestamp::from_micros(0),
        },
        unit_ext_id: ext_id("unit"),
        authorizations: vec![authorization(5, helpdesk(&["a"])), authorization(6, helpdesk(&["b"]))],
        others: Vec::new(),
    }
}

fn broken(rejection: Rejection) -> String {
    match rejection {
        Rejection::Broken(broken) => broken.into_iter().map(|breach| breach.message).collect::<Vec<_>>().join("; "),
        Rejection::Lacks(_) => "lacks".to_owned(),
        other => format!("{other:?}"),
    }
}

/// What is told of a patch to somebody who has no rights, or all, of a profile that gives `nevisIdm.Helpdesk`.
fn patched(user: State, state: State, patch: &PatchProfile, by: Option<Role>) -> String {
    let grant = |role| Grant::new(role, ClientRoom::Global);
    let caller = Grants::new(by.map(grant).into_iter().collect(), RoleTable::standard());
    let standing = Standing::new(&caller, None, id(2), &[helpdesk(&["a"])], &[]);
    let held = held(user, state);
    match held.modify(patch, Vec::new(), &standing, &happening()) {
        Ok((after, None)) => format!("v{} as it was", after.version),
        Ok((after, Some(change))) => {
            assert_eq!((after.modified, change.events[0].before.is_some()), (NOW, true));
            assert!(matches!(&change.writes[..], [Write::UpdateProfile(written), ..] if *written == after));
            // An archived profile loses its two roles.
            let gone = change.writes.iter().filter(|write| matches!(write, Write::DeleteAuthorization { .. })).count();
            assert_eq!((gone, change.events.len()), if after.state == State::Archived { (2, 3) } else { (0, 1) });
            format!("v{} {} {}", after.version, after.name, after.state.as_str())
        }
        Err(rejection) => broken(rejection),
    }
}

#[test]
fn a_profile_is_disabled_and_activated_with_its_user_in_mind() {
    use State::{Active, Archived, Disabled};
    let root = Some(Role::Root);
    let state = |name: &str| PatchProfile { profile_state: Patch::Set(name.to_owned()), ..PatchProfile::default() };
    for (user, before, wanted, by, expected) in [
        (Active, Active, "active", None, "v3 as it was"),
        (Active, Disabled, "disabled", None, "v3 as it was"),
        (Disabled, Disabled, "disabled", None, "v3 as it was"),
        (Active, Archived, "archived", None, "v3 as it was"),
        (Active, Active, "disabled", None, "lacks"),
        (Active, Active, "disabled", root, "v4 Profile-anna disabled"),
        (Active, Disabled, "active", None, "lacks"),
        (Active, Disabled, "active", root, "v4 Profile-anna active"),
        (Disabled, Disabled, "active", root, "profileState: the user isn't active, so its profiles can't be"),
        (Active, Active, "archived", root, "v4 Profile-anna archived"),
        (Active, Active, "archived", None, "lacks"),
        (Active, Archived, "active", root, "profileState: an archived profile stays archived"),
    ] {
        assert_eq!(patched(user, before, &state(wanted), by), expected, "{user:?} {before:?} {wanted} {by:?}");
    }
}

#[test]
fn the_name_changes_and_the_id_may_only_be_sent_back() {
    let keep = PatchProfile::default;
    let told = |patch: PatchProfile| patched(State::Active, State::Active, &patch, None);
    assert_eq!(told(keep()), "v3 as it was");
    assert_eq!(told(PatchProfile { name: Patch::Set("Desk".to_owned()), ..keep() }), "v4 Desk active");
    assert_eq!(told(PatchProfile { name: Patch::Clear, ..keep() }), "name is mandatory: it can't be removed");
    assert_eq!(told(PatchProfile { ext_id: Patch::Set("p".to_owned()), ..keep() }), "v3 as it was");
    for other in [Patch::Set("q".to_owned()), Patch::Clear] {
        assert_eq!(told(PatchProfile { ext_id: other, ..keep() }), "extId can't be changed: it is p");
    }
    let stale = Expected { version: Some(2), ..Expected::default() };
    assert!(told(PatchProfile { expected: stale, ..keep() }).starts_with("Stale"));
}

#[test]
fn history_shows_the_profile() {
    let profile = held(State::Active, State::Active).profile;
    assert_eq!(
        profile.audit(),
        json!({
            "extId": "p", "name": "Profile-anna", "profileState": "active", "isDefaultProfile": true, "remarks": null,
            "validity": { "from": null, "to": null },
        })
    );
    let all = Authorization { grant: Grant::new(Role::Root, ClientRoom::Global), ..authorization(5, helpdesk(&[])) };
    assert_eq!(all.audit(), json!({ "extId": "a5", "role": "nevisIdm.Root", "clients": "global" }));
    let some = authorization(5, helpdesk(&["a", "b"]));
    assert_eq!(some.audit(), json!({ "extId": "a5", "role": "nevisIdm.Helpdesk", "clients": ["a", "b"] }));
}

#[test]
fn a_role_is_found_by_its_external_id() {
    let held = held(State::Active, State::Active);
    assert_eq!(held.authorization("a6").map(|found| found.id), Some(id(6)));
    assert_eq!(held.authorization("a7"), None);
}

#[test]
fn a_role_holds_in_all_clients_or_in_some_that_are_named() {
    let grant = |is_client_global: bool, count: usize| {
        let clients = (0..count).map(|n| format!("c{n}")).collect();
        let new = NewAuthorization {
            role: Some("nevisIdm.Helpdesk".to_owned()),
            is_client_global,
            clients,
            ..NewAuthorization::default()
        };
        match new.grant(None) {
            Ok(Grant { clients: ClientRoom::Global, .. }) => "global".to_owned(),
            Ok(Grant { clients: ClientRoom::Only(clients), .. }) => clients.len().to_string(),
            Err(breaches) => broken(breaches.into()),
        }
    };
    let either = "expected either clientGlobal: true, or clients in clientExtIds";
    assert_eq!([grant(true, 0), grant(false, 1), grant(true, 1), grant(false, 0)], ["global", "1", either, either]);
    assert_eq!(grant(false, ROOMS_MAX), ROOMS_MAX.to_string());
    assert_eq!(grant(false, ROOMS_MAX + 1), "clientExtIds: expected at most 100 clients, got 101");
}

#[test]
fn a_profile_has_each_role_once_and_not_too_many() {
    let assigned = |there: usize, grant: Grant, client: Option<Uuid>| {
        let mut held = held(State::Active, State::Active);
        held.authorizations = (0..there).map(|n| authorization(n as u128, helpdesk(&[&format!("c{n}")]))).collect();
        let rooms = vec![(ext_id("x"), client)];
        let (units, applications, enterprise_roles) = (Vec::new(), Vec::new(), Vec::new());
        let (ext_id_taken, ruled) = (false, Ruled::BY_SERVER);
        let giving = Giving { grant, rooms, units, applications, enterprise_roles, ext_id_taken, ruled };
        match held.assign(&NewAuthorization::default(), giving, Vec::new(), &happening()) {
            Ok((authorization, _)) => format!("{:?}", authorization.client_ids),
            Err(breaches) => broken(breaches.into()),
        }
    };
    let given = format!("{:?}", [id(8)]);
    assert_eq!(assigned(AUTHORIZATIONS_MAX - 1, helpdesk(&["x"]), Some(id(8))), given);
    assert_eq!(assigned(AUTHORIZATIONS_MAX, helpdesk(&["x"]), Some(id(8))), "a profile has at most 50 authorizations");
    assert_eq!(assigned(1, helpdesk(&["c0"]), Some(id(8))), "the profile has this role with these clients already");
    assert_eq!(assigned(1, helpdesk(&["x"]), None), "clientExtIds: there is no client with extId x");
}
